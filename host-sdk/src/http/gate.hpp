// SPDX-License-Identifier: Apache-2.0
// Who may send a request now: parallelism, priorities, and slowing down together.
#pragma once

#include "background.hpp"
#include "event.hpp"

#include <dovetail/host/connection.hpp>
#include <dovetail/host/transport_settings.hpp>
#include <dovetail/http/runtime.hpp>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <variant>

namespace dovetail::http {

/// Shared by all exchanges of a connection; everything on the connection's strand.
///
/// Parallelism  at most `maximum` requests at once. Each throttling halves what is allowed (once
/// per
///              pause), each success adds a little, so that about `allowed` successes add one
///              (additive increase, multiplicative decrease, as TCP does).
/// Priority     of those that wait, a user's edit goes before a routine read before a backfill.
/// Pause        after a throttling nobody sends until the server's Retry-After, or a jittered
///              backoff that doubles while throttlings follow one another, is over.
class gate : public std::enable_shared_from_this<gate>
{
public:
    /// The right to have one request in flight; ends with this object.
    class pass
    {
    public:
        pass() = default;
        explicit pass(std::shared_ptr<gate> owner) : owner_(std::move(owner)) {}
        pass(pass&&) noexcept = default;
        pass& operator=(pass&&) = delete;
        ~pass();

    private:
        std::shared_ptr<gate> owner_;
    };

    /// The server wants a longer pause than anybody waits for: this long.
    struct too_long
    {
        std::chrono::milliseconds pause;
    };
    struct cancelled
    {
    };
    using entry = std::variant<pass, too_long, cancelled>;

    gate(boost::asio::any_io_executor strand, std::size_t maximum,
         const host::retry_settings& retry, runtime world, std::shared_ptr<background> tasks);

    /// Waits for its turn. Not counted: a long poll, which only waits for the end of a pause.
    boost::asio::awaitable<entry> enter(host::urgency priority, bool counted = true);

    /// The server said "too much"; `retry_after` 0: it did not say how long. Returns the pause.
    std::chrono::milliseconds throttle(std::chrono::milliseconds retry_after);

    /// A request was answered normally.
    void succeeded();

    /// Backfill waits, or goes on (P5).
    void hold_backfill(bool held);

    /// Lets one backfill request through although they are held, to learn how things stand.
    void admit_one_backfill();

    bool paused() const { return pause_left().count() != 0; }
    std::size_t allowed() const noexcept { return static_cast<std::size_t>(allowed_); }
    std::size_t in_flight() const noexcept { return in_flight_; }

private:
    struct waiter
    {
        explicit waiter(const boost::asio::any_io_executor& strand) : turn(strand) {}
        event turn;
        bool admitted = false;
        bool counted = true;
    };
    using queue = std::deque<std::shared_ptr<waiter>>;

    boost::asio::awaitable<entry> wait_in(queue& line, bool counted);
    std::chrono::milliseconds pause_left() const;
    bool may_send() const;
    void admit(queue& line);
    void pump();
    void leave();
    boost::asio::awaitable<void> end_pause();

    boost::asio::any_io_executor strand_;
    double maximum_;
    double allowed_;
    host::retry_settings retry_;
    runtime world_;
    std::shared_ptr<background> tasks_;
    std::array<queue, 3> waiting_;
    queue uncounted_;
    std::size_t in_flight_ = 0;
    std::uint32_t throttled_in_a_row_ = 0;
    std::chrono::steady_clock::time_point paused_until_{};
    bool pause_ends_ = false; ///< end_pause is running
    bool backfill_held_ = false;
};

} // namespace dovetail::http
