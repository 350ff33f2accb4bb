// SPDX-License-Identifier: Apache-2.0
#pragma once
/// An HTTP request and what is answered to it, as plain values.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::sandbox {

/// Which of the two services is spoken to; one listener each.
enum class side
{
    salesforce,
    sales_connect
};

/// `salesforce` or `sales-connect`.
std::string_view side_name(side which);
std::optional<side> parse_side(std::string_view name);

using header_list = std::vector<std::pair<std::string, std::string>>;

struct request
{
    std::string method;
    std::string target; ///< path and query, as sent
    header_list headers;
    std::string body;

    /// The value of the first header of that name (letter case ignored), or nothing.
    std::optional<std::string_view> header(std::string_view name) const;
};

/// A target taken apart: path segments and query parameters, percent-decoded.
struct target_parts
{
    std::vector<std::string> segments;
    std::vector<std::pair<std::string, std::string>> parameters;

    std::optional<std::string_view> parameter(std::string_view name) const;
    bool has(std::size_t index, std::string_view segment) const
    {
        return index < segments.size() && segments[index] == segment;
    }
};

target_parts split_target(std::string_view target);

/// Parameters of a query or of a form-encoded body.
std::vector<std::pair<std::string, std::string>> split_form(std::string_view text);

std::string percent_encode(std::string_view text);

/// How the bytes reach the client; anything but `whole` is a fault somebody asked for.
struct delivery
{
    enum class kind
    {
        whole,
        cut_body,    ///< Content-Length promises more than is sent, then the connection closes
        cut_chunked, ///< a chunked body without its last chunk
        reset,       ///< the connection is reset without an answer
        hang         ///< no answer until the client gives up
    };
    kind how = kind::whole;
    std::chrono::milliseconds delay{0};
};

/// A long poll is the same request asked several times; all others are asked once.
enum class attempt
{
    first,
    again, ///< the world has changed since
    last   ///< time is up: it must be answered now
};

struct response
{
    int status = 200;
    std::string content_type = "application/json;charset=UTF-8";
    header_list headers;
    std::string body;
    delivery sending;
    /// Set for a long poll with nothing to say yet: ask again when the world has changed, and for
    /// the last time after this long.
    std::optional<std::chrono::milliseconds> park;
};

/// Case-insensitive comparison of ASCII letters, as HTTP and SOQL names want it.
bool equal_ignoring_case(std::string_view a, std::string_view b);

} // namespace dovetail::sandbox
