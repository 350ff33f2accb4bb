// SPDX-License-Identifier: Apache-2.0
#include "judge/hostile.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace dovetail::judge {
namespace {

namespace json = boost::json;

/// A bound for the time a case takes: of the values of a long answer a random part is exchanged.
constexpr std::size_t most_places = 60;
constexpr std::size_t random_changes = 200;
constexpr std::size_t deep = 10'000;

std::vector<std::string> no_documents()
{
    std::vector<std::string> out{"",
                                 " ",
                                 "\xEF\xBB\xBF{}",
                                 "<!DOCTYPE html><html><body>Service unavailable</body></html>",
                                 "null",
                                 "true",
                                 "0",
                                 "\"\"",
                                 "[]",
                                 "{}",
                                 "[{}]",
                                 "[[]]",
                                 "[null]",
                                 R"({"":""})",
                                 R"({"a":1}{"a":2})",
                                 "\xFF\xFE{\0",
                                 std::string(3, '\0'),
                                 "NaN",
                                 "{\"a\":\xC3}",
                                 std::string(1 << 20, ' '),
                                 std::string(1 << 20, '9')};
    out.push_back(std::string(deep, '['));
    out.push_back(std::string(deep, '[') + std::string(deep, ']'));
    std::string nested;
    for (std::size_t at = 0; at < deep; ++at)
        nested += R"({"a":)";
    out.push_back(nested);
    return out;
}

/// As JSON texts, since some of them cannot be values of a JSON library.
const std::vector<std::string>& replacements()
{
    static const std::vector<std::string> all{"null",
                                              "true",
                                              "false",
                                              "0",
                                              "-1",
                                              "1e308",
                                              "-9223372036854775808",
                                              "18446744073709551615",
                                              "99999999999999999999999999",
                                              "0.1",
                                              "\"\"",
                                              "\"x\"",
                                              R"("\u0000")",
                                              R"("\ud800")",
                                              R"("\udc00\ud800")",
                                              "\"\xFF\"",
                                              "\"2026-99-99T99:99:99Z\"",
                                              "\"" + std::string(100'000, 'x') + "\"",
                                              "[]",
                                              "{}",
                                              "[1,\"a\",null]",
                                              R"({"a":{"b":[]}})"};
    return all;
}

void collect(const json::value& from, const std::string& pointer, std::vector<std::string>& out)
{
    out.push_back(pointer);
    if (const auto* object = from.if_object()) {
        for (const auto& [name, below] : *object) {
            std::string escaped;
            for (const char c : name)
                escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
            collect(below, pointer + '/' + escaped, out);
        }
    } else if (const auto* array = from.if_array()) {
        for (std::size_t at = 0; at < array->size(); ++at)
            collect((*array)[at], pointer + '/' + std::to_string(at), out);
    }
}

/// The document with the value at a pointer exchanged for a text that may be no JSON value.
std::string exchanged(const json::value& document, const std::string& pointer,
                      std::string_view other)
{
    static constexpr std::string_view mark = "dovetail-judge-mark";
    json::value copy = document;
    copy.at_pointer(pointer) = mark;
    std::string out = json::serialize(copy);
    const auto at = out.find('"' + std::string(mark) + '"');
    return out.replace(at, mark.size() + 2, other);
}

void exchange_values(const json::value& document, std::mt19937_64& random,
                     std::vector<std::string>& out)
{
    std::vector<std::string> pointers;
    collect(document, "", pointers);
    std::shuffle(pointers.begin(), pointers.end(), random);
    pointers.resize(std::min(pointers.size(), most_places));
    for (const std::string& pointer : pointers) {
        for (const std::string& other : replacements())
            out.push_back(exchanged(document, pointer, other));
        // A member is left out, or is there twice.
        const auto slash = pointer.rfind('/');
        if (slash == pointer.npos) continue;
        json::value copy = document;
        json::value& owner = copy.at_pointer(pointer.substr(0, slash));
        if (auto* const object = owner.if_object()) {
            const std::string name = pointer.substr(slash + 1);
            if (object->erase(name) == 0) continue;
            out.push_back(json::serialize(copy));
            std::string twice = json::serialize(document);
            if (twice.starts_with('{'))
                out.push_back(twice.insert(1, json::serialize(name) + ":null,"));
        } else if (auto* const array = owner.if_array()) {
            array->erase(array->begin() + std::stol(pointer.substr(slash + 1)));
            out.push_back(json::serialize(copy));
        }
    }
}

} // namespace

std::vector<std::string> hostile_bodies(std::string_view body, std::mt19937_64& random)
{
    std::vector<std::string> out = no_documents();
    boost::system::error_code failed;
    const json::value document = json::parse(body, failed);
    if (!failed) exchange_values(document, random, out);
    for (std::size_t time = 0; time < random_changes && !body.empty(); ++time) {
        std::string changed(body);
        for (std::size_t many = 1 + random() % 4; many > 0; --many)
            changed[random() % changed.size()] = static_cast<char>(random());
        out.push_back(std::move(changed));
    }
    return out;
}

} // namespace dovetail::judge
