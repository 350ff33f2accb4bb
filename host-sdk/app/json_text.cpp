// SPDX-License-Identifier: Apache-2.0
#include "app/json_text.hpp"

#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace dovetail::app {
namespace {

namespace json = boost::json;

void indent(std::string& out, std::size_t depth)
{
    out += '\n';
    out.append(depth * 2, ' ');
}

void print(std::string& out, const json::value& value, std::size_t depth);

void print_members(std::string& out, const json::object& object, std::size_t depth)
{
    out += '{';
    bool first = true;
    for (const auto& member : object) {
        if (!first) out += ',';
        first = false;
        indent(out, depth + 1);
        out += json::serialize(json::value(member.key()));
        out += ": ";
        print(out, member.value(), depth + 1);
    }
    if (!first) indent(out, depth);
    out += '}';
}

void print(std::string& out, const json::value& value, std::size_t depth)
{
    if (const auto* object = value.if_object()) {
        print_members(out, *object, depth);
    } else if (const auto* array = value.if_array()) {
        out += '[';
        bool first = true;
        for (const auto& element : *array) {
            if (!first) out += ',';
            first = false;
            indent(out, depth + 1);
            print(out, element, depth + 1);
        }
        if (!first) indent(out, depth);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

json::value optional_text(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

json::array changes(const std::vector<sync::field_change>& fields)
{
    json::array all;
    for (const auto& change : fields)
        all.push_back({{"field", change.field},
                       {"native_name", json_optional(change.native_name)},
                       {"before", optional_text(change.before)},
                       {"after", optional_text(change.after)}});
    return all;
}

} // namespace

std::string json_line(const json::value& value)
{
    return json::serialize(value);
}

std::string json_document(const json::value& value)
{
    std::string text;
    print(text, value, 0);
    return text;
}

json::value json_instant(sync::instant_us at)
{
    return at == 0 ? json::value(nullptr) : json::value(rfc3339(at));
}

json::value json_optional(std::string_view text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object json_error(const host::error& error)
{
    return {{"class", to_string(error.kind)},
            {"code", error.code},
            {"message", error.message},
            {"server_text", json_optional(error.server_text)},
            {"retry_after_ms", error.retry_after.count()}};
}

json::object json_both(const sync::both<std::string>& texts)
{
    return {{"left", json_optional(texts.left)}, {"right", json_optional(texts.right)}};
}

json::object json_both(const sync::both<std::uint64_t>& numbers)
{
    return {{"left", numbers.left}, {"right", numbers.right}};
}

json::object json_crossing(const sync::crossing& what, const sync_names& names)
{
    return {{"sync", names.sync},
            {"at", json_instant(what.at)},
            {"member", json_optional(what.owner_name)},
            {"from", names.side.of(host::other(what.target))},
            {"to", names.side.of(what.target)},
            {"action", to_string(what.action)},
            {"result", to_string(what.result)},
            {"title", json_optional(what.title)},
            {"keys", json_both(what.key)},
            {"code", json_optional(what.code)},
            {"reason", json_optional(what.reason)},
            {"fields", changes(what.fields)},
            {"lost", changes(what.lost)}};
}

json::object json_counts(const sync::pass_counts& counts)
{
    return {{"changes", counts.changes},
            {"applied", counts.applied},
            {"no_ops", counts.no_ops},
            {"conflicts", counts.conflicts},
            {"held", counts.held},
            {"failed", counts.failed},
            {"skipped", counts.skipped},
            {"echoes", counts.echoes},
            {"pages", json_both(counts.pages)},
            {"records", json_both(counts.records)},
            {"writes", json_both(counts.writes)}};
}

} // namespace dovetail::app
