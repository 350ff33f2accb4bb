// SPDX-License-Identifier: Apache-2.0
#include "app/people.hpp"

#include "app/zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dovetail::app {
namespace {

std::string zone_of(const sync::both<const sync::person*>& pair, std::string_view fallback)
{
    for (const std::string_view zone : {std::string_view(pair.right->time_zone),
                                        std::string_view(pair.left->time_zone), fallback})
        if (is_zone(zone)) return std::string(zone);
    return {};
}

using by_address = std::multimap<std::string, const sync::person*>;

by_address active_by_address(const std::vector<sync::person>& users)
{
    by_address all;
    for (const auto& user : users)
        if (user.active && !user.email.empty()) all.emplace(folded_address(user.email), &user);
    return all;
}

std::string no_zone(std::string_view email)
{
    return fmt::format("{}: neither side knows a time zone; give one with --time-zone", email);
}

/// The one active user of a side with that address.
outcome_of<sync::person> find_one(composition& host, const sync_names& names, host::side where,
                                  const std::string& email)
{
    auto users = host.people(names.sync, where, email);
    if (!users) return failure::of_engine(users.error());
    const auto wanted = folded_address(email);
    std::erase_if(*users, [&](const auto& user) { return folded_address(user.email) != wanted; });
    const auto& side = names.side.of(where);
    const auto flag = where == host::side::left ? "--left-user" : "--right-user";
    if (users->empty())
        return failure::of_request("no_such_user",
                                   fmt::format("{} has no user with the address {}; if the address "
                                               "differs there, name it with {}",
                                               side, email, flag));
    std::erase_if(*users, [](const auto& user) { return !user.active; });
    if (users->empty())
        return failure::of_request("user_inactive",
                                   fmt::format("{} is not active in {}; activate the user there "
                                               "first",
                                               email, side));
    if (users->size() > 1)
        return failure::of_request(
            "user_ambiguous", fmt::format("{} has {} active users with the address {}; make the "
                                          "addresses unique there",
                                          side, users->size(), email));
    return std::move(users->front());
}

} // namespace

std::string folded_address(std::string_view email)
{
    std::string result(email);
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

matched_people match_people(const sync::both<std::vector<sync::person>>& users,
                            const sync_names& names, std::string_view fallback_zone)
{
    const auto left = active_by_address(users.left);
    const auto right = active_by_address(users.right);
    matched_people result;
    for (auto user = left.begin(); user != left.end(); user = left.upper_bound(user->first)) {
        const auto& email = user->first;
        const auto twins = right.count(email);
        if (twins == 0) {
            result.left_out.push_back(fmt::format("{}: only in {}", email, names.side.left));
            continue;
        }
        if (twins > 1 || left.count(email) > 1) {
            result.left_out.push_back(fmt::format("{}: several users have this address", email));
            continue;
        }
        const sync::both<const sync::person*> pair{user->second, right.find(email)->second};
        auto zone = zone_of(pair, fallback_zone);
        if (zone.empty()) {
            result.left_out.push_back(no_zone(email));
            continue;
        }
        result.found.push_back({{pair.left->key, pair.right->key}, email, std::move(zone)});
    }
    for (auto user = right.begin(); user != right.end(); user = right.upper_bound(user->first))
        if (left.count(user->first) == 0)
            result.left_out.push_back(fmt::format("{}: only in {}", user->first, names.side.right));
    return result;
}

outcome_of<matched_people> find_everybody(composition& host, const sync_names& names,
                                          std::string_view fallback_zone)
{
    sync::both<std::vector<sync::person>> users;
    for (const auto side : {host::side::left, host::side::right}) {
        auto found = host.people(names.sync, side, "");
        if (!found) return failure::of_engine(found.error());
        users.of(side) = std::move(*found);
    }
    auto matched = match_people(users, names, fallback_zone);
    if (matched.found.empty())
        return failure::of_request(
            "nobody_matches", fmt::format("no active user has the same address in {} and in {}; "
                                          "name users with --left-user and --right-user",
                                          names.side.left, names.side.right));
    return matched;
}

outcome_of<matched_people> find_people(composition& host, const sync_names& names,
                                       const members_enable_command& wanted)
{
    if (!wanted.time_zone.empty() && !is_zone(wanted.time_zone))
        return failure::of_usage("unknown_time_zone",
                                 fmt::format("--time-zone {}: no such time zone; give an IANA name "
                                             "such as Europe/Stockholm",
                                             wanted.time_zone));
    matched_people result;
    for (const auto& email : wanted.emails) {
        auto left = find_one(host, names, host::side::left,
                             wanted.left_user.empty() ? email : wanted.left_user);
        if (!left) return left.error();
        auto right = find_one(host, names, host::side::right,
                              wanted.right_user.empty() ? email : wanted.right_user);
        if (!right) return right.error();
        auto zone = zone_of({&*left, &*right}, wanted.time_zone);
        if (zone.empty()) return failure::of_request("no_time_zone", no_zone(email));
        result.found.push_back({{left->key, right->key}, folded_address(email), std::move(zone)});
    }
    return result;
}

} // namespace dovetail::app
