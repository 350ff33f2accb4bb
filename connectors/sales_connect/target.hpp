// SPDX-License-Identifier: Apache-2.0
// Paths with queries.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::sales_connect {

/// Percent-encodes all but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text);

/// A path to which query parameters are appended.
class target
{
public:
    explicit target(std::string_view path) : text_(path) {}

    /// `value` is encoded.
    target& add(std::string_view name, std::string_view value);
    /// `value` is encoded already, e.g. a list with commas between encoded members.
    target& add_encoded(std::string_view name, std::string_view value);

    std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

} // namespace dovetail::sales_connect
