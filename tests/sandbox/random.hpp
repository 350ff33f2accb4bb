// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The sandbox's only source of chance: seeded, so that a test may repeat a run.

#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::sandbox {

/// splitmix64. Not for real secrets; those of a sandbox open nothing but the sandbox.
class random_source
{
public:
    explicit random_source(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

    /// From 0 to below `limit`, which is not 0.
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }

    /// `length` letters and digits, safe in any URL.
    std::string token(std::size_t length)
    {
        constexpr std::string_view digits =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        std::string out;
        for (std::size_t i = 0; i < length; ++i)
            out += digits[below(digits.size())];
        return out;
    }

private:
    std::uint64_t state_;
};

} // namespace dovetail::sandbox
