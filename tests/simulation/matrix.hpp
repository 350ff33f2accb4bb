// SPDX-License-Identifier: Apache-2.0
// Coverage of meaning: which decisions were met after which events, under which policies and
// faults.
#pragma once

#include <simulation/fault_class.hpp>
#include <simulation/users.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace dovetail::simulation {

/// The rows of the sync model's decision table, as they show in what was written or left alone.
enum class decision_row : std::uint8_t
{
    changed_one_side,   ///< changed | same
    different_fields,   ///< changed field a | changed field b
    same_change,        ///< changed a to x | changed a to x: nothing is written
    conflict,           ///< changed a to x | changed a to y
    deleted_one_side,   ///< deleted | same
    deleted_and_edited, ///< deleted | changed
    deleted_both,       ///< deleted | deleted: nothing is written
    new_left,           ///< new in Salesforce
    new_right,          ///< new in Sales Connect
    comes_back,         ///< created anew: undeleted, moved back, or an edit that beat a deletion
    count
};

inline constexpr std::size_t decision_rows = static_cast<std::size_t>(decision_row::count);

std::string_view name_of(decision_row which) noexcept;

class matrix
{
public:
    /// `fault`: a class that struck lately; fault_classes: none did.
    void add(decision_row row, user_action event, const std::string& policy, std::size_t fault);

    void merge(const matrix& other);

    /// Cells met, and for each two axes those that never were. `print` takes whole lines.
    void print(void (*line)(const std::string& text)) const;

private:
    using cell = std::tuple<decision_row, user_action, std::string, std::size_t>;
    std::map<cell, std::uint64_t> cells_;
};

} // namespace dovetail::simulation
