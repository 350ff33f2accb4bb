// SPDX-License-Identifier: Apache-2.0
#include "pool.hpp"

#include "background.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::http {

namespace asio = boost::asio;

pool::lease::lease(std::shared_ptr<pool> owner, std::string key, std::unique_ptr<byte_stream> kept)
    : stream(std::move(kept)), owner_(std::move(owner)), key_(std::move(key))
{
}

pool::lease::~lease()
{
    if (owner_) owner_->give_back(key_, nullptr);
}

void pool::lease::keep()
{
    const auto owner = std::exchange(owner_, nullptr);
    owner->give_back(key_, std::move(stream));
}

pool::pool(asio::any_io_executor strand, std::size_t maximum,
           std::chrono::milliseconds idle_timeout)
    : strand_(std::move(strand)), maximum_(std::max<std::size_t>(1, maximum)),
      idle_timeout_(idle_timeout), sweep_timer_(strand_)
{
}

pool::~pool() = default;

std::unique_ptr<byte_stream> pool::take_kept(host_entry& entry, std::chrono::milliseconds at_most)
{
    const auto now = std::chrono::steady_clock::now();
    const auto oldest = now - std::min(at_most, idle_timeout_);
    // The most recently used one first: the others may then age out.
    while (!entry.kept.empty()) {
        auto newest = std::move(entry.kept.front());
        entry.kept.pop_front();
        if (newest.since >= oldest && newest.stream->quiet()) return std::move(newest.stream);
    }
    return nullptr;
}

asio::awaitable<bool> pool::wait(host_entry& entry, deadline until)
{
    // Leaves the list however the coroutine ends, be it by the end of its executor.
    struct place
    {
        explicit place(const asio::any_io_executor& strand) : self(strand) {}
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        ~place()
        {
            if (list) list->remove(&self);
        }
        waiter self;
        std::list<waiter*>* list = nullptr;
    };
    const bool cancelled = co_await is_cancelled();
    if (cancelled) co_return false;
    place here(strand_);
    here.self.timer.expires_at(until);
    here.list = &entry.waiting;
    entry.waiting.push_back(&here.self);
    co_await here.self.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return here.self.granted;
}

asio::awaitable<pool::lease> pool::acquire(std::string key, std::chrono::milliseconds at_most,
                                           deadline until)
{
    const auto self = shared_from_this();
    auto& entry = hosts_[key];
    if (entry.used < maximum_)
        ++entry.used;
    else if (!co_await wait(entry, until))
        co_return lease{};
    co_return lease{self, std::move(key), take_kept(entry, at_most)};
}

void pool::give_back(const std::string& key, std::unique_ptr<byte_stream> stream)
{
    auto& entry = hosts_[key];
    if (stream) {
        entry.kept.push_front({std::move(stream), std::chrono::steady_clock::now()});
        schedule_sweep();
    }
    if (entry.waiting.empty()) {
        --entry.used;
        return;
    }
    // The right to a connection passes on directly, in the order of asking.
    auto* next = entry.waiting.front();
    entry.waiting.pop_front();
    next->granted = true;
    next->timer.cancel();
}

void pool::sweep()
{
    const auto oldest = std::chrono::steady_clock::now() - idle_timeout_;
    for (auto& [key, entry] : hosts_)
        entry.kept.remove_if([&](const idle& each) { return each.since <= oldest; });
}

void pool::schedule_sweep()
{
    if (std::exchange(sweeping_, true)) return;
    sweep_timer_.expires_after(idle_timeout_);
    sweep_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& ec) {
        const auto self = weak.lock();
        if (ec || !self) return;
        self->sweep();
        self->sweeping_ = false;
        for (const auto& [key, entry] : self->hosts_)
            if (!entry.kept.empty()) return self->schedule_sweep();
    });
}

} // namespace dovetail::http
