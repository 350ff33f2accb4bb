// SPDX-License-Identifier: Apache-2.0
// One value of the configuration and where it is, so that every fault can say so.
#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::task_mapping {

/// A view of a JSON value with its pointer. All reading calls throw kit::plugin_error (class
/// config) beginning with that pointer. Lifetime: the value outlives it.
class config_node
{
public:
    config_node(const boost::json::value& value, std::string pointer)
        : value_(&value), pointer_(std::move(pointer))
    {
    }

    const std::string& pointer() const noexcept { return pointer_; }

    /// It is an object and has no other keys than these.
    void expect_keys(std::initializer_list<std::string_view> keys) const;

    /// A member that has to be there; null counts as absent, for a merge patch removes with it.
    config_node at(std::string_view key) const;
    std::optional<config_node> find(std::string_view key) const;

    /// The members of an object whose keys are names, in their order; null ones are left out.
    std::vector<std::pair<std::string, config_node>> members() const;
    std::vector<config_node> items() const;

    std::string text() const; ///< not empty
    bool boolean() const;
    std::uint64_t count() const; ///< 1 or more
    /// A text, or an array of at least one text.
    std::vector<std::string> texts() const;
    /// The index of the text among `words`; the fault names them.
    std::size_t word(std::initializer_list<std::string_view> words) const;

    std::string text_or(std::string_view key, std::string_view otherwise) const;

    const boost::json::value& json() const noexcept { return *value_; }

    [[noreturn]] void fault(std::string_view what) const;

private:
    config_node child(std::string_view key, const boost::json::value& value) const;
    const boost::json::object& object() const;

    const boost::json::value* value_;
    std::string pointer_;
};

} // namespace dovetail::task_mapping
