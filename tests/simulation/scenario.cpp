// SPDX-License-Identifier: Apache-2.0
#include <simulation/scenario.hpp>

#include <algorithm>
#include <array>

namespace dovetail::simulation {

namespace {

using sync::winner;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 24 * 3600 * second_us;

/// 2024-01-01: the run begins within the four years from here, a leap day among them.
constexpr std::int64_t epoch_us = std::int64_t{1'704'067'200} * second_us;

void draw_policy(scenario& to, dice& from)
{
    auto& rules = to.rules;
    constexpr std::array winners{winner::latest, winner::latest, winner::left, winner::right};
    rules.conflict = from.one_of(winners);
    for (const auto which : {field::status, field::due, field::details})
        if (from.one_in(4)) rules.conflict_by_field.emplace(name_of(which), from.one_of(winners));
    rules.delete_versus_edit =
        from.one_in(2) ? sync::delete_policy::deletion : sync::delete_policy::edit;
    if (from.one_in(12)) rules.read_only.left = true;
    if (!rules.read_only.left && from.one_in(12)) rules.read_only.right = true;
    rules.interval = std::chrono::milliseconds{from.between(2, 15) * 1000};
    rules.parallel_writes = static_cast<std::uint32_t>(from.between(1, 4));
    to.conditional_always = !from.one_in(4);
    rules.conditional =
        to.conditional_always ? sync::conditional_writes::always : sync::conditional_writes::cheap;
    // A brake is tested by itself; here it would stop what the laws speak of.
    rules.mass_delete = {1'000'000, 100};
}

void draw_people(scenario& to, dice& from)
{
    std::vector<std::string> people{"ada@example.com", "grace@example.com", "linus@example.com",
                                    "margaret@example.com", "ken@example.com"};
    for (std::size_t i = people.size(); i > 1; --i)
        std::swap(people[i - 1], people[static_cast<std::size_t>(from.below(i))]);
    const auto count = static_cast<std::ptrdiff_t>(from.between(1, 3));
    to.members.assign(people.begin(), people.begin() + count);
    if (from.one_in(2)) to.latecomers.push_back(people[static_cast<std::size_t>(count)]);
}

} // namespace

scenario scenario::draw(std::uint64_t seed, std::uint64_t actions, faults& faulty)
{
    scenario made;
    made.seed = seed;
    made.actions = actions;
    dice from(seed, "scenario");
    made.start_us = epoch_us + from.between(0, 4 * 365) * day_us +
                    from.between(0, 24 * 3600 - 1) * second_us + from.between(0, second_us - 1);
    draw_policy(made, from);
    draw_people(made, from);
    const std::array<subject_template, 4> templates{{
        {"", true, ""},
        {"", true, ""},
        {"Reminder: ", true, " (sync)"},
        {"Follow up", false, ""},
    }};
    made.subject = from.one_of(templates);
    const auto left_skew = from.between(-300, 300) * second_us;
    const auto right_skew = from.between(-300, 300) * second_us;
    if (faulty.strikes(fault_class::clock_skew)) made.skewed = {left_skew, right_skew};
    const auto page_size = from.between(1, 7);
    if (faulty.strikes(fault_class::small_pages)) made.page_size = page_size;
    constexpr std::array<std::int64_t, 4> pauses{300, 2'000, 6'000, 20'000};
    made.mean_pause_ms = from.one_of(pauses);
    return made;
}

std::string scenario::policy_name() const
{
    const std::string conflict = rules.conflict == winner::latest ? "latest"
                                 : rules.conflict == winner::left ? "salesforce"
                                                                  : "sales-connect";
    const std::string deleted =
        rules.delete_versus_edit == sync::delete_policy::edit ? "edit" : "delete";
    const std::string writable = rules.read_only.left    ? ", Salesforce read-only"
                                 : rules.read_only.right ? ", Sales Connect read-only"
                                                         : "";
    return conflict + "/" + deleted + writable;
}

} // namespace dovetail::simulation
