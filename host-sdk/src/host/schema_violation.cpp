// SPDX-License-Identifier: Apache-2.0
#include "schema_violation.hpp"

#include "nearest.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <regex>

namespace dovetail::host {

namespace json = boost::json;

namespace {

bool is_whole(const json::value& value) noexcept
{
    if (value.is_int64() || value.is_uint64()) return true;
    return value.is_double() && std::trunc(value.get_double()) == value.get_double();
}

bool has_type(const json::value& value, std::string_view type)
{
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "null") return value.is_null();
    if (type == "integer") return is_whole(value);
    return type == "number" && value.is_number();
}

std::string with_article(std::string_view type)
{
    if (type == "null") return "null";
    const bool vowel = type == "object" || type == "array" || type == "integer";
    return (vowel ? "an " : "a ") + std::string(type);
}

std::string type_of(const json::value& value)
{
    for (const char* type : {"object", "array", "string", "boolean", "null", "integer"}) {
        if (has_type(value, type)) return with_article(type);
    }
    return "a number";
}

std::string text_of(const json::object& schema, const char* keyword)
{
    const json::value* found = schema.if_contains(keyword);
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

/// What the schema's author would tell somebody who got this value wrong.
std::string advice(const json::object& schema)
{
    std::string out = text_of(schema, "x-remedy");
    if (out.empty()) out = text_of(schema, "description");
    while (out.ends_with('.'))
        out.pop_back();
    return out;
}

class checker
{
public:
    checker(const json::object& schema, const json::value& value, std::vector<violation>& out)
        : schema_(schema), value_(value), out_(out)
    {
    }

    void run()
    {
        if (!check_type()) return;
        check_choice();
        check_text();
        check_number();
        check_object();
        if (const json::array* array = value_.if_array())
            check_count(array->size(), "minItems", "maxItems", "elements");
    }

private:
    void report(std::string what) { out_.push_back({std::move(what), advice(schema_)}); }

    bool check_type()
    {
        const json::value* type = schema_.if_contains("type");
        if (!type) return true;
        std::string wanted;
        const auto fits = [&](const json::value& one) {
            if (!one.is_string()) return true;
            wanted += (wanted.empty() ? "" : " or ") + with_article(one.get_string());
            return has_type(value_, one.get_string());
        };
        const json::array* list = type->if_array();
        if (list ? std::any_of(list->begin(), list->end(), fits) : fits(*type)) return true;
        report("expected " + wanted + ", found " + type_of(value_));
        return false;
    }

    void check_choice()
    {
        if (const json::value* only = schema_.if_contains("const"); only && *only != value_)
            report("expected " + json::serialize(*only));
        const json::value* list = schema_.if_contains("enum");
        if (!list || !list->is_array()) return;
        const json::array& choices = list->get_array();
        if (std::find(choices.begin(), choices.end(), value_) != choices.end()) return;
        std::vector<std::string> names;
        for (const json::value& one : choices) {
            names.push_back(one.is_string() ? std::string(one.get_string()) : json::serialize(one));
        }
        const std::string found =
            value_.is_string() ? std::string(value_.get_string()) : json::serialize(value_);
        out_.push_back(
            {"\"" + found + "\" is none of the values allowed here", suggestion(found, names)});
    }

    void check_text()
    {
        const json::string* text = value_.if_string();
        if (!text) return;
        const std::string pattern = text_of(schema_, "pattern");
        if (!pattern.empty() && !std::regex_search(text->begin(), text->end(), std::regex(pattern)))
            report("this text does not have the form wanted here");
        check_count(text->size(), "minLength", "maxLength", "characters");
    }

    void check_number()
    {
        if (!value_.is_number()) return;
        const double number = value_.to_number<double>();
        const auto check = [&](const char* keyword, auto is_fine, const char* words) {
            const json::value* limit = schema_.if_contains(keyword);
            if (!limit || !limit->is_number() || is_fine(number, limit->to_number<double>()))
                return;
            report(json::serialize(value_) + " is not allowed: it must be " + words + ' ' +
                   json::serialize(*limit));
        };
        check("minimum", std::greater_equal<>{}, "at least");
        check("maximum", std::less_equal<>{}, "at most");
        check("exclusiveMinimum", std::greater<>{}, "more than");
        check("exclusiveMaximum", std::less<>{}, "less than");
    }

    void check_object()
    {
        const json::object* object = value_.if_object();
        if (!object) return;
        if (const json::value* list = schema_.if_contains("required"); list && list->is_array()) {
            for (const json::value& name : list->get_array()) {
                if (!name.is_string() || object->contains(name.get_string())) continue;
                report("the key \"" + std::string(name.get_string()) + "\" is missing");
            }
        }
        if (const json::value* names = schema_.if_contains("propertyNames");
            names && names->is_object()) {
            for (const auto& entry : *object) {
                std::vector<violation> wrong;
                checker(names->get_object(), json::value(entry.key()), wrong).run();
                if (!wrong.empty())
                    report("the name \"" + std::string(entry.key()) +
                           "\" is not allowed: letters, "
                           "digits, '.', '_' and '-' only");
            }
        }
        check_count(object->size(), "minProperties", "maxProperties", "keys");
    }

    void check_count(std::size_t count, const char* least, const char* most, const char* of_what)
    {
        const auto limit = [&](const char* keyword) -> std::optional<double> {
            const json::value* found = schema_.if_contains(keyword);
            if (!found || !found->is_number()) return std::nullopt;
            return found->to_number<double>();
        };
        const auto complain = [&](const char* words, double bound) {
            report("it has " + std::to_string(count) + ' ' + of_what + ", and " + words + ' ' +
                   std::to_string(static_cast<std::uint64_t>(bound)) + " is allowed");
        };
        if (const auto bound = limit(least); bound && static_cast<double>(count) < *bound)
            complain("no fewer than", *bound);
        if (const auto bound = limit(most); bound && static_cast<double>(count) > *bound)
            complain("no more than", *bound);
    }

    const json::object& schema_;
    const json::value& value_;
    std::vector<violation>& out_;
};

} // namespace

std::vector<violation> violations(const schema_set& schemas, const json::value& value)
{
    std::vector<violation> out;
    for (const json::object* schema : schemas)
        checker(*schema, value, out).run();
    return out;
}

} // namespace dovetail::host
