// SPDX-License-Identifier: Apache-2.0
#include "json_pointer.hpp"

#include <algorithm>

namespace dovetail::host {

std::string append(std::string_view pointer, std::string_view step)
{
    std::string out(pointer);
    out += '/';
    for (const char c : step) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::vector<std::string> steps_of(std::string_view pointer)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < pointer.size(); ++at) {
        const char c = pointer[at];
        if (c == '/') {
            out.emplace_back();
        } else if (!out.empty()) {
            const bool escape = c == '~' && at + 1 < pointer.size();
            out.back() += escape ? (pointer[++at] == '1' ? '/' : '~') : c;
        }
    }
    return out;
}

std::string_view parent_of(std::string_view pointer) noexcept
{
    const auto slash = pointer.rfind('/');
    return slash == pointer.npos ? std::string_view{} : pointer.substr(0, slash);
}

} // namespace dovetail::host
