// SPDX-License-Identifier: Apache-2.0
#include <simulation/matrix.hpp>

#include <fmt/format.h>

#include <array>
#include <set>

namespace dovetail::simulation {

namespace {

std::string_view fault_name(std::size_t which)
{
    return which == fault_classes ? "no fault" : name_of(static_cast<fault_class>(which));
}

/// What of `all` is not in `met`, in one line.
void print_missing(void (*line)(const std::string&), std::string_view row, std::string_view axis,
                   const std::set<std::string>& all, const std::set<std::string>& met)
{
    std::string missing;
    for (const auto& one : all)
        if (!met.contains(one)) missing += " " + one;
    if (!missing.empty()) line(fmt::format("  {:<20} {:<8} never met:{}", row, axis, missing));
}

} // namespace

std::string_view name_of(decision_row which) noexcept
{
    constexpr std::array<std::string_view, decision_rows> names{
        "changed | same",    "field a | field b", "same change", "conflict", "deleted | same",
        "deleted | changed", "deleted | deleted", "new | -",     "- | new",  "comes back"};
    return names[static_cast<std::size_t>(which)];
}

void matrix::add(decision_row row, user_action event, const std::string& policy, std::size_t fault)
{
    ++cells_[{row, event, policy, fault}];
}

void matrix::merge(const matrix& other)
{
    for (const auto& [where, count] : other.cells_)
        cells_[where] += count;
}

void matrix::print(void (*line)(const std::string& text)) const
{
    std::set<std::string> policies;
    std::array<std::uint64_t, decision_rows> times{};
    std::array<std::array<std::set<std::string>, 3>, decision_rows> met;
    for (const auto& [where, count] : cells_) {
        const auto& [row, event, policy, fault] = where;
        const auto at = static_cast<std::size_t>(row);
        times[at] += count;
        met[at][0].emplace(name_of(event));
        met[at][1].insert(policy);
        met[at][2].emplace(fault_name(fault));
        policies.insert(policy);
    }
    std::set<std::string> events;
    for (std::size_t i = 0; i < user_actions; ++i)
        events.emplace(name_of(static_cast<user_action>(i)));
    std::set<std::string> faults;
    for (std::size_t i = 0; i <= fault_classes; ++i)
        faults.emplace(fault_name(i));
    const auto possible = decision_rows * events.size() * policies.size() * faults.size();
    line(fmt::format("cells of decision row x event x policy x fault class: {} of {} met",
                     cells_.size(), possible));
    for (std::size_t row = 0; row < decision_rows; ++row) {
        const auto name = name_of(static_cast<decision_row>(row));
        line(fmt::format("  {:<26}{:>12}", name, times[row]));
        print_missing(line, name, "event", events, met[row][0]);
        print_missing(line, name, "policy", policies, met[row][1]);
        print_missing(line, name, "fault", faults, met[row][2]);
    }
}

} // namespace dovetail::simulation
