// SPDX-License-Identifier: Apache-2.0
#include <sandbox/seed.hpp>

#include <charconv>

namespace dovetail::sandbox {

namespace {

constexpr std::size_t most_bulk_tasks = 5'000'000;
constexpr std::int64_t bulk_spread_s = 3600;

void seed_bulk(world& to, std::size_t count, instant now)
{
    const auto now_s = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    const auto owners = to.account.users.size() - 1; // the integration user owns nothing
    const auto total = static_cast<std::int64_t>(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto position = static_cast<std::int64_t>(i);
        const auto at = now_s - bulk_spread_s + position * bulk_spread_s / total;
        const auto& owner = to.account.users[1 + i % owners];
        to.org.create([&](salesforce::task_row& row) {
            row.owner = to.org.find_user_by_email(owner.email)->id;
            row.created_by = row.modified_by = row.owner;
            row.created_s = row.modified_s = row.stamp_s = at;
            row.day = today + position % 14;
            row.subject = "Bulk task " + std::to_string(i);
            row.description = "Details of bulk task " + std::to_string(i);
            row.status = "Not Started";
            row.priority = i % 5 == 0 ? "High" : "Normal";
            row.high = i % 5 == 0;
            row.subtype = "Task";
        });
    }
}

} // namespace

std::string seed_world(world& to, std::string_view name, instant now)
{
    if (name == "none") return {};
    if (name == "demo") {
        seed_demo(to, now);
        return {};
    }
    std::size_t count = 0;
    constexpr std::string_view bulk = "bulk:";
    if (name.starts_with(bulk)) {
        const auto digits = name.substr(bulk.size());
        const auto* const end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, count).ptr == end && count > 0 &&
            count <= most_bulk_tasks) {
            seed_bulk(to, count, now);
            return {};
        }
    }
    return "the seed must be none, demo, or bulk:N with N up to 5000000, not \"" +
           std::string{name} + '"';
}

} // namespace dovetail::sandbox
