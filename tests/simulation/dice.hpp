// SPDX-License-Identifier: Apache-2.0
// Chance by a seed, one stream for each purpose: a draw more for one leaves the others as they are.
#pragma once

#include <sandbox/random.hpp>

#include <cstdint>
#include <string_view>

namespace dovetail::simulation {

class dice
{
public:
    /// The same seed and purpose give the same stream for ever.
    dice(std::uint64_t seed, std::string_view purpose) : source_(mix(seed, purpose)) {}

    /// From 0 to below `limit`, which is not 0.
    std::uint64_t below(std::uint64_t limit) { return source_.below(limit); }

    std::int64_t between(std::int64_t least, std::int64_t most)
    {
        return least +
               static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
    }

    /// True once in `times` tries on average.
    bool one_in(std::uint64_t times) { return below(times) == 0; }

    /// True with this share of tries.
    bool chance(double share)
    {
        constexpr double scale = 1.0 / 9007199254740992.0; // 2^-53
        return static_cast<double>(source_.next() >> 11U) * scale < share;
    }

    double share()
    {
        constexpr double scale = 1.0 / 9007199254740992.0; // 2^-53
        return static_cast<double>(source_.next() >> 11U) * scale;
    }

    template<class Range>
    const auto& one_of(const Range& from)
    {
        return from[static_cast<std::size_t>(below(from.size()))];
    }

private:
    static std::uint64_t mix(std::uint64_t seed, std::string_view purpose)
    {
        std::uint64_t hash = 0xcbf29ce484222325ULL ^ (seed * 0x9E3779B97F4A7C15ULL); // FNV-1a
        for (const char c : purpose)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        return hash;
    }

    sandbox::random_source source_;
};

} // namespace dovetail::simulation
