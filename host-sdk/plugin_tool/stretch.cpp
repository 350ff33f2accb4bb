// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/stretch.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

bool is_page(const json::value& value)
{
    const auto* const array = value.if_array();
    return array != nullptr && !array->empty() &&
           std::all_of(array->begin(), array->end(),
                       [](const auto& one) { return one.is_object(); });
}

/// The longest array of objects in `value`, wherever it stands; null if there is none.
json::array* longest_page(json::value& value)
{
    json::array* best = is_page(value) ? &value.get_array() : nullptr;
    const auto look_into = [&](json::value& inner) {
        auto* const found = longest_page(inner);
        if (found != nullptr && (best == nullptr || found->size() > best->size())) best = found;
    };
    if (auto* const object = value.if_object())
        for (auto& member : *object)
            look_into(member.value());
    if (best == nullptr && value.is_array())
        for (auto& element : value.get_array())
            look_into(element);
    return best;
}

/// By how much a member has to rise for another round to begin after the last one, for members that
/// are whole numbers in all elements.
std::map<std::string, std::int64_t> spans_of(const json::array& page)
{
    std::map<std::string, std::int64_t> out;
    for (const auto& [name, first] : page.front().get_object()) {
        std::int64_t least = 0;
        std::int64_t most = -1;
        for (const auto& element : page) {
            const auto* const value = element.get_object().if_contains(name);
            const auto* const number = value == nullptr ? nullptr : value->if_int64();
            if (number == nullptr) {
                most = -1;
                break;
            }
            least = &element == &page.front() ? *number : std::min(least, *number);
            most = &element == &page.front() ? *number : std::max(most, *number);
        }
        if (most >= least) out[std::string(name)] = most - least + 1;
    }
    return out;
}

/// Another key of the same kind: as long as a long one, and made of its beginning.
std::string another_key(std::string_view key, std::size_t index)
{
    constexpr std::size_t digits = 6;
    constexpr std::size_t shortest_to_cut = 2 * digits;
    if (key.size() < shortest_to_cut) return fmt::format("{}-{}", key, index);
    return fmt::format("{}{:0{}}", key.substr(0, key.size() - digits), index, digits);
}

void tell_apart(json::object& element, std::size_t index, std::size_t round,
                const std::set<std::string>& keys, const std::map<std::string, std::int64_t>& spans)
{
    for (auto& member : element) {
        json::value& value = member.value();
        if (value.is_string() && keys.contains(std::string(value.get_string())))
            value = another_key(value.get_string(), index);
        const auto span = spans.find(std::string(member.key()));
        if (span != spans.end())
            value = value.get_int64() + span->second * static_cast<std::int64_t>(round);
    }
}

} // namespace

std::optional<std::string> stretched(const std::string& body, const std::set<std::string>& keys,
                                     std::size_t count)
{
    boost::system::error_code failed;
    json::value parsed = json::parse(body, failed);
    json::array* const page = failed ? nullptr : longest_page(parsed);
    if (page == nullptr) return std::nullopt;
    const json::array recorded = *page;
    const auto spans = spans_of(recorded);
    page->resize(std::min(count, recorded.size()));
    for (std::size_t at = recorded.size(); at < count; ++at) {
        page->push_back(recorded[at % recorded.size()]);
        tell_apart(page->back().get_object(), at, at / recorded.size(), keys, spans);
    }
    return json::serialize(parsed);
}

} // namespace dovetail::plugin_tool
