// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/record.hpp>

#include <array>

namespace dovetail::swap {
namespace {

constexpr std::array<std::string_view, 3> words{"person", "watch", "recovery"};

} // namespace

std::string_view to_string(origin value) noexcept
{
    const auto index = static_cast<std::size_t>(value);
    return index < words.size() ? words[index] : std::string_view("?");
}

std::optional<origin> parse_origin(std::string_view word) noexcept
{
    for (std::size_t index = 0; index < words.size(); ++index)
        if (words[index] == word) return static_cast<origin>(index);
    return std::nullopt;
}

std::string record::reason() const
{
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        if (!step->note.empty()) return step->note;
    return {};
}

} // namespace dovetail::swap
