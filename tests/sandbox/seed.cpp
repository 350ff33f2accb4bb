// SPDX-License-Identifier: Apache-2.0
#include <sandbox/seed.hpp>

#include <charconv>
#include <optional>
#include <unordered_set>
#include <vector>

namespace dovetail::sandbox {

namespace {

constexpr std::size_t most_bulk_tasks = 5'000'000;
constexpr std::size_t most_bulk_users = 100'000;
constexpr std::int64_t bulk_spread_s = 3600;

/// What stands behind "bulk:".
struct bulk_size
{
    std::size_t tasks = 0;
    std::size_t users = 0; ///< 0: those who are there
};

/// A whole number from 1 to `most` and nothing else, or nothing.
std::optional<std::size_t> parse_count(std::string_view digits, std::size_t most)
{
    std::size_t count = 0;
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, count);
    if (read.ec != std::errc{} || read.ptr != end || count == 0 || count > most)
        return std::nullopt;
    return count;
}

std::optional<bulk_size> parse_bulk(std::string_view text)
{
    const auto colon = text.find(':');
    const auto tasks = parse_count(text.substr(0, colon), most_bulk_tasks);
    if (!tasks) return std::nullopt;
    if (colon == std::string_view::npos) return bulk_size{*tasks, 0};
    const auto users = parse_count(text.substr(colon + 1), most_bulk_users);
    if (!users) return std::nullopt;
    return bulk_size{*tasks, *users};
}

/// Makes exactly `count` people active on both sides: the first of those who are there, then new
/// ones.
void set_people(world& to, std::size_t count)
{
    std::size_t people = 0;
    for (auto& user : to.account.users) {
        if (user.email == api_user_email) continue;
        user.active = people++ < count;
    }
    while (people < count) {
        const auto email = "user" + std::to_string(++people) + "@example.com";
        const auto name = "User " + std::to_string(people);
        to.org.add_user(name, email, "Europe/Stockholm", false);
        to.account.add_user(email, name, "Europe/Stockholm");
    }
    to.state_changed = true;
}

/// Users of Salesforce whose tasks are synced: active in Sales Connect, too.
std::vector<salesforce::record_id> task_owners(const world& in)
{
    std::unordered_set<std::string_view> active;
    for (const auto& user : in.account.users)
        if (user.active) active.insert(user.email);
    std::vector<salesforce::record_id> owners;
    for (const auto& user : in.org.users)
        if (user.active && active.contains(user.email)) owners.push_back(user.id);
    return owners;
}

void seed_bulk(world& to, const bulk_size& size, instant now)
{
    if (size.users != 0) set_people(to, size.users);
    const auto now_s = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    const auto owners = task_owners(to);
    const auto total = static_cast<std::int64_t>(size.tasks);
    for (std::size_t i = 0; i < size.tasks; ++i) {
        const auto position = static_cast<std::int64_t>(i);
        const auto at = now_s - bulk_spread_s + position * bulk_spread_s / total;
        to.org.create([&](salesforce::task_row& row) {
            row.owner = owners[i % owners.size()];
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
    constexpr std::string_view bulk = "bulk:";
    if (name.starts_with(bulk)) {
        if (const auto size = parse_bulk(name.substr(bulk.size()))) {
            seed_bulk(to, *size, now);
            return {};
        }
    }
    return "the seed must be none, demo, bulk:N or bulk:N:USERS, with up to " +
           std::to_string(most_bulk_tasks) + " tasks and " + std::to_string(most_bulk_users) +
           " users, not \"" + std::string{name} + '"';
}

} // namespace dovetail::sandbox
