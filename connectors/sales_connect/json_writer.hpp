// SPDX-License-Identifier: Apache-2.0
// Writing the JSON texts of requests.
#pragma once

#include <dovetail/kit/json_text.hpp>

#include <string>
#include <string_view>

namespace dovetail::sales_connect {

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
        kit::append_json_text(*out_, name);
        return *out_ += ':';
    }
    void text(std::string_view name, std::string_view value)
    {
        kit::append_json_text(member(name), value);
    }
    void end() { *out_ += '}'; }

private:
    std::string* out_;
    bool first_ = true;
};

} // namespace dovetail::sales_connect
