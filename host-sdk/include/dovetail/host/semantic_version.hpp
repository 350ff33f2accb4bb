// SPDX-License-Identifier: Apache-2.0
// Versions of plugins: Semantic Versioning 2.0.0 (semver.org).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::host {

/// major.minor.patch[-prerelease][+build]. Ordered as semver.org says: a prerelease stands before
/// its release, and build metadata does not count.
struct semantic_version
{
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t patch = 0;
    std::string prerelease{};
    std::string build{};

    /// No value: the text is no semantic version.
    static std::optional<semantic_version> parse(std::string_view text);

    std::weak_ordering operator<=>(const semantic_version& other) const noexcept;
    bool operator==(const semantic_version& other) const noexcept
    {
        return (*this <=> other) == std::weak_ordering::equivalent;
    }
};

std::string to_string(const semantic_version& version);

} // namespace dovetail::host
