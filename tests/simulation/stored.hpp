// SPDX-License-Identifier: Apache-2.0
// What the engine's state says of tasks, in the oracle's words.
#pragma once

#include <simulation/ledger.hpp>

#include <dovetail/sync/store.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::simulation {

/// The fields of stored bytes; no value: the field is not in them.
using stored_values = std::array<std::optional<std::string>, field_count>;

/// Reads a state from outside, as a person's tools do. Throws std::runtime_error where it fails:
/// the real state has no faults.
class stored_state
{
public:
    stored_state(const sync::state& from, std::string sync);

    std::vector<sync::link> links() const;
    std::vector<sync::problem> problems() const;
    sync::sync_counts counts() const;
    /// What people call a member; empty: there is none.
    std::string name_of(sync::member_id who) const;

    /// Whether a value of a task that a policy overrode stands in its history.
    bool has_lost(const row& of, field which, const std::string& value) const;

    stored_values values_of(const sync::field_bytes& bytes) const;

private:
    std::string names() const;

    sync::state from_;
    std::string sync_;
};

} // namespace dovetail::simulation
