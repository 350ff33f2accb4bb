// SPDX-License-Identifier: Apache-2.0
// What Salesforce says when it refuses, in any of its shapes, and what that means for the host.
#pragma once

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class value;
}

namespace dovetail::salesforce {

/// One error of an answer.
struct server_error
{
    std::uint32_t status = 0;          ///< HTTP; 200 for one record of a collection
    std::string code{};                ///< errorCode or statusCode; empty: the body names none
    std::string message{};             ///< as sent; may hold users' data
    std::vector<std::string> fields{}; ///< API names
};

/// Whom an error concerns. What is a fault of one record on a write ("no access") is a fault of the
/// whole connection on a read.
enum class concern
{
    record,
    org
};

/// The error of an answer that is no success: an array of errors, one error, OAuth's object, or an
/// HTML page of the edge. Never fails: what cannot be read becomes the message.
[[nodiscard]] server_error read_server_error(const kit::answer& from);

/// One element of an `errors` or error array.
[[nodiscard]] server_error read_server_error(const boost::json::value& from, std::uint32_t status);

/// Classified by code, and by HTTP status only where there is no known code: the same code comes
/// with different statuses (UNABLE_TO_LOCK_ROW with 400 and with 500). `doing` completes
/// "Salesforce refused to …". `retry_after_ms` is filled in by the caller, who has the headers.
[[nodiscard]] kit::failure classify(const server_error& error, concern whose,
                                    std::string_view doing);

/// The same, with Retry-After where a server sends it.
[[nodiscard]] kit::failure classify(const kit::answer& from, concern whose, std::string_view doing);

/// A request that got no answer.
[[nodiscard]] kit::failure transport_failure(const kit::answer& from, std::string_view doing);

/// Whether a write may have been applied in spite of this answer: the server failed without saying
/// at what (5xx without a code that means "nothing was done").
[[nodiscard]] bool leaves_doubt(const server_error& error);

} // namespace dovetail::salesforce
