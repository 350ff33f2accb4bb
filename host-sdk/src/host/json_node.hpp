// SPDX-License-Identifier: Apache-2.0
// Reading values out of a document that a schema has judged.
#pragma once

#include "json_source.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::host {

/// A value of a document, or the place where it would be. What is absent or of another type is
/// skipped in silence: the schema has complained about it already.
class json_node
{
public:
    json_node(const json_source& source, std::string pointer);

    json_node operator[](std::string_view key) const;

    bool exists() const noexcept { return value_ != nullptr; }
    const json_source& source() const noexcept { return *source_; }
    const std::string& pointer() const noexcept { return pointer_; }
    const boost::json::value* value() const noexcept { return value_; }

    std::optional<std::string> text() const;
    std::optional<double> number() const;
    std::optional<bool> flag() const;

    void read(std::string& into) const;
    void read(bool& into) const;

    template<class Integer>
    void read_integer(Integer& into) const
    {
        if (const auto found = number()) into = static_cast<Integer>(*found);
    }

    /// A number of seconds.
    void read_seconds(std::chrono::milliseconds& into) const;

    /// Calls `visit` with the name of each member of an object and its node.
    template<class Visit>
    void each_member(Visit visit) const
    {
        const boost::json::object* object = value_ ? value_->if_object() : nullptr;
        if (!object) return;
        for (const auto& entry : *object) {
            const std::string name(entry.key());
            visit(name, (*this)[name]);
        }
    }

    /// Calls `visit` with each element of an array.
    template<class Visit>
    void each_element(Visit visit) const
    {
        const boost::json::array* array = value_ ? value_->if_array() : nullptr;
        for (std::size_t at = 0; array && at < array->size(); ++at)
            visit((*this)[std::to_string(at)]);
    }

    fault error(std::string what, std::string remedy = {}) const;
    fault warning(std::string what, std::string remedy = {}) const;

private:
    const json_source* source_;
    std::string pointer_;
    const boost::json::value* value_;
};

} // namespace dovetail::host
