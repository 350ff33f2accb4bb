// SPDX-License-Identifier: Apache-2.0
#include "test_world.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace dovetail::test {
namespace {

using std::chrono::milliseconds;

std::mutex all_mutex;
std::string all_lines;

/// Any fixed instant: 2026-01-31T12:00:00Z.
const std::chrono::system_clock::time_point wall_start{std::chrono::seconds{1769860800}};
const std::chrono::steady_clock::time_point ticks_start{std::chrono::hours{1000}};

} // namespace

void scripted_world::advance(milliseconds time)
{
    const std::lock_guard lock(mutex_);
    passed_ += time;
}

std::vector<milliseconds> scripted_world::sleeps() const
{
    const std::lock_guard lock(mutex_);
    return sleeps_;
}

http::runtime scripted_world::runtime()
{
    http::runtime out;
    out.now = [this] {
        const std::lock_guard lock(mutex_);
        return wall_start + passed_;
    };
    out.ticks = [this] {
        const std::lock_guard lock(mutex_);
        return ticks_start + passed_;
    };
    out.random = [this] {
        const std::lock_guard lock(mutex_);
        return chances[std::min(next_chance_++, chances.size() - 1)];
    };
    out.sleep = [this](milliseconds time) -> boost::asio::awaitable<bool> {
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        {
            const std::lock_guard lock(mutex_);
            sleeps_.push_back(time);
            passed_ += time;
        }
        co_await boost::asio::post(boost::asio::use_awaitable);
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        co_return state.cancelled() == boost::asio::cancellation_type::none;
    };
    return out;
}

kept_log::kept_log(host::log_level level) : lines_(std::make_shared<std::vector<std::string>>())
{
    log_ = http::make_log({level, host::log_format::json}, [lines = lines_](std::string_view line) {
        const std::lock_guard lock(all_mutex);
        lines->emplace_back(line);
        all_lines.append(line).append("\n");
    });
}

std::vector<std::string> kept_log::lines() const
{
    const std::lock_guard lock(all_mutex);
    return *lines_;
}

std::size_t kept_log::count(std::string_view text) const
{
    const auto all = lines();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& line) {
        return line.find(text) != std::string::npos;
    }));
}

bool kept_log::contains(std::string_view text) const
{
    return count(text) != 0;
}

std::string kept_log::everything()
{
    const std::lock_guard lock(all_mutex);
    return all_lines;
}

} // namespace dovetail::test
