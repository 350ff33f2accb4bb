// SPDX-License-Identifier: Apache-2.0
// Reading a configuration with Boost.JSON, with errors that begin with the JSON pointer.
// Optional: plugins that include this need BOOST_JSON in dovetail_add_plugin.
#pragma once

#include <dovetail/kit/error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dovetail::kit {

/// Throws what is wrong with the member at `pointer` of a configuration, and what to do.
[[noreturn]] inline void fail_configuration(std::string_view pointer, std::string_view problem)
{
    throw plugin_error{error_class::config, "invalid_configuration",
                       std::string{pointer} + ": " + std::string{problem}};
}

/// One object of a configuration, read member by member. The schema of the manifest was checked
/// before; these checks hold even against a host that skipped it. Owns its values.
class configuration_reader
{
public:
    /// `text` is one JSON object. Throws class config.
    explicit configuration_reader(std::string_view text)
    {
        boost::system::error_code error;
        boost::json::value parsed =
            boost::json::parse(text.empty() ? std::string_view{"{}"} : text, error);
        if (error || !parsed.is_object())
            fail_configuration("", "the configuration must be one JSON object");
        object_ = std::move(parsed.get_object());
    }
    configuration_reader(boost::json::object object, std::string pointer)
        : object_{std::move(object)}, pointer_{std::move(pointer)}
    {
    }

    [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }
    [[nodiscard]] bool is_null(std::string_view name) const
    {
        const auto* const value = object_.if_contains(name);
        return value != nullptr && value->is_null();
    }
    [[nodiscard]] std::string pointer(std::string_view name) const
    {
        return pointer_ + "/" + std::string{name};
    }

    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise) const
    {
        const auto* const value = object_.if_contains(name);
        if (value == nullptr) return std::string{otherwise};
        if (!value->is_string()) fail_configuration(pointer(name), "must be a text");
        return std::string{value->get_string()};
    }
    /// A text that must be there and not empty.
    [[nodiscard]] std::string required_text(std::string_view name) const
    {
        std::string value = text(name, "");
        if (value.empty()) fail_configuration(pointer(name), "must be given and not be empty");
        return value;
    }
    [[nodiscard]] bool boolean(std::string_view name, bool otherwise) const
    {
        const auto* const value = object_.if_contains(name);
        if (value == nullptr) return otherwise;
        if (!value->is_bool()) fail_configuration(pointer(name), "must be true or false");
        return value->get_bool();
    }
    /// A whole number from `least` to `most`.
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise,
                                       std::int64_t least, std::int64_t most) const
    {
        const auto* const value = object_.if_contains(name);
        if (value == nullptr) return otherwise;
        boost::system::error_code error;
        const auto number = value->is_number() ? value->to_number<std::int64_t>(error) : 0;
        if (!value->is_number() || error || number < least || number > most) {
            fail_configuration(pointer(name), "must be a whole number from " +
                                                  std::to_string(least) + " to " +
                                                  std::to_string(most));
        }
        return number;
    }
    /// A member object; nothing when it is absent.
    [[nodiscard]] std::optional<configuration_reader> object(std::string_view name) const
    {
        const auto* const value = object_.if_contains(name);
        if (value == nullptr) return std::nullopt;
        if (!value->is_object()) fail_configuration(pointer(name), "must be an object");
        return configuration_reader{value->get_object(), pointer(name)};
    }
    /// Everything, for what the functions above do not read.
    [[nodiscard]] const boost::json::object& raw() const noexcept { return object_; }

private:
    boost::json::object object_;
    std::string pointer_;
};

} // namespace dovetail::kit
