// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include "forbidden.hpp"
#include "spawn.hpp"

#include "utf8.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace dovetail::host::isolated {
namespace {

// A report of a crash, cut where it only repeats itself.
constexpr std::size_t words_bytes = std::size_t{64} * 1024;
constexpr std::size_t shown_words_bytes = 2048;

/// At least this long for a start: a disk may have to be read.
constexpr std::chrono::milliseconds least_start_timeout{10'000};

using clock = std::chrono::steady_clock;

std::chrono::milliseconds limit_of(call what, const isolation& limits) noexcept
{
    return what == call::hello ? std::max(limits.call_timeout, least_start_timeout)
                               : limits.call_timeout;
}

struct socket_pair
{
    descriptor ours;
    descriptor theirs;
};

bool make_pair(socket_pair& out) noexcept
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
    out = {descriptor(ends[0]), descriptor(ends[1])};
    return true;
}

bool limit_waiting(int socket, std::chrono::milliseconds limit) noexcept
{
    const auto ms = std::max<std::int64_t>(1, limit.count());
    timeval value{};
    value.tv_sec = static_cast<time_t>(ms / 1000);
    value.tv_usec = static_cast<suseconds_t>(ms % 1000 * 1000);
    return ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value) == 0;
}

/// A file of fixed size that is nowhere: whoever writes beyond its end gets an error.
int make_words() noexcept
{
    const int made = ::memfd_create("dovetail-words", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made < 0) return made;
    if (::ftruncate(made, words_bytes) == 0 &&
        ::fcntl(made, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        return made;
    ::close(made);
    return -1;
}

error cannot_start(const child_plan& plan, int number)
{
    return {error_class::config, "plugin_process_start",
            "a process for the plugin " + plan.label + " cannot be started (" +
                plan.program.string() + "): " + describe_errno(number)};
}

std::string name_of_call(std::uint64_t number)
{
    for (const forbidden_call& one : forbidden_calls)
        if (static_cast<std::uint64_t>(one.number) == number) return std::string(one.name);
    return std::to_string(number);
}

} // namespace

struct child::lane
{
    lane(descriptor&& opened, lane_memory&& mapped)
        : socket(std::move(opened)), memory(std::move(mapped)), line(max_log_bytes)
    {
    }

    descriptor socket;
    lane_memory memory;
    std::vector<std::byte> line;        ///< of the log, as it comes in
    std::chrono::milliseconds limit{0}; ///< set on the socket
    bool busy = false;
};

child::child(child_plan plan) : plan_(std::move(plan)) {}

result<std::shared_ptr<child>> child::start(child_plan plan)
{
    const std::shared_ptr<child> made(new child(std::move(plan)));
    const auto& limits = made->plan_.limits;
    const auto half = static_cast<std::size_t>(limits.message_bytes);
    socket_pair alive;
    made->words_ = descriptor(make_words());
    if (!made->words_ || !make_pair(alive)) return cannot_start(made->plan_, errno);
    made->alive_socket_ = std::move(alive.ours);

    std::vector<descriptor> theirs;
    std::vector<int> given{alive.theirs.get(), made->plan_.library};
    for (std::uint32_t at = 0; at < lane_count; ++at) {
        socket_pair sockets;
        descriptor memory(lane_memory::make(half));
        if (!memory || !make_pair(sockets)) return cannot_start(made->plan_, errno);
        lane_memory mapped(memory.get(), half);
        if (!mapped.ok()) return cannot_start(made->plan_, errno);
        made->lanes_.push_back(std::make_unique<lane>(std::move(sockets.ours), std::move(mapped)));
        given.push_back(sockets.theirs.get());
        given.push_back(memory.get());
        theirs.push_back(std::move(sockets.theirs));
        theirs.push_back(std::move(memory));
    }
    const std::vector<std::string> arguments{std::to_string(wire_version), std::to_string(half),
                                             std::to_string(limits.memory_bytes)};
    const int failed = spawn(made->plan_.program, arguments, made->words_.get(), given, made->id_);
    if (failed != 0) {
        made->id_ = -1;
        return cannot_start(made->plan_, failed);
    }
    return made;
}

child::~child()
{
    if (id_ < 0 || dead_) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

child::lane_use::lane_use(child& of) : of_(of), lane_(nullptr)
{
    std::unique_lock lock(of_.mutex_);
    of_.freed_.wait(lock, [this] {
        const auto found =
            std::ranges::find_if(of_.lanes_, [](const auto& one) { return !one->busy; });
        if (found == of_.lanes_.end()) return false;
        lane_ = found->get();
        return true;
    });
    lane_->busy = true;
}

child::lane_use::~lane_use()
{
    const std::lock_guard lock(of_.mutex_);
    lane_->busy = false;
    of_.freed_.notify_one();
}

std::span<std::byte> child::lane_use::calls() const noexcept
{
    return lane_->memory.calls();
}

result<child::raw_answer> child::converse(const lane_use& use, const packet& head)
{
    if (!alive()) return why_dead();
    lane& with = use.get();
    const auto limit = limit_of(head.what, plan_.limits);
    if (limit != with.limit && limit_waiting(with.socket.get(), limit)) with.limit = limit;
    if (!send_packet(with.socket.get(), head, {}, false)) return die("plugin_process_ended", {});
    auto got = await_answer(with, limit);
    with.memory.shrink(head.size, got ? got->size : 0);
    return got;
}

result<child::raw_answer> child::await_answer(lane& with, std::chrono::milliseconds limit)
{
    const auto deadline = clock::now() + limit;
    for (;;) {
        packet head{};
        std::size_t size = 0;
        const received what = receive_packet(with.socket.get(), head, with.line, size);
        if (what == received::end) return die("plugin_process_ended", {});
        // Lines of the log do not prolong the call.
        if (what == received::timeout || clock::now() > deadline)
            return die("plugin_process_hung",
                       "did not answer within " + std::to_string(limit.count()) + " ms");
        if (what == received::failed) return broken("its packets have a wrong size");
        if (head.kind == packet_kind::too_large) return too_large("an answer of the plugin");
        if (head.kind == packet_kind::log) {
            arena_reader reader(std::span(with.line).first(size));
            if (const auto* line = reader.read<log_line>()) plan_.logged(*line);
            continue;
        }
        const auto answers = with.memory.answers();
        if (head.kind != packet_kind::answer || head.size > answers.size())
            return broken("its packet is none that answers a call");
        // A copy, because the child could change its memory after it was checked.
        const auto length = static_cast<std::size_t>(head.size);
        block memory = std::make_shared_for_overwrite<std::max_align_t[]>(
            length / sizeof(std::max_align_t) + 1);
        std::memcpy(memory.get(), answers.data(), length);
        return raw_answer{std::move(memory), length};
    }
}

void child::end(std::uint64_t exchange) noexcept
{
    if (!alive()) return;
    const lane_use use(*this);
    const packet head{packet_kind::call, call::end, exchange, 0};
    if (alive() && !send_packet(use.get().socket.get(), head, {}, false))
        die("plugin_process_ended", {});
}

error child::too_large(const std::string& what) const
{
    return {error_class::config, "plugin_message",
            what + " " + plan_.label + " needs more than " +
                std::to_string(plan_.limits.message_bytes) +
                " bytes, the most that crosses to a process; ask for smaller pages, or run the "
                "plugin without isolation"};
}

error child::broken(const std::string& how)
{
    return die("plugin_process_protocol", "does not keep to the protocol: " + how);
}

error child::die(const char* code, const std::string& reason)
{
    const std::lock_guard lock(mutex_);
    if (dead_) return reason_;
    ::kill(id_, SIGKILL);
    const std::string end = how_it_ended();
    reason_ = {error_class::retryable, code,
               "the process of the plugin " + plan_.label + ' ' + (reason.empty() ? end : reason)};
    dead_.store(true, std::memory_order_release);
    return reason_;
}

std::string child::how_it_ended()
{
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    packet note{};
    std::size_t none = 0;
    ::fcntl(alive_socket_.get(), F_SETFL, O_NONBLOCK);
    if (receive_packet(alive_socket_.get(), note, {}, none) == received::packet &&
        note.kind == packet_kind::forbidden)
        return "was ended because it called " + name_of_call(note.object) +
               ", which an isolated plugin may not";
    if (WIFSIGNALED(status)) {
        const int number = WTERMSIG(status);
        const char* words = ::sigdescr_np(number);
        return "was ended by signal " + std::to_string(number) +
               (words ? std::string(" (") + words + ')' : std::string{});
    }
    return "ended by itself with status " + std::to_string(WEXITSTATUS(status));
}

error child::why_dead() const
{
    const std::lock_guard lock(mutex_);
    return reason_;
}

std::string child::last_words() const
{
    std::string text(words_bytes, '\0');
    const ssize_t got = ::pread(words_.get(), text.data(), text.size(), 0);
    text.resize(std::min(text.find('\0'), static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
    while (text.ends_with('\n'))
        text.pop_back();
    return clean_utf8(text, shown_words_bytes);
}

} // namespace dovetail::host::isolated
