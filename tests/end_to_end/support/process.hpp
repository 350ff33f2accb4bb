// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dovetail::test {

using arguments = std::vector<std::string>;
using variables = std::map<std::string, std::string>;

/// How a program ended.
struct ended
{
    int code = -1; ///< exit code; 128 + number when a signal ended it
    std::string out;
    std::string err;
};

/// No program of these tests takes as long; a test that would hang fails instead.
inline constexpr std::chrono::seconds patience{60};

/// A running program. Its outputs go to files, so it never waits for a reader.
class process
{
public:
    process(const std::filesystem::path& program, const arguments& with, const variables& extra,
            const std::filesystem::path& outputs);
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process(); ///< kills it

    void signal(int number) const;
    bool running();
    /// Waits for its end; throws when it does not end within `patience`.
    ended wait();

    std::string out() const;
    std::string err() const;

    /// Waits until its standard output contains `text`; throws when it ends or `patience` does.
    void wait_for_output(const std::string& text);

private:
    pid_t id_ = -1;
    std::optional<int> status_;
    std::filesystem::path out_;
    std::filesystem::path err_;
};

/// Repeats `holds` until it is true; false when `patience` ended before.
template<class Condition>
bool eventually(Condition&& holds);

/// A short pause between two looks.
void pause();

template<class Condition>
bool eventually(Condition&& holds)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        pause();
    }
    return true;
}

} // namespace dovetail::test
