// SPDX-License-Identifier: Apache-2.0
#include "rule_reader.hpp"

#include "config_node.hpp"
#include "default_rules.hpp"
#include "fault.hpp"
#include "field_reader.hpp"

#include <dovetail/kit/merge_patch.hpp>

#include <boost/json/parse.hpp>

namespace dovetail::task_mapping {

namespace json = boost::json;

namespace {

constexpr std::array side_keys = {"left", "right"};

json::value parsed(std::string_view configuration)
{
    json::error_code error;
    auto value = json::parse({configuration.data(), configuration.size()}, error);
    if (error) config_fault("", "the configuration is not JSON: " + error.message());
    if (!value.is_object()) config_fault("", "an object is expected");
    return value;
}

/// The configuration merged over the shipped rules.
json::value merged(std::string_view configuration)
{
    auto patch = parsed(configuration);
    auto& object = patch.get_object();
    for (const auto* const key : side_keys) {
        if (auto* const side = object.if_contains(key); side != nullptr && side->is_string())
            *side = json::object{{"name", *side}};
    }
    const config_node root(patch, "");
    if (const auto rules = root.find("rules"); rules && rules->word({"shipped", "none"}) == 1)
        return patch;
    auto target = parsed(default_rules());
    kit::merge_patch(target, patch);
    return target;
}

condition_value read_condition_value(const config_node& node)
{
    const auto& value = node.json();
    if (const auto* const flag = value.if_bool()) return {DOVETAIL_BOOL, *flag ? 1 : 0, {}};
    if (const auto* const number = value.if_int64()) return {DOVETAIL_INT, *number, {}};
    if (value.is_null()) return {DOVETAIL_NULL, 0, {}};
    if (const auto* const text = value.if_string())
        return {DOVETAIL_TEXT, 0, {text->data(), text->size()}};
    node.fault("a text, a whole number, true, false or null is expected");
}

std::vector<condition_value> read_condition_values(const std::optional<config_node>& node)
{
    std::vector<condition_value> out;
    if (!node) return out;
    for (const auto& item : node->items())
        out.push_back(read_condition_value(item));
    return out;
}

condition read_condition(const std::string& field, const config_node& node, slot_table& slots)
{
    node.expect_keys({"one_of", "none_of", "prefix", "reason"});
    condition out;
    out.slot = slots.add(field);
    out.one_of = read_condition_values(node.find("one_of"));
    out.none_of = read_condition_values(node.find("none_of"));
    if (const auto prefix = node.find("prefix")) out.prefixes = prefix->texts();
    if (out.one_of.empty() && out.none_of.empty() && out.prefixes.empty())
        node.fault("one of \"one_of\", \"none_of\" and \"prefix\" is expected");
    out.reason = node.text_or("reason", "it is not one of those that are synced");
    return out;
}

void read_owner(const config_node& node, side_rules& out)
{
    node.expect_keys({"field", "write"});
    out.owner = out.slots.add(node.at("field").text());
    const auto write = node.find("write");
    out.owner_on_update = write && write->word({"create", "always"}) == 1;
}

void read_origin_key(const config_node& node, side_rules& out)
{
    node.expect_keys({"field", "write"});
    const auto field = node.find("field");
    if (!field) return;
    out.origin_key = out.slots.add(field->text());
    const auto write = node.find("write");
    out.writes_origin_key = write && write->boolean();
}

side_rules read_side(const config_node& node)
{
    node.expect_keys({"name", "owner", "origin_key", "created_at", "eligible"});
    side_rules out;
    out.name = node.at("name").text();
    if (const auto owner = node.find("owner")) read_owner(*owner, out);
    if (const auto origin = node.find("origin_key")) read_origin_key(*origin, out);
    if (const auto created = node.find("created_at"))
        out.created_at = out.slots.add(created->text());
    if (const auto eligible = node.find("eligible")) {
        for (const auto& [field, rule] : eligible->members())
            out.conditions.push_back(read_condition(field, rule, out.slots));
    }
    return out;
}

} // namespace

rule_set read_rules(std::string_view configuration)
{
    const auto value = merged(configuration);
    const config_node root(value, "");
    root.expect_keys({"rules", "left", "right", "fields"});
    rule_set out;
    for (const std::uint32_t side : {DOVETAIL_LEFT, DOVETAIL_RIGHT})
        out.sides[side] = read_side(root.at(side_keys[side]));
    read_fields(root.at("fields"), out);
    return out;
}

} // namespace dovetail::task_mapping
