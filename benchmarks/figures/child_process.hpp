// SPDX-License-Identifier: Apache-2.0
// Programs under measurement: started, watched, ended, and what the kernel says they used.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dovetail::benchmarks {

/// What a finished program used, as wait4 tells it.
struct usage
{
    int exit_code = -1;                 ///< -1: ended by a signal
    std::chrono::duration<double> wall; ///< from start to end
    std::chrono::duration<double> cpu;  ///< user and system, all threads
    long peak_kib = 0;                  ///< largest resident set
};

/// One running program; its output goes to a file. Ended (SIGTERM) when this object goes.
class child_process
{
public:
    /// Throws std::system_error when it cannot be started.
    child_process(const std::vector<std::string>& command, const std::filesystem::path& output);
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// Waits for the end.
    usage wait();
    /// Asks it to end, and waits.
    usage stop();
    bool running();
    /// Time and CPU time used so far.
    usage so_far() const;
    /// Its resident set now.
    long resident_kib() const;

private:
    pid_t pid_ = -1;
    std::chrono::steady_clock::time_point started_;
};

/// Runs to the end; throws with the end of the output when the exit code is not 0.
usage run_to_end(const std::vector<std::string>& command, const std::filesystem::path& output);

/// The whole content of a file; empty when there is none.
std::string read_file(const std::filesystem::path& file);

} // namespace dovetail::benchmarks
