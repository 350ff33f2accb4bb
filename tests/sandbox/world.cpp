// SPDX-License-Identifier: Apache-2.0
#include <sandbox/world.hpp>

#include <array>

namespace dovetail::sandbox {

namespace {

constexpr std::size_t secret_length = 40;
constexpr std::string_view client_id = "dovetail-sandbox";

struct person
{
    std::string_view name;
    std::string_view email;
    std::string_view time_zone;
};

/// People with an account on both sides, from one edge of the world's zones to the other.
constexpr std::array<person, 5> people{{
    {"Ada Lovelace", "ada@example.com", "Europe/Stockholm"},
    {"Grace Hopper", "grace@example.com", "America/New_York"},
    {"Linus Pauling", "linus@example.com", "America/Los_Angeles"},
    {"Margaret Hamilton", "margaret@example.com", "Asia/Kolkata"},
    {"Ken Thompson", "ken@example.com", "Pacific/Auckland"},
}};

void add_people(world& to)
{
    for (const auto& someone : people) {
        to.org.add_user(std::string{someone.name}, std::string{someone.email},
                        std::string{someone.time_zone}, false);
        to.account.add_user(std::string{someone.email}, std::string{someone.name},
                            std::string{someone.time_zone});
    }
    to.org.add_user("Barbara Liskov", "barbara@example.com", "America/New_York", false);
    to.org.add_user("Support Queue", "support-queue@example.com", "", true);
}

} // namespace

world::world(std::uint64_t seed) : options(default_settings()), random(seed), org(options) {}

world make_world(std::uint64_t seed)
{
    world made{seed};
    const auto salesforce_user =
        made.org.add_user("Integration User", std::string{integration_email}, "GMT", false);
    const auto sales_connect_user =
        made.account.add_user(std::string{api_user_email}, "API access", "Etc/UTC");
    made.salesforce_oauth.client = {std::string{client_id}, made.random.token(secret_length), "",
                                    std::string{salesforce_user.id.text()}};
    made.sales_connect_oauth.client = {std::string{client_id}, made.random.token(secret_length), "",
                                       sales_connect_user.id};
    add_people(made);
    made.salesforce_oauth.changed = true;
    made.sales_connect_oauth.changed = true;
    made.state_changed = true;
    return made;
}

} // namespace dovetail::sandbox
