// SPDX-License-Identifier: Apache-2.0
#include "schema_document.hpp"

#include "json_pointer.hpp"

#include <algorithm>
#include <regex>

namespace dovetail::host {

namespace json = boost::json;

namespace {

bool matches(std::string_view name, std::string_view pattern)
{
    // The pattern compiled when the schema was (json_schema::compile), so this does not throw.
    return std::regex_search(name.begin(), name.end(),
                             std::regex(pattern.begin(), pattern.end(), std::regex::ECMAScript));
}

/// Calls `visit` with each pattern that fits the name.
template<class Visit>
void each_pattern(const json::object& schema, std::string_view name, Visit visit)
{
    const json::value* patterns = schema.if_contains("patternProperties");
    if (!patterns || !patterns->is_object()) return;
    for (const auto& entry : patterns->get_object()) {
        if (matches(name, entry.key())) visit(entry.value());
    }
}

} // namespace

const json::value* schema_document::follow(std::string_view reference) const
{
    if (!reference.starts_with('#')) return nullptr;
    const json::value* at = &root_;
    for (const std::string& step : steps_of(reference.substr(1))) {
        const json::object* object = at->if_object();
        at = object ? object->if_contains(step) : nullptr;
        if (!at) return nullptr;
    }
    return at;
}

void schema_document::expand(const json::value& schema, branches which, schema_set& into) const
{
    const json::object* object = schema.if_object();
    // A schema that refers to itself is met a second time here.
    if (!object || std::find(into.begin(), into.end(), object) != into.end()) return;
    into.push_back(object);
    if (const json::value* reference = object->if_contains("$ref");
        reference && reference->is_string()) {
        if (const json::value* target = follow(reference->get_string()))
            expand(*target, which, into);
    }
    const auto expand_all = [&](const char* keyword) {
        const json::value* list = object->if_contains(keyword);
        if (!list || !list->is_array()) return;
        for (const json::value& one : list->get_array())
            expand(one, which, into);
    };
    expand_all("allOf");
    if (which == branches::left_out) return;
    expand_all("anyOf");
    expand_all("oneOf");
    for (const char* keyword : {"if", "then", "else"}) {
        if (const json::value* branch = object->if_contains(keyword)) expand(*branch, which, into);
    }
}

schema_set schema_document::top(branches which) const
{
    schema_set out;
    expand(root_, which, out);
    return out;
}

schema_set schema_document::member(const schema_set& object, std::string_view name,
                                   branches which) const
{
    schema_set out;
    for (const json::object* schema : object) {
        bool described = false;
        const auto take = [&](const json::value& found) {
            described = true;
            expand(found, which, out);
        };
        const json::value* properties = schema->if_contains("properties");
        if (properties && properties->is_object()) {
            if (const json::value* found = properties->get_object().if_contains(name)) take(*found);
        }
        each_pattern(*schema, name, take);
        const json::value* others = schema->if_contains("additionalProperties");
        if (!described && others) expand(*others, which, out);
    }
    return out;
}

schema_set schema_document::element(const schema_set& array, branches which) const
{
    schema_set out;
    for (const json::object* schema : array) {
        if (const json::value* items = schema->if_contains("items")) expand(*items, which, out);
    }
    return out;
}

schema_set schema_document::at(std::string_view pointer, const json::value& document,
                               branches which) const
{
    schema_set out = top(which);
    const json::value* here = &document;
    for (const std::string& step : steps_of(pointer)) {
        const json::array* array = here ? here->if_array() : nullptr;
        out = array ? element(out, which) : member(out, step, which);
        const json::object* object = here ? here->if_object() : nullptr;
        here = object ? object->if_contains(step) : nullptr;
        if (array && !array->empty()) here = &array->front();
    }
    return out;
}

bool allows_member(const schema_set& object, std::string_view name)
{
    bool closed = false;
    for (const json::object* schema : object) {
        const json::value* properties = schema->if_contains("properties");
        if (properties && properties->is_object() && properties->get_object().contains(name))
            return true;
        bool fits = false;
        each_pattern(*schema, name, [&](const json::value&) { fits = true; });
        const json::value* others = schema->if_contains("additionalProperties");
        if (fits || (others && (others->is_object() || *others == json::value(true)))) return true;
        closed = closed || (others && *others == json::value(false));
    }
    return !closed;
}

std::vector<std::string> member_names(const schema_set& object)
{
    std::vector<std::string> out;
    for (const json::object* schema : object) {
        const json::value* properties = schema->if_contains("properties");
        if (!properties || !properties->is_object()) continue;
        for (const auto& entry : properties->get_object())
            out.emplace_back(entry.key());
    }
    return out;
}

} // namespace dovetail::host
