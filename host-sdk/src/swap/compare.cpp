// SPDX-License-Identifier: Apache-2.0
#include "compare.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace dovetail::swap {
namespace {

/// Enough of a value to see what differs.
constexpr std::size_t shown_bytes = 80;

std::string to_text(const dovetail_value& value)
{
    switch (value.kind) {
    case DOVETAIL_NULL:
        return "(none)";
    case DOVETAIL_BOOL:
        return value.number != 0 ? "true" : "false";
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON: {
        const auto text = host::view(value.text);
        if (text.size() <= shown_bytes) return std::string(text);
        return std::string(text.substr(0, shown_bytes)) + " … (" + std::to_string(text.size()) +
               " bytes)";
    }
    default:
        return std::to_string(value.number);
    }
}

bool equal(const dovetail_value& left, const dovetail_value& right)
{
    return left.kind == right.kind && left.number == right.number &&
           host::view(left.text) == host::view(right.text);
}

/// Fields by name; a later one of the same name counts.
std::map<std::string_view, const dovetail_value*> by_name(const dovetail_mapped& record)
{
    std::map<std::string_view, const dovetail_value*> all;
    for (const auto& field : std::span(record.fields, record.field_count))
        all[host::view(field.name)] = &field.value;
    return all;
}

class comparison
{
public:
    comparison(const std::string& sync, host::side where, record& into)
        : sync_(sync), where_(where), into_(into)
    {
    }

    void compare(std::string_view key, const dovetail_mapped& before, const dovetail_mapped& after)
    {
        ++into_.compared;
        const auto crosses = [](const dovetail_mapped& record) {
            return record.eligible ? std::string("crosses") : "stays: " + reason_of(record);
        };
        if ((before.eligible != 0) != (after.eligible != 0))
            add(key, {}, crosses(before), crosses(after));
        const auto old_fields = by_name(before);
        const auto new_fields = by_name(after);
        for (const auto& [name, value] : old_fields) {
            const auto same = new_fields.find(name);
            if (same == new_fields.end())
                add(key, name, to_text(*value), "(absent)");
            else if (!equal(*value, *same->second))
                add(key, name, to_text(*value), to_text(*same->second));
        }
        for (const auto& [name, value] : new_fields)
            if (!old_fields.contains(name)) add(key, name, "(absent)", to_text(*value));
    }

private:
    static std::string reason_of(const dovetail_mapped& record)
    {
        return std::string(host::view(record.reason));
    }

    void add(std::string_view key, std::string_view field, std::string before, std::string after)
    {
        ++into_.differing;
        if (into_.differences.size() >= differences_kept) return;
        into_.differences.push_back({sync_, where_, std::string(key), std::string(field),
                                     std::move(before), std::move(after)});
    }

    const std::string& sync_;
    host::side where_;
    record& into_;
};

} // namespace

host::result<void> compare_samples(const std::string& sync, host::side where, const sample& before,
                                   const sample& after, record& into)
{
    const auto old_records = host::records(before.records);
    const auto new_records = host::records(after.records);
    if (old_records.size() == 0 || new_records.size() == 0) return {};
    const auto old_mapped = before.mapping.to_canonical(where, old_records);
    if (!old_mapped) return old_mapped.error();
    const auto new_mapped = after.mapping.to_canonical(where, new_records);
    if (!new_mapped) return new_mapped.error();
    std::map<std::string_view, std::size_t> places;
    for (std::size_t at = 0; at < new_records.size(); ++at)
        places[host::view(new_records[at].key)] = at;
    comparison found(sync, where, into);
    const auto old_items = host::items(*old_mapped);
    const auto new_items = host::items(*new_mapped);
    for (std::size_t at = 0; at < old_records.size(); ++at) {
        const auto& record = old_records[at];
        const auto place = places.find(host::view(record.key));
        if (place == places.end()) continue;
        const auto& twin = new_records[place->second];
        // What changed between the two reads says nothing about the generations.
        const bool same = record.kind == DOVETAIL_PRESENT && twin.kind == DOVETAIL_PRESENT &&
                          host::view(record.revision) == host::view(twin.revision);
        if (same) found.compare(place->first, old_items[at], new_items[place->second]);
    }
    return {};
}

} // namespace dovetail::swap
