// SPDX-License-Identifier: Apache-2.0
#include "rendering.hpp"

#include "calendar_date.hpp"

#include <charconv>

namespace dovetail::task_mapping {

namespace {

void append_value(std::string& out, const dovetail_value& value)
{
    std::array<char, 24> digits{};
    switch (value.kind) {
    case DOVETAIL_TEXT:
        out += kit::view(value.text);
        break;
    case DOVETAIL_BOOL:
        out += value.number != 0 ? "true" : "false";
        break;
    case DOVETAIL_INT: {
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.number);
        out.append(digits.data(), end.ptr);
        break;
    }
    case DOVETAIL_DATE:
        if (const auto day = write_day(value.number)) out.append(day->data(), day->size());
        break;
    default:
        break;
    }
}

} // namespace

std::string_view render(const template_rule& rule, std::string_view self, const slot_reader& source,
                        std::string& scratch)
{
    const auto& parts = rule.text.parts();
    // The default template is the text itself.
    if (parts.size() == 1 && parts[0].text.empty() && parts[0].token == rule.self) return self;
    scratch.clear();
    rule.text.render(scratch, [&](std::string& out, std::size_t token) {
        if (token == rule.self) {
            out += self;
            return;
        }
        const auto canonical = rule.tokens[token].canonical;
        const auto* const value = canonical ? source[*canonical] : nullptr;
        if (value != nullptr) append_value(out, *value);
    });
    return scratch;
}

} // namespace dovetail::task_mapping
