// SPDX-License-Identifier: Apache-2.0
// P6: swapping a plugin while syncing loses and doubles nothing, and rolls back by itself if the
// new one fails.
#include "end_to_end/support/both_sides.hpp"
#include "end_to_end/support/plugin_processes.hpp"
#include "end_to_end/support/swapping.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <thread>

namespace json = boost::json;
namespace fs = std::filesystem;
using namespace dovetail::test;

namespace {

void expect_contains(const std::string& text, std::string_view words)
{
    BOOST_TEST((text.find(words) != text.npos), "'" << words << "' is missing in: " << text);
}

void stop(process& host)
{
    host.signal(SIGTERM);
    const auto result = host.wait();
    BOOST_TEST(result.code == 0, result.err);
}

/// Users who add tasks on both sides until this object goes.
class users
{
public:
    explicit users(deployment& here) : here_(here), thread_([this] { work(); }) {}
    users(const users&) = delete;
    users& operator=(const users&) = delete;
    ~users() { end(); }

    std::size_t end()
    {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return added_;
    }

private:
    void work()
    {
        while (!over_) {
            const auto where = added_ % 2 == 0 ? service::salesforce : service::sales_connect;
            here_.world.add(where, {{"name", "task " + std::to_string(added_)}});
            ++added_;
        }
    }

    deployment& here_;
    std::atomic<bool> over_{false};
    std::size_t added_ = 0;
    std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(swapping_plugins)

BOOST_AUTO_TEST_CASE(p6_swaps_under_load_lose_and_double_nothing)
{
    swapping here;
    here.enable();
    const auto newer = here.install("newer").string();
    const auto newest = here.install("newest").string();
    const auto mapper = here.install("mapper_newer").string();
    fs::rename(newest, newest + ".away"); // the start is to choose `newer`
    const auto host = here.run_host();
    fs::rename(newest + ".away", newest);
    std::size_t added = 0;
    {
        users busy(here);
        for (int round = 0; round < 3; ++round) {
            const auto up = here.swap(salesforce_plugin, "7.2.0", {"--allow-downgrade"});
            BOOST_TEST(up.code == 0, up.out << up.err);
            const auto down = here.swap(salesforce_plugin, newer, {"--allow-downgrade"});
            BOOST_TEST(down.code == 0, down.out << down.err);
        }
        const auto again = here.swap(mapping_plugin, mapper); // by the same file, as a rebuild is
        BOOST_TEST(again.code == 0, again.out << again.err);
        for (const char* word : {"verifying", "loading", "checking", "comparing", "draining",
                                 "flipping", "probation", "kept"})
            expect_contains(again.out, word);
        added = busy.end();
    }
    BOOST_TEST(here.plugin_of("salesforce") == "dovetail.salesforce 7.1.0");
    stop(*host);
    BOOST_TEST(added > 20U);
    expect_equal_sides(here, added);
}

BOOST_AUTO_TEST_CASE(p6_isolated_plugins_are_swapped_by_new_processes_and_none_stays_behind)
{
    swapping here;
    isolate_all(here);
    here.swap_settings()["max_retired"] = 1; // of those in the host: none
    here.enable();
    const auto host = here.run_host();
    const auto before = processes_in(host->err());
    BOOST_REQUIRE_EQUAL(before.size(), 3U);
    std::size_t added = 0;
    {
        users busy(here);
        for (const char* version : {"newer", "newest"}) {
            const auto done = here.swap(salesforce_plugin, here.install(version).string());
            BOOST_TEST(done.code == 0, done.out << done.err);
        }
        const auto mapper = here.swap(mapping_plugin, here.install("mapper_newer").string());
        BOOST_TEST(mapper.code == 0, mapper.out << mapper.err);
        added = busy.end();
    }
    BOOST_TEST(here.plugin_of("salesforce") == "dovetail.salesforce 7.2.0");
    const auto after = processes_in(host->err());
    for (const char* plugin : {salesforce_plugin, mapping_plugin}) {
        BOOST_TEST(is_alive(after.at(plugin)), plugin);
        BOOST_TEST(eventually([&] { return !is_alive(before.at(plugin)); }), plugin);
    }
    stop(*host);
    expect_equal_sides(here, added);
}

BOOST_AUTO_TEST_CASE(p6_a_version_that_fails_its_check_is_refused_and_the_old_one_goes_on)
{
    swapping here;
    here.enable();
    const auto host = here.run_host();
    const auto bad = here.install("fails_check").string();
    const auto result = here.swap(salesforce_plugin, bad);
    BOOST_TEST(result.code == 1, result.out);
    expect_contains(result.err, "refused");
    expect_contains(result.err, "the org lacks the field Later__c");
    const auto cursor = here.swap(salesforce_plugin, here.install("refuses_cursor").string());
    BOOST_TEST(cursor.code == 1, cursor.out);
    expect_contains(cursor.err, "does not accept the stored cursor");
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));
    const auto status = here.run({"status"});
    expect_contains(status.out, "refused");
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p6_a_version_that_breaks_in_probation_is_rolled_back_and_set_aside)
{
    swapping here;
    here.enable();
    const auto host = here.run_host();
    const auto bad = here.install("breaks").string();
    here.swap_settings()["probation_s"] = 30; // it fails long before
    const auto result = here.swap(salesforce_plugin, bad);
    BOOST_TEST(result.code == 1, result.out);
    expect_contains(result.out, "probation");
    expect_contains(result.out, "rolled_back");
    expect_contains(result.err, "this version cannot read on");
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));
    expect_contains(here.run({"status"}).out, "set aside");
    expect_contains(here.run({"plugins", "list"}).out,
                    "set aside  dovetail.salesforce 7.5.0: it was rolled back");
    const auto known = here.run_json({"plugins", "inspect", salesforce_plugin});
    BOOST_TEST(known.at("set_aside").at(0).at("version").as_string() == "7.5.0");
    BOOST_TEST(known.at("plugin").at("version").as_string() != "7.5.0");
    stop(*host);
    // It is the newest in its folder, and yet not chosen again.
    const auto next = here.run_host();
    BOOST_TEST(here.plugin_of("salesforce").find("7.5.0") == std::string::npos);
    stop(*next);
    expect_equal_sides(here, 1);
}

BOOST_AUTO_TEST_CASE(p6_what_cannot_be_swapped_is_refused_with_the_remedy)
{
    swapping here;
    here.enable();
    const auto alone = here.swap(salesforce_plugin, "7.1.0");
    BOOST_TEST(alone.code == 1);
    expect_contains(alone.err, "no dovetail runs with the state");
    const auto host = here.run_host();
    const auto missing = here.swap(salesforce_plugin, (here.plugins() / "no.plugin.json").string());
    BOOST_TEST(missing.code == 1);
    expect_contains(missing.err, "no.plugin.json");
    const auto same = here.swap(salesforce_plugin, "");
    BOOST_TEST(same.code == 1);
    expect_contains(same.err, "no newer one was found");
    const auto unused = here.swap("dovetail.unheard_of", "1.0.0");
    BOOST_TEST(unused.code == 1);
    expect_contains(unused.err, "no sync uses the plugin");
    BOOST_TEST(here.swap(salesforce_plugin, here.install("newer").string()).code == 0);
    const auto older = here.swap(salesforce_plugin, "0.1.0");
    BOOST_TEST(older.code == 1);
    expect_contains(older.err, "--allow-downgrade");
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p6_a_second_swap_at_once_is_refused_and_the_first_goes_on)
{
    swapping here;
    here.enable();
    here.swap_settings()["probation_s"] = 3;
    const auto host = here.run_host();
    const auto newer = here.install("newer").string();
    const auto begun = here.swap(salesforce_plugin, newer, {"--no-wait"});
    BOOST_TEST(begun.code == 0, begun.err);
    const auto second = here.swap(salesforce_plugin, newer);
    BOOST_TEST(second.code == 1, second.out);
    expect_contains(second.err, "is under way");
    BOOST_TEST(eventually([&] { return here.last_state() == "kept"; }));
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p6_a_watched_folder_swaps_by_itself_and_never_half_a_file)
{
    swapping here;
    here.manifest.at("plugins").as_object()["watch"] = true;
    here.enable();
    const auto host = here.run_host();
    const auto folder = later_version("newer");
    const auto library = folder / "swap_newer.so";
    const auto bytes = read_file(library);
    write_file(here.plugins() / "swap_newer.so", bytes.substr(0, bytes.size() / 2), 0755);
    fs::copy_file(folder / "swap_newer.plugin.json", here.plugins() / "swap_newer.plugin.json");
    // Long enough for the host to look at what is there of it.
    std::this_thread::sleep_for(std::chrono::seconds(1));
    BOOST_TEST(here.last_state().empty());
    write_file(here.plugins() / "swap_newer.so", bytes, 0755);
    BOOST_TEST(eventually([&] { return here.last_state() == "kept"; }), here.last_state());
    BOOST_TEST(here.plugin_of("salesforce") == "dovetail.salesforce 7.1.0");
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p6_the_canary_shows_what_a_new_mapping_does_otherwise)
{
    swapping here;
    here.swap_settings()["canary"] = "require";
    here.linked_task();
    const auto host = here.run_host();
    const auto result = here.swap(mapping_plugin, here.install("mapper_other").string());
    BOOST_TEST(result.code == 1, result.out);
    expect_contains(result.out, "comparing");
    expect_contains(result.err, "differences");
    const auto document = here.memory();
    const auto& swap = document.at("swaps").as_array().back();
    BOOST_TEST(swap.at("compared").as_int64() >= 2);
    BOOST_TEST(!swap.at("differences").as_array().empty());
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p6_a_version_with_which_the_host_dies_twice_is_set_aside)
{
    swapping here;
    here.enable();
    here.swap_settings()["probation_s"] = 30;
    auto host = here.run_host();
    here.swap(salesforce_plugin, here.install("crashes").string());
    BOOST_TEST(eventually([&] { return !host->running(); }));
    host = here.start({"run"}); // the newest is tried once more
    BOOST_TEST(eventually([&] { return !host->running(); }));
    host = here.run_host();
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));
    expect_contains(here.run({"status"}).out, "the host ended 2 times");
    stop(*host);
}

BOOST_AUTO_TEST_CASE(p1_killing_the_host_at_each_transition_leaves_one_of_the_two_and_loses_nothing)
{
    swapping here;
    here.world.set({{"rotate_refresh_tokens", false}}); // see crashes_test
    here.enable();
    const auto newer = here.install("newer").string();
    const auto newest = here.install("newest").string();
    // A slow server, so that a kill falls between any two steps.
    here.world.fault({{"kind", "latency"}, {"value", 30}});
    std::size_t added = 0;
    for (const std::string wanted : {"requested", "verifying", "loading", "checking", "comparing",
                                     "draining", "flipping", "probation"}) {
        const auto host = here.run_host();
        for (int i = 0; i < 5; ++i)
            here.world.add(service::salesforce, {{"name", "task " + std::to_string(added++)}});
        const auto before = here.last_swap();
        const auto swap = here.start({"plugins", "swap", salesforce_plugin, "--to", newer,
                                      "--allow-downgrade", "--no-wait"});
        const auto reached = [&] {
            if (here.last_swap() == before) return false;
            const auto now = here.memory();
            for (const auto& step : now.at("swaps").as_array().back().at("steps").as_array())
                if (step.at("state").as_string() == wanted) return true;
            return here.last_state() == "kept" || here.last_state() == "refused";
        };
        BOOST_TEST(eventually(reached), wanted);
        host->signal(SIGKILL);
        host->wait();
        swap->wait();
    }
    here.world.clear_faults();
    const auto host = here.run_host();
    const auto running = here.plugin_of("salesforce");
    BOOST_TEST((running == "dovetail.salesforce 7.1.0" || running == "dovetail.salesforce 7.2.0"),
               running);
    stop(*host);
    expect_equal_sides(here, added);
}

BOOST_AUTO_TEST_SUITE_END()
