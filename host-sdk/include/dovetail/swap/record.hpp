// SPDX-License-Identifier: Apache-2.0
// What somebody wants swapped, and what became of it.
#pragma once

#include <dovetail/host/mapping.hpp>
#include <dovetail/host/plugin_search.hpp>
#include <dovetail/swap/state.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::swap {

/// Who asked for a swap.
enum class origin : std::uint32_t
{
    person,  ///< `dovetail plugins swap`
    watch,   ///< a new version appeared in a watched folder
    recovery ///< the running version failed after the host had ended during its probation
};

std::string_view to_string(origin value) noexcept;
std::optional<origin> parse_origin(std::string_view word) noexcept;

struct request
{
    std::string id{};             ///< unique among all requests of a state
    std::string plugin{};         ///< id
    std::string version{};        ///< the one wanted; empty: the newest
    std::filesystem::path file{}; ///< the plugin's manifest; empty: it is searched for
    bool allow_downgrade = false;
    origin by = origin::person;
    std::vector<host::version_set_aside> set_aside{}; ///< versions that are not wanted
};

struct transition
{
    state to = state::requested;
    std::chrono::system_clock::time_point at{};
    std::string note{}; ///< what was found or went wrong, for people; no users' texts
};

/// A record that the two generations do not see or map alike.
struct difference
{
    std::string sync;
    host::side where = host::side::left;
    std::string key;
    std::string field;  ///< canonical; empty: it is about the whole record
    std::string before; ///< as text; users' data
    std::string after;
};

/// How many differences a record keeps; the rest is counted.
inline constexpr std::size_t differences_kept = 20;

/// One swap from its request to its end.
struct record
{
    std::string id; ///< the request's
    std::string plugin;
    std::string from; ///< versions; empty: not known yet
    std::string to;
    origin by = origin::person;
    std::vector<transition> steps{};       ///< in order of time
    std::uint64_t compared = 0;            ///< records that went through both generations
    std::uint64_t differing = 0;           ///< differences found in them
    std::vector<difference> differences{}; ///< the first ones

    state now() const noexcept { return steps.empty() ? state::requested : steps.back().to; }
    /// Why it ended as it did: the note of the last step that has one.
    std::string reason() const;
};

} // namespace dovetail::swap
