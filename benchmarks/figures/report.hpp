// SPDX-License-Identifier: Apache-2.0
// Figures as lines for people, all of one shape.
#pragma once

#include "boundary/spread.hpp"

#include <fmt/format.h>
#include <string_view>

namespace dovetail::benchmarks {

using boundary::spread;
using boundary::spread_of;

inline void heading(std::string_view text)
{
    fmt::print("\n{}\n", text);
}

inline void figure(std::string_view name, const spread& values, std::string_view unit)
{
    fmt::print("  {:<58} {:>12.1f} {} ({:.1f} to {:.1f})\n", name, values.median, unit,
               values.least, values.most);
}

inline void figure(std::string_view name, double value, std::string_view unit)
{
    fmt::print("  {:<58} {:>12.1f} {}\n", name, value, unit);
}

inline void figure(std::string_view name, std::uint64_t value, std::string_view unit)
{
    fmt::print("  {:<58} {:>12} {}\n", name, value, unit);
}

} // namespace dovetail::benchmarks
