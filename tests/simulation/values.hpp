// SPDX-License-Identifier: Apache-2.0
// The oracle's own reading of the field table (docs of the product, section 1 and 2): naive, and
// written without a look at the mapping plugin.
#pragma once

#include <sandbox/sales_connect/task.hpp>
#include <sandbox/salesforce/task.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::simulation {

enum class field : std::size_t
{
    name,
    status,
    priority,
    due,
    details
};

inline constexpr std::array all_fields{field::name, field::status, field::priority, field::due,
                                       field::details};
inline constexpr std::size_t field_count = all_fields.size();

std::string_view name_of(field which) noexcept;

/// One value for each field. Status and priority: the words of the product ("open", "complete",
/// "normal", "high"), or "?" and the literal where it does not sync (F1, F2).
using field_values = std::array<std::string, field_count>;

inline std::string& at(field_values& of, field which)
{
    return of[static_cast<std::size_t>(which)];
}
inline const std::string& at(const field_values& of, field which)
{
    return of[static_cast<std::size_t>(which)];
}

field_values values_of(const sandbox::salesforce::task_row& row);
field_values values_of(const sandbox::sales_connect::task& task);

/// Whether a value crosses at all: F1, F2.
inline bool syncs(std::string_view value) noexcept
{
    return !value.starts_with('?');
}

/// How a template of the administrator's renders the name; `{{activity_subject}}` alone counts.
struct subject_template
{
    std::string before{};
    bool with_name = true;
    std::string after{};

    std::string text() const;
    std::string render(std::string_view name) const;
};

/// What a Sales Connect value becomes in Salesforce; the other way round nothing changes, but for
/// a Subject that is empty. Limits of section 1 (F6).
std::string to_salesforce(field which, const std::string& value, const subject_template& with);
std::string to_sales_connect(field which, const std::string& value);

/// F6: trimmed, one kind of line break, no NUL; `lines` false: none at all.
std::string normalised(std::string_view text, bool lines);

/// The first `limit` UTF-16 units of well-formed UTF-8.
std::string first_units(const std::string& text, std::size_t limit);

} // namespace dovetail::simulation
