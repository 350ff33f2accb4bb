// SPDX-License-Identifier: Apache-2.0
// Whether an exchange is run once more, and when.
#pragma once

#include "exchange_run.hpp"

#include <string_view>

namespace dovetail::http {

/// Counts the failures of one operation in a row. For operations that may be repeated as a whole:
/// check, fetch, lookup.
class retry_counter
{
public:
    /// `core` and `operation` outlive it.
    retry_counter(const connection_core& core, std::string_view operation)
        : core_(core), operation_(operation)
    {
    }

    /// Waits and says true if it is worth trying again: class retryable or throttled, attempts
    /// left, the server does not want a longer wait than longest_retry_after, and not cancelled
    /// meanwhile.
    boost::asio::awaitable<bool> again(const host::error& fault);

    void succeeded() noexcept { failures_ = 0; }

private:
    void tell(const host::error& fault, std::chrono::milliseconds wait) const;

    const connection_core& core_;
    std::string_view operation_;
    std::uint32_t failures_ = 0;
};

} // namespace dovetail::http
