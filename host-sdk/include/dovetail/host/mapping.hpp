// SPDX-License-Identifier: Apache-2.0
// A mapper plugin, configured: what the sync engine maps with.
#pragma once

#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dovetail::host {

/// The side a connection stands on.
enum class side : std::uint32_t
{
    left = DOVETAIL_LEFT,
    right = DOVETAIL_RIGHT
};

constexpr side other(side value) noexcept
{
    return value == side::left ? side::right : side::left;
}

/// Whether a value crosses from a side; see DOVETAIL_FLOW_*.
enum class flow : std::uint32_t
{
    always = DOVETAIL_FLOW_ALWAYS,
    on_create = DOVETAIL_FLOW_CREATE,
    never = DOVETAIL_FLOW_NEVER
};

struct canonical_field
{
    std::string name;
    flow from_left = flow::always;
    flow from_right = flow::always;
    std::string left_name; ///< native, for people
    std::string right_name;

    flow from(side where) const noexcept { return where == side::left ? from_left : from_right; }
};

/// Pure functions between native and canonical records.
///
/// Threads   immutable; calls may run concurrently.
/// Errors    bug, when the plugin breaks its contract; a record that cannot be mapped is held with
/// a
///           note and is no error.
class mapping
{
public:
    virtual ~mapping() = default;
    virtual const std::string& name() const noexcept = 0;
    virtual const std::vector<canonical_field>& fields() const noexcept = 0;
    virtual result<void> check(side where, std::span<const record_batch> facts) const = 0;
    virtual result<mapped_batch> to_canonical(side where,
                                              array_view<dovetail_record> records) const = 0;
    virtual result<mapped_batch> to_native(
        side target, std::span<const dovetail_canonical_change> changes) const = 0;
};

} // namespace dovetail::host
