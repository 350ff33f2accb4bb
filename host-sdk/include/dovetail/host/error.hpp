// SPDX-License-Identifier: Apache-2.0
// The host's errors are values: what the contract's errors are (abi/status.h), owned.
#pragma once

#include <dovetail/abi/status.h>

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace dovetail::host {

/// What is done about an error; the values are those of the contract.
enum class error_class : std::uint32_t
{
    none = DOVETAIL_ERROR_NONE,           ///< no error
    config = DOVETAIL_ERROR_CONFIG,       ///< somebody must change the configuration
    auth = DOVETAIL_ERROR_AUTH,           ///< somebody must connect again or grant a permission
    retryable = DOVETAIL_ERROR_RETRYABLE, ///< the same again later may succeed
    throttled = DOVETAIL_ERROR_THROTTLED, ///< as retryable, and the whole connection slows down
    conflict = DOVETAIL_ERROR_CONFLICT,   ///< changed meanwhile: read again, decide again
    gone = DOVETAIL_ERROR_GONE,           ///< record, cursor or locator does not exist any more
    rejected = DOVETAIL_ERROR_REJECTED,   ///< refused as it is: a person must look
    bug = DOVETAIL_ERROR_BUG,             ///< a broken contract or a senseless answer
};

/// The word for a class, e.g. "throttled"; for logs, JSON and the state.
std::string_view to_string(error_class value) noexcept;

/// Why something failed. `message` is ours: what, where, what to do, free of secrets. `server_text`
/// is what a server said, unchanged; it may contain users' data and is never mixed into `message`.
struct error
{
    error_class kind = error_class::bug;
    std::string code; ///< short and stable, e.g. "plugin_not_found", "UNABLE_TO_LOCK_ROW"
    std::string message;
    std::string server_text{};
    std::chrono::milliseconds retry_after{0}; ///< 0: the host decides

    /// Takes over what a plugin reported, and releases it.
    static error from_abi(dovetail_error& reported);
};

/// A value or the error that kept it from being.
template<class T>
using result = boost::system::result<T, error>;

/// Thrown only where somebody takes the value of a failed result: a bug of the caller.
struct bad_result_access : std::logic_error
{
    using std::logic_error::logic_error;
};

[[noreturn]] inline void throw_exception_from_error(const error& failure,
                                                    const boost::source_location&)
{
    throw bad_result_access(failure.code + ": " + failure.message);
}

} // namespace dovetail::host
