// SPDX-License-Identifier: Apache-2.0
// Writing the JSON texts of requests.
#pragma once

#include <dovetail/abi/value.h>

#include <string>
#include <string_view>

namespace dovetail::sales_connect {

/// Appends `text` as a JSON string. Bytes that are no UTF-8 are passed on.
void append_text(std::string& out, std::string_view text);

/// Appends a value: DATE as "YYYY-MM-DD", INSTANT as RFC 3339 in UTC, JSON as it is. An unknown
/// kind becomes null.
void append_value(std::string& out, const dovetail_value& value);

/// Writes the members of an object one after another, with the commas between them.
class object_writer
{
public:
    explicit object_writer(std::string& out) : out_(&out) { out += '{'; }

    /// Appends the name; what follows is its value.
    std::string& member(std::string_view name)
    {
        if (!first_) *out_ += ',';
        first_ = false;
        append_text(*out_, name);
        return *out_ += ':';
    }
    void text(std::string_view name, std::string_view value) { append_text(member(name), value); }
    void end() { *out_ += '}'; }

private:
    std::string* out_;
    bool first_ = true;
};

} // namespace dovetail::sales_connect
