// SPDX-License-Identifier: Apache-2.0
#include "retry.hpp"

#include "backoff.hpp"

#include <algorithm>

namespace dovetail::http {

using host::error_class;

void retry_counter::tell(const host::error& fault, std::chrono::milliseconds wait) const
{
    core_.sink->write(host::log_level::info, "trying again",
                      {{"connection", std::string_view(core_.settings.name)},
                       {"operation", operation_},
                       {"failures", std::int64_t{failures_}},
                       {"wait_ms", std::int64_t{wait.count()}},
                       {"code", std::string_view(fault.code)},
                       {"reason", std::string_view(fault.message)}});
}

boost::asio::awaitable<bool> retry_counter::again(const host::error& fault)
{
    const auto& retry = core_.settings.retry;
    ++failures_;
    const bool passing =
        fault.kind == error_class::retryable || fault.kind == error_class::throttled;
    if (!passing || failures_ >= retry.attempts || fault.retry_after > retry.longest_retry_after)
        co_return false;
    if (co_await is_cancelled()) co_return false;
    const auto chosen =
        backoff(failures_ - 1, retry.first_delay, retry.longest_delay, core_.world.random());
    const auto wait = std::max(chosen, fault.retry_after);
    tell(fault, wait);
    co_return co_await core_.world.sleep(wait);
}

} // namespace dovetail::http
