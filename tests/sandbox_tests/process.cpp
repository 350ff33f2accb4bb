// SPDX-License-Identifier: Apache-2.0
#include "process.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dovetail::sandbox {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

struct child
{
    pid_t pid = -1;
    int output = -1;
};

/// Starts the program with both its streams in one pipe.
child start(const std::vector<std::string>& arguments)
{
    const char* const program = std::getenv("DOVETAIL_SANDBOX");
    BOOST_REQUIRE_MESSAGE(program, "DOVETAIL_SANDBOX must name the program");
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        std::vector<char*> raw{const_cast<char*>(program)};
        for (const auto& argument : arguments)
            raw.push_back(const_cast<char*>(argument.c_str()));
        raw.push_back(nullptr);
        ::execv(program, raw.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    return {pid, ends[0]};
}

int wait_for(pid_t pid)
{
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Reads until the pipe ends, or until `enough` says so.
template<class F>
std::string read_until(int file, F enough)
{
    std::string out;
    char block[4096];
    while (!enough(out)) {
        const auto size = ::read(file, block, sizeof block);
        if (size <= 0) break;
        out.append(block, static_cast<std::size_t>(size));
    }
    return out;
}

unsigned short port_in(const std::string& output, const std::string& name)
{
    const auto label = name + " http://127.0.0.1:";
    const auto at = output.find(label);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, output);
    return static_cast<unsigned short>(std::stoi(output.substr(at + label.size())));
}

} // namespace

finished run_sandbox(const std::vector<std::string>& arguments)
{
    const auto started = start(arguments);
    auto output = read_until(started.output, [](const std::string&) { return false; });
    ::close(started.output);
    return {wait_for(started.pid), std::move(output)};
}

serving_sandbox::serving_sandbox(const std::vector<std::string>& options)
{
    auto arguments = options;
    arguments.insert(arguments.begin(), "serve");
    const auto started = start(arguments);
    pid_ = started.pid;
    const auto output = read_until(started.output, [](const std::string& text) {
        const auto second = text.find("sales-connect ");
        return second != std::string::npos && text.find('\n', second) != std::string::npos;
    });
    ::close(started.output);
    salesforce_ = port_in(output, "salesforce");
    sales_connect_ = port_in(output, "sales-connect");
}

serving_sandbox::~serving_sandbox()
{
    if (pid_ > 0) stop(SIGKILL);
}

int serving_sandbox::stop(int signal)
{
    ::kill(pid_, signal);
    const int code = wait_for(pid_);
    pid_ = -1;
    return code;
}

int raw_answer::status() const
{
    return bytes.starts_with("HTTP/1.1 ") ? std::stoi(bytes.substr(9, 3)) : 0;
}

std::string raw_answer::body() const
{
    const auto at = bytes.find("\r\n\r\n");
    return at == std::string::npos ? std::string{} : bytes.substr(at + 4);
}

raw_answer exchange(unsigned short port, std::string_view method, std::string_view target,
                    std::string_view body, std::string_view token)
{
    asio::io_context io;
    asio::ip::tcp::socket socket{io};
    socket.connect({asio::ip::address_v4::loopback(), port});
    const auto request = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                     "Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{}",
                                     method, target, token, body.size(), body);
    // A server may refuse a request, and close, before it has read all of it.
    boost::system::error_code failed;
    asio::write(socket, asio::buffer(request), failed);
    raw_answer out;
    asio::read(socket, asio::dynamic_buffer(out.bytes), failed);
    out.reset = failed == asio::error::connection_reset;
    return out;
}

} // namespace dovetail::sandbox
