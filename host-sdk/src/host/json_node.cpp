// SPDX-License-Identifier: Apache-2.0
#include "json_node.hpp"

#include "json_pointer.hpp"

#include <cmath>

namespace dovetail::host {

json_node::json_node(const json_source& source, std::string pointer)
    : source_(&source), pointer_(std::move(pointer)), value_(source.find(pointer_))
{
}

json_node json_node::operator[](std::string_view key) const
{
    return {*source_, append(pointer_, key)};
}

std::optional<std::string> json_node::text() const
{
    if (!value_ || !value_->is_string()) return std::nullopt;
    return std::string(value_->get_string());
}

std::optional<double> json_node::number() const
{
    if (!value_ || !value_->is_number()) return std::nullopt;
    return value_->to_number<double>();
}

std::optional<bool> json_node::flag() const
{
    if (!value_ || !value_->is_bool()) return std::nullopt;
    return value_->get_bool();
}

void json_node::read(std::string& into) const
{
    if (auto found = text()) into = std::move(*found);
}

void json_node::read(bool& into) const
{
    if (const auto found = flag()) into = *found;
}

void json_node::read_seconds(std::chrono::milliseconds& into) const
{
    if (const auto found = number()) into = std::chrono::milliseconds(std::llround(*found * 1000));
}

fault json_node::error(std::string what, std::string remedy) const
{
    return source_->fault_at(pointer_, std::move(what), std::move(remedy));
}

fault json_node::warning(std::string what, std::string remedy) const
{
    return source_->fault_at(pointer_, std::move(what), std::move(remedy), fault_level::warning);
}

} // namespace dovetail::host
