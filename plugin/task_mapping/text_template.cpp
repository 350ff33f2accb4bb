// SPDX-License-Identifier: Apache-2.0
#include "text_template.hpp"

#include "fault.hpp"
#include "nearest.hpp"

#include <algorithm>

namespace dovetail::task_mapping {

namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";

/// A token's name as it is compared: lower case, without blanks.
std::string folded(std::string_view name)
{
    std::string out;
    for (const char byte : name) {
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') continue;
        out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
    }
    return out;
}

} // namespace

text_template text_template::parse(std::string_view text, const std::vector<std::string>& names,
                                   std::string_view pointer)
{
    text_template out;
    while (!text.empty()) {
        const auto begin = text.find(opening);
        part next{std::string(text.substr(0, begin)), std::nullopt};
        if (begin == std::string_view::npos) {
            out.parts_.push_back(std::move(next));
            break;
        }
        text.remove_prefix(begin + opening.size());
        const auto end = text.find(closing);
        if (end == std::string_view::npos)
            config_fault(pointer, "the token \"{{" + std::string(text.substr(0, 40)) +
                                      "\" is not closed: add \"}}\"");
        const auto name = folded(text.substr(0, end));
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            config_fault(pointer, "there is no token \"" + name +
                                      "\"; valid are: " + nearest_first(name, names));
        next.token = static_cast<std::size_t>(found - names.begin());
        out.parts_.push_back(std::move(next));
        text.remove_prefix(end + closing.size());
    }
    return out;
}

bool text_template::uses(std::size_t token) const noexcept
{
    return std::any_of(parts_.begin(), parts_.end(),
                       [token](const part& candidate) { return candidate.token == token; });
}

} // namespace dovetail::task_mapping
