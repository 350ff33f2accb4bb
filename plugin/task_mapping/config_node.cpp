// SPDX-License-Identifier: Apache-2.0
#include "config_node.hpp"

#include "fault.hpp"
#include "nearest.hpp"

#include <algorithm>

namespace dovetail::task_mapping {

namespace json = boost::json;

namespace {

std::vector<std::string> strings(std::initializer_list<std::string_view> words)
{
    return {words.begin(), words.end()};
}

/// RFC 6901: '~' and '/' in a key are escaped.
std::string escaped(std::string_view key)
{
    std::string out;
    for (const char byte : key) {
        if (byte == '~')
            out += "~0";
        else if (byte == '/')
            out += "~1";
        else
            out += byte;
    }
    return out;
}

} // namespace

void config_node::fault(std::string_view what) const
{
    config_fault(pointer_, what);
}

config_node config_node::child(std::string_view key, const json::value& value) const
{
    return {value, pointer_ + "/" + escaped(key)};
}

const json::object& config_node::object() const
{
    const auto* const object = value_->if_object();
    if (object == nullptr) fault("an object is expected");
    return *object;
}

void config_node::expect_keys(std::initializer_list<std::string_view> keys) const
{
    for (const auto& member : object()) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            child(key, member.value())
                .fault("there is no such setting; valid are: " + nearest_first(key, strings(keys)));
    }
}

config_node config_node::at(std::string_view key) const
{
    if (auto found = find(key)) return *std::move(found);
    fault("the setting \"" + std::string(key) + "\" is missing");
}

std::optional<config_node> config_node::find(std::string_view key) const
{
    const auto* const found = object().if_contains({key.data(), key.size()});
    if (found == nullptr || found->is_null()) return std::nullopt;
    return child(key, *found);
}

std::vector<std::pair<std::string, config_node>> config_node::members() const
{
    std::vector<std::pair<std::string, config_node>> out;
    for (const auto& member : object()) {
        if (member.value().is_null()) continue;
        const std::string key(member.key().data(), member.key().size());
        out.emplace_back(key, child(key, member.value()));
    }
    return out;
}

std::vector<config_node> config_node::items() const
{
    const auto* const array = value_->if_array();
    if (array == nullptr) fault("an array is expected");
    std::vector<config_node> out;
    for (const auto& item : *array)
        out.push_back(child(std::to_string(out.size()), item));
    return out;
}

std::string config_node::text() const
{
    const auto* const text = value_->if_string();
    if (text == nullptr || text->empty()) fault("a text that is not empty is expected");
    return {text->data(), text->size()};
}

bool config_node::boolean() const
{
    const auto* const flag = value_->if_bool();
    if (flag == nullptr) fault("true or false is expected");
    return *flag;
}

std::uint64_t config_node::count() const
{
    const auto* const number = value_->if_int64();
    if (number == nullptr || *number < 1) fault("a whole number of at least 1 is expected");
    return static_cast<std::uint64_t>(*number);
}

std::vector<std::string> config_node::texts() const
{
    if (value_->is_string()) return {text()};
    std::vector<std::string> out;
    for (const auto& item : items())
        out.push_back(item.text());
    if (out.empty()) fault("at least one text is expected");
    return out;
}

std::size_t config_node::word(std::initializer_list<std::string_view> words) const
{
    const auto given = text();
    const auto* const found = std::find(words.begin(), words.end(), given);
    if (found == words.end())
        fault("\"" + given +
              "\" is not valid here; valid are: " + nearest_first(given, strings(words)));
    return static_cast<std::size_t>(found - words.begin());
}

std::string config_node::text_or(std::string_view key, std::string_view otherwise) const
{
    const auto found = find(key);
    return found ? found->text() : std::string(otherwise);
}

} // namespace dovetail::task_mapping
