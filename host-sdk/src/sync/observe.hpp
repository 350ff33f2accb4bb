// SPDX-License-Identifier: Apache-2.0
// observe: records of a page, mapped, become observations: what one side shows of one task.
#pragma once

#include "schema.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/mapping.hpp>
#include <dovetail/sync/state.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {

/// One record, owned: it outlives its page.
struct observation
{
    bool tombstone = false;
    bool fresh = false; ///< read by key in this pass, not met in a stream
    bool eligible = false;
    std::string key;
    std::string revision;
    std::string owner;
    std::string origin_key;
    std::string reason; ///< why not eligible
    std::string held;   ///< why the whole task waits; empty: it does not
    std::string held_field;
    std::string remarks; ///< what was cut or replaced, for the history
    instant_us modified_at = 0;
    instant_us created_at = 0;
    field_bytes fields; ///< canonical; fields that never cross from here are in `kept`
    field_bytes kept;

    /// Of everything that a decision rests on; equal for equal records in every process. Never 0.
    std::uint64_t fingerprint() const noexcept;

    std::size_t size() const noexcept
    {
        return sizeof(*this) + key.size() + revision.size() + owner.size() + origin_key.size() +
               remarks.size() + held.size() + fields.size() + kept.size();
    }
};

/// The `held_field` of a record that the mapping refused as a whole.
inline constexpr std::string_view refused_by_mapping = "mapping";

/// A tombstone without its fields.
observation observe_tombstone(const dovetail_record& record);

/// Maps `records` and calls `take` with each one's index and observation, in order. A record that
/// the mapping refuses (a bug of the plugin) is held alone, so that it stops nobody else (law 16).
void observe(const host::mapping& rules, const schema& fields, side where,
             const std::vector<dovetail_record>& records,
             const std::function<void(std::size_t, observation&&)>& take);

/// Notes of a mapped record as one text for people; empty when there is none of `kind`.
std::string notes_of(const dovetail_mapped& mapped, std::uint32_t kind);

} // namespace dovetail::sync
