// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Runs the sandbox as a program of its own, and talks to it over real sockets.

#include "support/temporary_folder.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dovetail::sandbox {

/// A directory that is gone when the test is over.
struct scratch_directory
{
    test::temporary_folder holder;
    const std::filesystem::path& path = holder.path();
};

/// What a command printed and how it ended.
struct finished
{
    int exit_code = -1;
    std::string output; ///< both streams
};

/// Runs `dovetail-sandbox` with these arguments until it ends.
finished run_sandbox(const std::vector<std::string>& arguments);

/// A `dovetail-sandbox serve` that is ready to be asked; killed when it goes out of scope.
class serving_sandbox
{
public:
    explicit serving_sandbox(const std::vector<std::string>& options);
    ~serving_sandbox();
    serving_sandbox(const serving_sandbox&) = delete;
    serving_sandbox& operator=(const serving_sandbox&) = delete;
    serving_sandbox(serving_sandbox&&) = delete;
    serving_sandbox& operator=(serving_sandbox&&) = delete;

    unsigned short salesforce() const { return salesforce_; }
    unsigned short sales_connect() const { return sales_connect_; }

    /// Sends a signal and waits for the end; the exit code, or minus the signal that ended it.
    int stop(int signal);

private:
    pid_t pid_ = -1;
    unsigned short salesforce_ = 0;
    unsigned short sales_connect_ = 0;
};

/// What came back over one connection: everything until it was closed, and whether by a reset.
struct raw_answer
{
    std::string bytes;
    bool reset = false;

    int status() const;
    std::string body() const;
};

/// Sends the request (with `Connection: close`) and reads to the end.
raw_answer exchange(unsigned short port, std::string_view method, std::string_view target,
                    std::string_view body = {}, std::string_view token = {});

} // namespace dovetail::sandbox
