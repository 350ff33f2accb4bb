// SPDX-License-Identifier: Apache-2.0
// Several hosts on one state, several syncs in one host, and what wakes a host that sleeps.
#include "end_to_end/support/both_sides.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <set>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

std::set<std::string> names_in(sandbox& world, service where)
{
    std::set<std::string> names;
    for (const auto& one : world.tasks(where))
        names.insert(one.name);
    return names;
}

/// Connections to a second Salesforce and a second Sales Connect, and a sync between them.
void add_second_sync(deployment& here, sandbox& other)
{
    const auto secrets = other.folder() / "secrets";
    auto& connections = here.manifest.at("connections").as_object();
    for (const auto& [where, name] : {std::pair{service::salesforce, "salesforce"},
                                      std::pair{service::sales_connect, "sales-connect"}}) {
        auto copy = here.connection(name);
        copy.at("http").as_object()["base_url"] = other.url(where);
        auto& auth = copy.at("auth").as_object();
        const auto path = where == service::salesforce ? "/services/oauth2/token" : "/oauth/token";
        auth["token_url"] = other.url(where) + path;
        auth["client_id"] = other.client_id(where);
        const auto stem = (secrets / name).string();
        auth["client_secret"] = json::object{{"file", stem + ".client-secret"}};
        if (auth.contains("refresh_token"))
            auth["refresh_token"] = json::object{{"file", stem + ".refresh-token"}};
        connections[std::string("second-") + name] = std::move(copy);
    }
    auto second = here.sync_settings();
    second.at("left").as_object()["connection"] = "second-salesforce";
    second.at("right").as_object()["connection"] = "second-sales-connect";
    here.manifest.at("syncs").as_object()["second"] = std::move(second);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hosts)

BOOST_AUTO_TEST_CASE(p1_a_host_that_was_thought_dead_cannot_write_after_another_one_took_over)
{
    deployment here;
    here.enable();
    constexpr std::size_t many = 600;
    add_many(here, service::salesforce, "L", many);
    here.world.fault({{"side", "sales-connect"}, {"kind", "latency"}, {"value", 60}});
    here.world.reset_counts();
    const auto hung = here.start({"run"});
    BOOST_TEST(eventually([&] { return here.world.writes(service::sales_connect) > 0; }));
    hung->signal(SIGSTOP);

    // An administrator believes it dead: only the file that keeps hosts apart is in the way.
    const auto refused = here.run({"once"});
    BOOST_TEST(refused.code == 5);
    std::filesystem::remove(here.state_file().string() + ".lock");
    here.world.clear_faults();
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == many);

    hung->signal(SIGCONT);
    BOOST_TEST(
        eventually([&] { return hung->err().find("took this sync over") != std::string::npos; }));
    hung->signal(SIGTERM);
    BOOST_TEST(hung->wait().code == 0);
    expect_equal_sides(here, many);
}

BOOST_AUTO_TEST_CASE(several_syncs_of_one_host_run_side_by_side_and_never_mix)
{
    deployment here;
    sandbox other(here.folder() / "other");
    add_second_sync(here, other);
    std::set<std::string> first;
    std::set<std::string> second;
    for (int i = 0; i < 50; ++i) {
        const auto number = std::to_string(i);
        here.world.add(i % 2 ? service::salesforce : service::sales_connect,
                       {{"name", "first " + number}});
        first.insert("first " + number);
    }
    here.run_json({"members", "enable", ada, "--sync", "tasks"});
    here.run_json({"members", "enable", ada, "--sync", "second"});
    // One sync's server that never answers keeps nobody waiting but that sync.
    here.connection("sales-connect")["http"].as_object()["read_timeout_s"] = 1;
    here.world.fault({{"side", "sales-connect"}, {"kind", "hang"}});
    const auto host = here.start({"run"});
    for (int i = 0; i < 50; ++i) {
        const auto number = std::to_string(i);
        other.add(i % 2 ? service::salesforce : service::sales_connect,
                  {{"name", "second " + number}});
        second.insert("second " + number);
    }
    BOOST_TEST(eventually([&] {
        return names_in(other, service::salesforce) == second &&
               names_in(other, service::sales_connect) == second;
    }));
    BOOST_TEST(host->running());
    here.world.clear_faults();
    host->signal(SIGTERM);
    BOOST_TEST(host->wait().code == 0);

    here.run({"held", "retry", "--all", "--sync", "tasks"}); // what met the hanging server
    const auto done = here.run_json({"once"});
    for (const auto& sync : done.at("syncs").as_array())
        BOOST_TEST(sync.at("settled").as_bool());
    BOOST_TEST((names_in(other, service::salesforce) == second));
    BOOST_TEST((names_in(other, service::sales_connect) == second));
    for (const auto where : {service::salesforce, service::sales_connect})
        for (const auto& name : names_in(here.world, where))
            BOOST_TEST(first.contains(name), name);
    BOOST_TEST(names_in(here.world, service::sales_connect).size() == first.size(),
               here.run({"held", "list", "--sync", "tasks"}).out);
    BOOST_TEST(here.run_json({"status"}).at("syncs").as_array().size() == 2U);
}

BOOST_AUTO_TEST_CASE(e2_a_host_that_sleeps_is_woken_by_a_person_s_command_and_by_a_server_s_hint)
{
    deployment here;
    here.sync_settings()["interval_s"] = 86'400;
    here.enable(grace);
    const auto host = here.start({"run", "--json"});
    host->wait_for_output("started");
    BOOST_TEST(eventually([&] {
        return !here.run_json({"status"})
                    .at("syncs")
                    .at(0)
                    .at("connections")
                    .at("salesforce")
                    .at("read_at")
                    .is_null();
    }));
    here.world.add(service::salesforce, {{"name", "pulled by Save"}});
    here.enable(ada); // in another process, which can only leave word in the state
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));

    here.world.add(service::sales_connect, {{"name", "pushed by a hint"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::salesforce) == 2; }));
    host->signal(SIGTERM);
    BOOST_TEST(host->wait().code == 0);
}

BOOST_AUTO_TEST_SUITE_END()
