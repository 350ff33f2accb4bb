// SPDX-License-Identifier: Apache-2.0
#include "memory_log.hpp"

#include <algorithm>
#include <array>

namespace dovetail::test {
namespace {

struct printed
{
    std::string operator()(std::string_view value) const { return std::string(value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return std::to_string(value); }
};

constexpr std::array names{"", "debug", "info", "warning", "error"};

} // namespace

void memory_log::write(host::log_level level, std::string_view message,
                       std::initializer_list<host::log_field> fields)
{
    std::string line = names[static_cast<std::size_t>(level)];
    line += ' ';
    line += message;
    for (const host::log_field& field : fields)
        line += ' ' + std::string(field.name) + '=' + std::visit(printed{}, field.value);
    const std::lock_guard guard(mutex_);
    lines_.push_back(std::move(line));
}

std::vector<std::string> memory_log::lines() const
{
    const std::lock_guard guard(mutex_);
    return lines_;
}

bool memory_log::contains(std::string_view text) const
{
    const std::lock_guard guard(mutex_);
    return std::any_of(lines_.begin(), lines_.end(), [&](const std::string& line) {
        return line.find(text) != std::string::npos;
    });
}

} // namespace dovetail::test
