// SPDX-License-Identifier: Apache-2.0
#include "create_match.hpp"

#include "soql.hpp"

#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/view.hpp>

#include <algorithm>
#include <array>

namespace dovetail::salesforce {

namespace {

constexpr std::array<std::string_view, 4> compared_fields{"Description", "ActivityDate", "Status",
                                                          "Priority"};

/// A text as Salesforce gives it back: line breaks are one character, and white space at the end is
/// gone.
std::string settled(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        if (pair) continue;
        out += text[at] == '\r' ? '\n' : text[at];
    }
    out.erase(out.find_last_not_of(" \t\n") + 1);
    return out;
}

bool is_empty(const dovetail_value& value)
{
    return value.kind == DOVETAIL_NULL ||
           (value.kind == DOVETAIL_TEXT && settled(kit::view(value.text)).empty());
}

bool agree(const dovetail_value& asked, const dovetail_value& found)
{
    if (is_empty(asked) || is_empty(found)) return is_empty(asked) && is_empty(found);
    if (asked.kind == DOVETAIL_TEXT && found.kind == DOVETAIL_TEXT)
        return settled(kit::view(asked.text)) == settled(kit::view(found.text));
    return kit::same(asked, found);
}

bool matches(const dovetail_record& record, const dovetail_change& create)
{
    return std::all_of(compared_fields.begin(), compared_fields.end(), [&](std::string_view name) {
        const auto* const asked = kit::find(kit::fields_of(create), name);
        const auto* const found = kit::find(kit::fields_of(record), name);
        return asked == nullptr || found == nullptr || agree(*asked, *found);
    });
}

/// " AND <name> = <value>" for a field of the intent; nothing when the intent does not have it.
std::string condition(const dovetail_change& create, std::string_view name)
{
    const auto* const value = kit::find(kit::fields_of(create), name);
    if (value == nullptr) return {};
    const std::string literal =
        is_empty(*value) ? "null" : soql::quote(settled(kit::view(value->text)));
    return " AND " + std::string{name} + " = " + literal;
}

} // namespace

std::string candidates_soql(const dovetail_change& create, const columns& of,
                            std::string_view object)
{
    const std::int64_t since_us =
        create.intended_at_us - std::chrono::microseconds{create_search_slack}.count();
    return select(of, object) +
           " WHERE CreatedDate >= " + soql::instant(since_us - since_us % kit::us_per_second) +
           condition(create, "OwnerId") + condition(create, "Subject");
}

void keep_only_match(kit::batch_builder& candidates, const dovetail_change& create)
{
    candidates.remove_if([&](const dovetail_record& record) { return !matches(record, create); });
    if (candidates.size() != 1) candidates.truncate(0);
}

} // namespace dovetail::salesforce
