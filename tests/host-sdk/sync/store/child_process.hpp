// SPDX-License-Identifier: Apache-2.0
// A process of its own for a part of a test: to be killed, or to be somebody else.
#pragma once

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <functional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

/// Runs `work`, which says things by the function it is given, in a forked process. No thread may
/// run at the time of the fork.
class child_process
{
public:
    using say = std::function<void(const std::string&)>;

    explicit child_process(const std::function<void(const say&)>& work)
    {
        int ends[2];
        BOOST_REQUIRE_EQUAL(::pipe(ends), 0);
        id_ = ::fork();
        BOOST_REQUIRE(id_ >= 0);
        if (id_ == 0) {
            ::close(ends[0]);
            work([&](const std::string& words) {
                const auto line = words + "\n";
                if (::write(ends[1], line.data(), line.size()) < 0) ::_exit(2);
            });
            ::_exit(0); // neither the test's report nor its destructors are the child's business
        }
        ::close(ends[1]);
        from_ = ends[0];
    }

    ~child_process()
    {
        ::close(from_);
        if (id_ > 0) kill();
    }

    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// The next line; empty: the child is gone.
    std::string listen()
    {
        std::string line;
        for (char c = 0; ::read(from_, &c, 1) == 1 && c != '\n';)
            line += c;
        return line;
    }

    void kill()
    {
        ::kill(id_, SIGKILL);
        wait();
    }

    /// Whether it ended well.
    bool wait()
    {
        int status = 0;
        ::waitpid(id_, &status, 0);
        id_ = 0;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

private:
    pid_t id_ = 0;
    int from_ = -1;
};

/// The user that tests change to when they run as root, for whom every file can be written.
inline constexpr unsigned nobody = 65534;

/// Runs `work` as a user without special rights, and returns what it says.
inline std::string as_ordinary_user(const std::function<std::string()>& work)
{
    child_process child([&](const child_process::say& say) {
        const bool ordinary = ::geteuid() != 0 || (::setgid(nobody) == 0 && ::setuid(nobody) == 0);
        say(ordinary ? work() : "cannot change the user");
    });
    return child.listen();
}
