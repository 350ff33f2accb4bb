// SPDX-License-Identifier: Apache-2.0
#include <simulation/users.hpp>

#include <simulation/virtual_time.hpp>

#include <sandbox/user_edits.hpp>

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace dovetail::simulation {

namespace {

namespace json = boost::json;
using std::chrono::microseconds;

constexpr std::array<std::string_view, 7> people{
    "ada@example.com", "grace@example.com",   "linus@example.com",        "margaret@example.com",
    "ken@example.com", "barbara@example.com", "support-queue@example.com"};
/// The last two have no account in Sales Connect.
constexpr std::size_t people_on_both_sides = 5;

constexpr std::array<std::string_view, 8> endings{
    "",  "", "", " \xF0\x9F\x98\x80", " \xD7\xA9\xD7\x9C", " e\xCC\x81", " <b>&amp;</b> 'quoted\"",
    "  "};

/// Longest a late edit takes to show: the connector's overlap is a minute.
constexpr std::int64_t latest_us = 40'000'000;

} // namespace

std::string_view name_of(user_action which) noexcept
{
    constexpr std::array<std::string_view, user_actions> names{
        "create",   "edit",    "complete", "reopen", "delete", "undelete",
        "reassign", "archive", "touch",    "on",     "off"};
    return names[static_cast<std::size_t>(which)];
}

users::users(sandbox::world& in, const ledger& book, const scenario& plan, faults& faulty,
             settings_page& page, trace& seen)
    : world_(in), book_(book), plan_(plan), faults_(faulty), page_(page), trace_(seen),
      dice_(plan.seed, "users")
{
}

std::int64_t users::pause_us()
{
    // Bursts, several within one second of a server's clock, and pauses in between.
    if (dice_.one_in(3)) return dice_.between(0, 900) * 1000;
    return dice_.between(0, 2 * plan_.mean_pause_ms) * 1000;
}

user_action users::last_on(const std::string& id) const
{
    const auto found = last_.find(id);
    return found == last_.end() ? user_action::create : found->second;
}

void users::act()
{
    const auto where = dice_.one_in(2) ? service::salesforce : service::sales_connect;
    const auto draw = dice_.below(100);
    const auto id = pick(where, draw >= 76 && draw < 82);
    if (draw < 20 || (id.empty() && draw < 82)) return add(where);
    if (draw < 52) return edit(where, id);
    if (draw < 60) return by_id(where, id, user_action::complete, "complete");
    if (draw < 66) return by_id(where, id, user_action::reopen, "reopen");
    if (draw < 76) return by_id(where, id, user_action::remove, "delete");
    if (draw < 82) return by_id(service::salesforce, id, user_action::undelete, "undelete");
    if (draw < 88) return reassign(where, id);
    if (draw < 90) return archive();
    if (draw < 94)
        return by_id(service::salesforce, pick(service::salesforce, false), user_action::touch,
                     "touch");
    toggle();
}

void users::apply(service where, user_action what, document&& edit)
{
    const auto now = virtual_time::now() + plan_.skewed.of(where);
    const sandbox::instant at{microseconds{now}};
    const std::string id = edit.contains("id") ? json::value_to<std::string>(edit.at("id")) : "";
    ++counts_[static_cast<std::size_t>(what)];
    if (const auto late = not_yet_visible_.find(id); late != not_yet_visible_.end()) {
        // The row is locked by the transaction that is not at its end yet.
        if (late->second > virtual_time::now()) return;
        not_yet_visible_.erase(late);
    }
    trace_.add(
        "action",
        fmt::format("{} {} {}", sandbox::side_name(where), name_of(what), json::serialize(edit)),
        book_.find(where, id) ? book_.find(where, id)->of->number : 0);
    last_[id] = what;
    if (where == service::salesforce && faults_.strikes(fault_class::visible_late)) {
        last_visible_us_ =
            std::max(last_visible_us_, virtual_time::now()) + dice_.between(0, latest_us / 8);
        if (last_visible_us_ <= virtual_time::now() + latest_us) {
            if (!id.empty()) not_yet_visible_[id] = last_visible_us_;
            world_.pending.push_back(
                {where, at,
                 sandbox::instant{microseconds{last_visible_us_ + plan_.skewed.of(where)}},
                 std::move(edit)});
            return;
        }
    }
    sandbox::apply_user_edit(world_, where, edit, at);
}

void users::add(service where)
{
    document edit = fields_for(where, true);
    edit["action"] = "add";
    edit["owner"] = somebody(where);
    if (where == service::salesforce && dice_.one_in(12))
        edit["fields"] = document{{"TaskSubtype", dice_.one_in(2) ? "Call" : "Email"}};
    apply(where, user_action::create, std::move(edit));
}

void users::edit(service where, const std::string& id)
{
    document edit = fields_for(where, false);
    edit["action"] = "edit";
    edit["id"] = id;
    apply(where, user_action::edit, std::move(edit));
}

void users::by_id(service where, const std::string& id, user_action what, std::string_view verb)
{
    if (id.empty()) return;
    if (what == user_action::undelete && where != service::salesforce) return;
    apply(where, what, {{"action", verb}, {"id", id}});
}

void users::reassign(service where, const std::string& id)
{
    if (id.empty()) return;
    apply(where, user_action::reassign,
          {{"action", "edit"}, {"id", id}, {"owner", somebody(where)}});
}

/// Salesforce archives what has been closed for long; nobody deleted it (C7).
void users::archive()
{
    const auto id = pick(service::salesforce, false);
    if (id.empty()) return;
    for (auto& row : world_.org.rows())
        if (row.id.text() == id && row.closed && !row.archived) {
            ++counts_[static_cast<std::size_t>(user_action::archive)];
            last_[id] = user_action::archive;
            world_.org.alter(row, [](auto& target) { target.archived = true; });
            trace_.add("action", "salesforce archive " + id,
                       book_.find(service::salesforce, id)->of->number);
        }
}

void users::toggle()
{
    const auto& who = plan_.latecomers.empty() || dice_.one_in(2) ? dice_.one_of(plan_.members)
                                                                  : plan_.latecomers.front();
    const bool on = page_.is_on(who);
    ++counts_[static_cast<std::size_t>(on ? user_action::turn_off : user_action::turn_on)];
    trace_.add("action", fmt::format("{} turns sync {}", who, on ? "off" : "on"));
    page_.turn(who, !on);
}

std::string users::text(field which)
{
    const auto number = ++next_;
    auto made =
        fmt::format("{}{}{}", which == field::name ? 'n' : 'd', number, dice_.one_of(endings));
    if (which == field::details && dice_.one_in(4)) made += "\r\nsecond line\nthird";
    if (which == field::name && dice_.one_in(25)) made += std::string(280, 'x');
    if (which == field::details && dice_.one_in(60)) made += std::string(32'001, 'y');
    return made;
}

/// A date of its own for each edit; in Sales Connect sometimes with a time of day.
std::string users::due(service where)
{
    const auto day =
        std::chrono::floor<std::chrono::days>(sandbox::instant{microseconds{plan_.start_us}}) +
        std::chrono::days{static_cast<std::int64_t>(++next_) - 60};
    std::string made;
    sandbox::append_date(made, day);
    if (where == service::sales_connect && dice_.one_in(3))
        made += fmt::format("T{:02}:30:00", dice_.below(24));
    return made;
}

users::document users::fields_for(service where, bool all)
{
    document made;
    const bool salesforce = where == service::salesforce;
    if (all || dice_.one_in(3)) made["name"] = text(field::name);
    if (all || dice_.one_in(3)) {
        constexpr std::array<std::string_view, 5> statuses{
            "Not Started", "Completed", "In Progress", "Deferred", "Not Started"};
        const bool complete = !all && dice_.one_in(2);
        made["status"] = salesforce ? (all ? (dice_.one_in(6) ? "In Progress" : "Not Started")
                                           : dice_.one_of(statuses))
                                    : std::string_view(complete ? "complete" : "open");
    }
    if (all || dice_.one_in(3)) {
        constexpr std::array<std::string_view, 3> priorities{"Normal", "High", "Low"};
        made["priority"] = salesforce ? dice_.one_of(priorities)
                                      : std::string_view(dice_.one_in(2) ? "high" : "normal");
    }
    if (dice_.one_in(2)) {
        if (dice_.one_in(6))
            made["due"] = nullptr;
        else
            made["due"] = due(where);
    }
    if (made.empty() || dice_.one_in(2)) {
        if (dice_.one_in(8))
            made["details"] = nullptr;
        else
            made["details"] = text(field::details);
    }
    return made;
}

std::string users::pick(service where, bool deleted)
{
    // Mostly what was made lately: that is where two people meet.
    std::vector<std::string_view> ids;
    for (const auto& [key, one] : book_.rows())
        if (key.first == where && one.deleted == deleted) ids.push_back(one.id);
    if (ids.empty()) return {};
    const auto recent = std::min<std::uint64_t>(ids.size(), dice_.one_in(4) ? ids.size() : 6);
    return std::string(ids[ids.size() - 1 - dice_.below(recent)]);
}

std::string users::somebody(service where)
{
    if (!dice_.one_in(6)) return dice_.one_of(plan_.members);
    const auto most = where == service::salesforce ? people.size() : people_on_both_sides;
    return std::string(people[static_cast<std::size_t>(dice_.below(most))]);
}

} // namespace dovetail::simulation
