// SPDX-License-Identifier: Apache-2.0
#include "field_reader.hpp"

#include "nearest.hpp"

#include <algorithm>

namespace dovetail::task_mapping {

namespace {

constexpr std::array side_keys = {"left", "right"};

/// Reads the parts of a side that only texts have; its template comes later (read_template).
void read_text_side(const config_node& node, field_side& out)
{
    node.expect_keys({"field", "flow", "max_length", "if_empty", "template"});
    if (const auto length = node.find("max_length")) out.max_length = length->count();
    out.if_empty = node.text_or("if_empty", "");
}

void expect_new_literal(const config_node& node, const field_side& side, const std::string& literal)
{
    for (const auto& known : side.literals) {
        if (std::find(known.begin(), known.end(), literal) != known.end())
            node.fault("\"" + literal + "\" stands for another choice already");
    }
}

void read_choice_side(const config_node& node, const field_rule& rule, field_side& out)
{
    node.expect_keys({"field", "flow", "values", "unmapped"});
    const auto values = node.at("values");
    for (const auto& [choice, literals] : values.members()) {
        if (std::find(rule.choices.begin(), rule.choices.end(), choice) == rule.choices.end())
            literals.fault("there is no choice \"" + choice +
                           "\"; valid are: " + nearest_first(choice, rule.choices));
    }
    for (const auto& choice : rule.choices) {
        const auto literals = values.at(choice);
        const auto texts = literals.texts();
        for (const auto& literal : texts)
            expect_new_literal(literals, out, literal);
        out.literals.push_back(texts);
    }
    if (const auto policy = node.find("unmapped"))
        out.unmapped = static_cast<unmapped_policy>(policy->word({"keep", "default", "hold"}));
}

void read_date_side(const config_node& node, field_side& out)
{
    node.expect_keys({"field", "flow", "form", "clock", "offset"});
    if (const auto form = node.find("form")) out.date_as_text = form->word({"date", "text"}) == 1;
    if (const auto offset = node.find("offset"))
        out.offset = static_cast<offset_policy>(offset->word({"hold", "as_written"}));
    if (node.find("clock") && !out.date_as_text)
        node.fault("a \"clock\" can be kept only where \"form\" is \"text\"");
}

void read_field_side(const config_node& node, const field_rule& rule, slot_table& slots,
                     field_side& out)
{
    out.native = node.at("field").text();
    out.slot = slots.add(out.native);
    if (const auto flow = node.find("flow"))
        out.flow =
            flow->word({"always", "create"}) == 0 ? DOVETAIL_FLOW_ALWAYS : DOVETAIL_FLOW_CREATE;
    if (rule.type == field_type::text) read_text_side(node, out);
    if (rule.type == field_type::choice) read_choice_side(node, rule, out);
    if (rule.type == field_type::date) read_date_side(node, out);
}

void read_choices(const config_node& node, field_rule& out)
{
    out.choices = node.at("choices").texts();
    const auto by_default = node.at("default");
    const auto found = std::find(out.choices.begin(), out.choices.end(), by_default.text());
    if (found == out.choices.end())
        by_default.fault("this is none of the choices: " +
                         nearest_first(by_default.text(), out.choices));
    out.default_choice = static_cast<std::size_t>(found - out.choices.begin());
}

field_rule read_field(const std::string& name, const config_node& node, rule_set& rules)
{
    field_rule out;
    out.name = name;
    out.type = static_cast<field_type>(node.at("type").word({"text", "choice", "date"}));
    if (out.type == field_type::choice) {
        node.expect_keys({"type", "choices", "default", "left", "right"});
        read_choices(node, out);
    } else if (out.type == field_type::text) {
        node.expect_keys({"type", "line_breaks", "left", "right"});
        if (const auto lines = node.find("line_breaks"))
            out.lines = static_cast<line_breaks>(lines->word({"keep", "remove"}));
    } else {
        node.expect_keys({"type", "left", "right"});
    }
    for (std::size_t side = 0; side < 2; ++side)
        read_field_side(node.at(side_keys[side]), out, rules.sides[side].slots, out.side[side]);
    return out;
}

/// A new canonical name, which nothing else may have.
std::size_t add_canonical(const config_node& node, const std::string& name, rule_set& rules)
{
    if (rules.canonical.find(name))
        node.fault("the name \"" + name + "\" is taken by another field, clock or token");
    return rules.canonical.add(name);
}

token_rule read_token(const std::string& name, const config_node& node, slot_table& slots)
{
    node.expect_keys({"field", "values"});
    token_rule out;
    out.name = name;
    out.native = node.at("field").text();
    out.slot = slots.add(out.native);
    if (const auto values = node.find("values")) {
        for (const auto& [native, shown] : values->members())
            out.values.emplace_back(native, shown.text());
    }
    return out;
}

/// J1: a field that the template does not show crosses on creation only.
void limit_flow(const template_rule& rendered, field_side& source)
{
    if (!rendered.self || !rendered.text.uses(*rendered.self)) source.flow = DOVETAIL_FLOW_CREATE;
}

void read_template(const config_node& node, rule_set& rules, slot_table& source_slots,
                   field_side& target, field_side& source)
{
    node.expect_keys({"text", "tokens"});
    template_rule out;
    std::vector<std::string> names;
    const auto tokens = node.at("tokens");
    for (const auto& [name, rule] : tokens.members()) {
        auto token = read_token(name, rule, source_slots);
        if (token.slot == source.slot) out.self = names.size();
        names.push_back(name);
        out.tokens.push_back(std::move(token));
    }
    const auto text = node.at("text");
    out.text = text_template::parse(text.text(), names, text.pointer());
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i != out.self && out.text.uses(i))
            out.tokens[i].canonical = add_canonical(tokens, names[i], rules);
    }
    limit_flow(out, source);
    target.rendered = std::move(out);
}

} // namespace

void read_fields(const config_node& node, rule_set& out)
{
    const auto members = node.members();
    if (members.empty()) node.fault("at least one field is expected");
    for (const auto& [name, rule] : members) {
        add_canonical(rule, name, out);
        out.fields.push_back(read_field(name, rule, out));
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        for (std::size_t side = 0; side < 2; ++side) {
            const auto place = members[i].second.at(side_keys[side]);
            auto& here = out.fields[i].side[side];
            auto& there = out.fields[i].side[1 - side];
            if (const auto clock = place.find("clock"))
                here.clock = add_canonical(*clock, clock->text(), out);
            if (const auto rendered = place.find("template"))
                read_template(*rendered, out, out.sides[1 - side].slots, here, there);
        }
    }
}

} // namespace dovetail::task_mapping
