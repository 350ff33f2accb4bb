// SPDX-License-Identifier: Apache-2.0
#include "gate.hpp"

#include "backoff.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::http {

namespace asio = boost::asio;
using std::chrono::milliseconds;

gate::pass::~pass()
{
    if (owner_) owner_->leave();
}

gate::gate(asio::any_io_executor strand, std::size_t maximum, const host::retry_settings& retry,
           runtime world, std::shared_ptr<background> tasks)
    : strand_(std::move(strand)), maximum_(static_cast<double>(std::max<std::size_t>(1, maximum))),
      allowed_(maximum_), retry_(retry), world_(std::move(world)), tasks_(std::move(tasks))
{
}

milliseconds gate::pause_left() const
{
    const auto left = paused_until_ - world_.ticks();
    return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(left));
}

bool gate::may_send() const
{
    return pause_left().count() == 0 &&
           static_cast<double>(in_flight_ + 1) <= std::max(1.0, allowed_);
}

asio::awaitable<gate::entry> gate::enter(host::urgency priority, bool counted)
{
    if (!counted) {
        if (pause_left().count() == 0) co_return pass();
        co_return co_await wait_in(uncounted_, false);
    }
    auto& line = waiting_[static_cast<std::size_t>(priority)];
    const bool held = priority == host::urgency::backfill && backfill_held_;
    if (!held && line.empty() && may_send()) {
        ++in_flight_;
        co_return pass(shared_from_this());
    }
    co_return co_await wait_in(line, true);
}

asio::awaitable<gate::entry> gate::wait_in(queue& line, bool counted)
{
    const auto self = shared_from_this();
    if (const auto pause = pause_left(); pause > retry_.longest_retry_after)
        co_return too_long{pause};
    auto me = std::make_shared<waiter>(strand_);
    me->counted = counted;
    line.push_back(me);
    const bool called = co_await me->turn.wait();
    if (me->admitted) {
        if (counted) co_return pass(self);
        co_return pass();
    }
    std::erase(line, me);
    if (called) co_return too_long{pause_left()};
    co_return cancelled{};
}

void gate::admit(queue& line)
{
    const auto next = line.front();
    line.pop_front();
    next->admitted = true;
    if (next->counted) ++in_flight_;
    next->turn.happen();
}

void gate::pump()
{
    if (pause_left().count() != 0) return;
    while (!uncounted_.empty())
        admit(uncounted_);
    for (std::size_t priority = 0; priority < waiting_.size(); ++priority) {
        if (backfill_held_ && priority == static_cast<std::size_t>(host::urgency::backfill)) return;
        while (!waiting_[priority].empty() && may_send())
            admit(waiting_[priority]);
    }
}

void gate::leave()
{
    --in_flight_;
    pump();
}

milliseconds gate::throttle(milliseconds retry_after)
{
    const auto now = world_.ticks();
    // Requests that were under way together are throttled together: that counts once.
    if (now >= paused_until_) {
        allowed_ = std::max(1.0, allowed_ / 2);
        ++throttled_in_a_row_;
    }
    const auto pause = retry_after.count() > 0
                           ? retry_after
                           : backoff(throttled_in_a_row_ - 1, retry_.first_delay,
                                     retry_.longest_delay, world_.random());
    paused_until_ = std::max(paused_until_, now + pause);
    if (pause_left() > retry_.longest_retry_after) {
        for (auto& line : waiting_)
            for (const auto& each : line)
                each->turn.happen();
        for (const auto& each : uncounted_)
            each->turn.happen();
    }
    if (!std::exchange(pause_ends_, true))
        tasks_->spawn([self = shared_from_this()] { return self->end_pause(); });
    return pause;
}

asio::awaitable<void> gate::end_pause()
{
    const auto self = shared_from_this();
    for (auto left = pause_left(); left.count() != 0; left = pause_left())
        if (!co_await world_.sleep(left)) co_return;
    pause_ends_ = false;
    pump();
}

void gate::succeeded()
{
    if (pause_left().count() != 0) return; // sent before the pause began
    throttled_in_a_row_ = 0;
    allowed_ = std::min(maximum_, allowed_ + 1 / allowed_);
    pump();
}

void gate::hold_backfill(bool held)
{
    backfill_held_ = held;
    pump();
}

void gate::admit_one_backfill()
{
    auto& line = waiting_[static_cast<std::size_t>(host::urgency::backfill)];
    if (!line.empty() && may_send()) admit(line);
}

} // namespace dovetail::http
