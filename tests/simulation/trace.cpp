// SPDX-License-Identifier: Apache-2.0
#include <simulation/trace.hpp>

#include <simulation/virtual_time.hpp>

#include <fmt/format.h>

namespace dovetail::simulation {

void trace::mix(std::string_view text) noexcept
{
    for (const char c : text)
        hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash_ = (hash_ ^ 0xffU) * 0x100000001b3ULL;
}

void trace::add(std::string_view what, std::string_view detail, std::uint64_t family)
{
    const auto now = virtual_time::now();
    hash_ = (hash_ ^ static_cast<std::uint64_t>(now)) * 0x100000001b3ULL;
    mix(what);
    mix(detail);
    if (keep_)
        lines_.push_back({family, fmt::format("{} {:<12} {}", clock_text(now), what, detail)});
}

std::vector<std::string> trace::lines(std::uint64_t family, bool all) const
{
    std::vector<std::string> out;
    for (const auto& one : lines_)
        if (family == 0 || one.family == family || (all && one.family == 0))
            out.push_back(one.text);
    return out;
}

std::string clock_text(std::int64_t at_us)
{
    const auto ms = at_us / 1000;
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000 % 24, ms / 60'000 % 60,
                       ms / 1000 % 60, ms % 1000);
}

} // namespace dovetail::simulation
