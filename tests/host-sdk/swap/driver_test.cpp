// SPDX-License-Identifier: Apache-2.0
// P6: whole swaps, with plugins that are really loaded and connections that do as they are told.
#include "host-sdk/host/support/plugin_folder.hpp"
#include "support/scripted_connection.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/swap/driver.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <mutex>

using namespace dovetail;
using namespace dovetail::test;
using swap::state;

namespace {

host::swap_settings short_times()
{
    host::swap_settings limits;
    limits.drain = std::chrono::milliseconds(50);
    limits.probation = std::chrono::milliseconds(20);
    return limits;
}

/// A host with one connection and one mapping of the plugin test.probe, version 1.0.0; 2.0.0 lies
/// beside it.
struct small_host
{
    explicit small_host(host::swap_settings limits = short_times(),
                        std::map<std::string, std::string, std::less<>> pins = {})
        : registry(search(std::move(pins)), around.host, around.copies.path()),
          swaps(registry, around.log, threads.strand(), limits)
    {
        host::connection_settings settings;
        settings.name = "crm";
        settings.plugin = "test.probe";
        settings.settings.json = "{}";
        swaps.add(
            swap::connection_use{"crm", "test.probe", connection = connect(),
                                 [this, settings](const auto& by) { return make(settings, by); }});
        host::mapping_settings rules{"tasks", "test.probe"};
        rules.settings.json = "{}";
        auto first = registry.mapping_for(rules);
        mapping = std::make_shared<swap::swappable_mapping>(std::move(first.value()),
                                                            swaps.witness_of("test.probe"));
        swaps.add(swap::mapping_use{
            "tasks", "test.probe", mapping,
            [rules](const auto& by) -> host::result<std::shared_ptr<const host::mapping>> {
                auto made = host::plugin_registry::mapping_for(rules, by);
                if (!made) return made.error();
                return std::shared_ptr<const host::mapping>(std::move(*made));
            }});
        swaps.add(swap::sync_use{
            "tasks", "crm", "crm", "tasks",
            [this](host::side) -> host::result<swap::cursor_bytes> { return cursor; }});
    }

    host::plugin_search search(std::map<std::string, std::string, std::less<>> pins)
    {
        around.plugins.install({});
        around.plugins.install({.library = "good_2", .version = "2.0.0"});
        host::plugins_settings places;
        places.search = {around.plugins.path()};
        places.pins = std::move(pins);
        return host::plugin_search(places);
    }

    std::shared_ptr<swap::swappable_connection> connect()
    {
        registry.set_aside({{"test.probe", "2.0.0", "the test begins with the older one"}});
        BOOST_REQUIRE(registry.require("test.probe").has_value());
        return swap::make_swappable(generation_of(scripts["1.0.0"], "test.probe 1.0.0"),
                                    swaps.witness_of("test.probe"));
    }

    host::result<swap::generation> make(const host::connection_settings& settings,
                                        const std::shared_ptr<const host::plugin>& by)
    {
        const auto connector = host::plugin_registry::connector_for(settings, by);
        if (!connector) return connector.error();
        const auto version = to_string(by->version());
        return generation_of(scripts.at(version), "test.probe " + version);
    }

    /// Runs a swap; the sync makes good passes meanwhile.
    swap::record run(swap::request wanted = {}, std::stop_token stop = {})
    {
        if (wanted.id.empty()) wanted.id = "one";
        wanted.plugin = wanted.plugin.empty() ? "test.probe" : wanted.plugin;
        const auto tell = [this](const swap::record& now) {
            seen.push_back(now.now());
            if (now.now() == state::probation && passes) swaps.passed("tasks", nullptr);
            if (heard) heard(now);
        };
        return swaps.run(wanted, tell, std::move(stop));
    }

    std::string running() const { return connection->present().label; }

    loading around{};
    runner threads{};
    std::map<std::string, std::shared_ptr<script>> scripts{{"1.0.0", std::make_shared<script>()},
                                                           {"2.0.0", std::make_shared<script>()}};
    swap::cursor_bytes cursor = bytes("a:3");
    host::plugin_registry registry;
    swap::driver swaps;
    std::shared_ptr<swap::swappable_connection> connection;
    std::shared_ptr<swap::swappable_mapping> mapping;
    bool passes = true;
    std::vector<state> seen{};
    std::function<void(const swap::record&)> heard{};
};

void expect_reason(const swap::record& got, state end, std::string_view words)
{
    BOOST_TEST((got.now() == end), to_string(got.now()) << ": " << got.reason());
    BOOST_TEST((got.reason().find(words) != std::string::npos),
               "'" << words << "' is not in: " << got.reason());
}

} // namespace

BOOST_AUTO_TEST_SUITE(swap_driver)

BOOST_AUTO_TEST_CASE(p6_a_good_version_goes_through_every_state_and_stays)
{
    small_host here;
    const auto before = here.mapping->present();
    const auto done = here.run();
    BOOST_TEST((done.now() == state::kept), done.reason());
    BOOST_TEST((here.seen == std::vector{state::requested, state::verifying, state::loading,
                                         state::checking, state::comparing, state::draining,
                                         state::flipping, state::probation, state::kept}));
    BOOST_TEST(done.from == "1.0.0");
    BOOST_TEST(done.to == "2.0.0");
    BOOST_TEST(here.running() == "test.probe 2.0.0");
    BOOST_TEST(here.mapping->present() != before);
    BOOST_TEST(to_string(here.registry.require("test.probe").value()->version()) == "2.0.0");
    BOOST_TEST(here.swaps.retired() == 1U);
    for (std::size_t at = 1; at < done.steps.size(); ++at)
        BOOST_TEST((done.steps[at].at >= done.steps[at - 1].at));
}

BOOST_AUTO_TEST_CASE(p6_an_older_version_needs_leave)
{
    small_host here;
    BOOST_TEST((here.run().now() == state::kept));
    expect_reason(here.run({.id = "two", .version = "1.0.0"}), state::refused, "--allow-downgrade");
    const auto back = here.run({.id = "three", .version = "1.0.0", .allow_downgrade = true});
    BOOST_TEST((back.now() == state::kept), back.reason());
    BOOST_TEST(here.running() == "test.probe 1.0.0");
}

BOOST_AUTO_TEST_CASE(p6_what_is_not_there_or_not_wanted_is_refused_before_anything_is_loaded)
{
    small_host here;
    expect_reason(here.run({.file = here.around.plugins.path() / "none.plugin.json"}),
                  state::refused, "none.plugin.json");
    expect_reason(here.run({.version = "9.9.9"}), state::refused, "version 9.9.9 is wanted");
    expect_reason(here.run({.plugin = "test.unused"}), state::refused, "in use: test.probe");
    here.around.plugins.install({.library = "other_id", .id = "test.other"});
    expect_reason(here.run({.file = here.around.plugins.path() / "other_id.plugin.json"}),
                  state::refused, "another plugin: test.other");
    BOOST_TEST((here.run().now() == state::kept));
    expect_reason(here.run({.id = "two"}), state::refused, "no newer one was found");
    BOOST_TEST(here.swaps.retired() == 1U);
}

BOOST_AUTO_TEST_CASE(a_pinned_plugin_is_swapped_to_no_other_version)
{
    small_host here(short_times(), {{"test.probe", "1.0.0"}});
    expect_reason(here.run({.version = "2.0.0"}), state::refused, "version 1.0.0 is pinned");
    BOOST_TEST(here.running() == "test.probe 1.0.0");
}

BOOST_AUTO_TEST_CASE(p6_a_library_that_is_not_what_its_manifest_says_is_never_loaded)
{
    small_host here;
    here.around.plugins.install(
        {.library = "good_2", .version = "2.0.0", .sha256 = std::string(64, 'a')});
    const auto file = here.around.plugins.path() / "good_2.plugin.json";
    expect_reason(here.run({.file = file}), state::refused,
                  "is not the one the manifest describes");
    BOOST_TEST(here.running() == "test.probe 1.0.0");
}

BOOST_AUTO_TEST_CASE(p6_a_version_that_fails_its_check_is_refused)
{
    small_host here;
    here.scripts["2.0.0"]->fails = {host::error_class::config, "no_such_field",
                                    "a field is missing"};
    expect_reason(here.run(), state::refused, "a field is missing");
    BOOST_TEST(here.running() == "test.probe 1.0.0");
    BOOST_TEST(here.threads.start(here.connection->check()).get().has_value());
}

BOOST_AUTO_TEST_CASE(p6_a_version_that_refuses_the_stored_cursor_is_refused_before_the_flip)
{
    small_host here;
    here.scripts["2.0.0"]->format = "b";
    expect_reason(here.run(), state::refused,
                  "does not accept the stored cursor of sync \"tasks\"");
    BOOST_TEST(here.running() == "test.probe 1.0.0");
}

BOOST_AUTO_TEST_CASE(p6_a_drain_that_takes_too_long_cancels_and_the_old_one_goes_on)
{
    small_host here;
    auto& old_one = *here.scripts["1.0.0"];
    std::future<host::result<std::vector<host::record_batch>>> running;
    here.heard = [&](const swap::record& now) {
        if (now.now() != state::draining) return;
        const int before = old_one.began;
        old_one.hold = true;
        running = here.threads.start(here.connection->check());
        BOOST_TEST(eventually([&] { return old_one.began > before; }));
    };
    expect_reason(here.run(), state::cancelled, "did not come to rest");
    old_one.hold = false;
    BOOST_TEST(running.get().has_value());
    BOOST_TEST(here.running() == "test.probe 1.0.0");
    BOOST_TEST(here.threads.start(here.connection->check()).get().has_value());
}

BOOST_AUTO_TEST_CASE(p6_a_fault_in_probation_rolls_back_by_itself)
{
    small_host here;
    here.passes = false;
    here.heard = [&](const swap::record& now) {
        if (now.now() != state::probation) return;
        const host::error why{host::error_class::bug, "plugin_contract", "it broke the contract"};
        here.swaps.passed("tasks", &why);
    };
    const auto before = here.mapping->present();
    expect_reason(here.run(), state::rolled_back, "it broke the contract");
    BOOST_TEST(here.running() == "test.probe 1.0.0");
    BOOST_TEST(here.mapping->present() == before);
    BOOST_TEST(to_string(here.registry.require("test.probe").value()->version()) == "1.0.0");
    BOOST_TEST(here.threads.start(here.connection->check()).get().has_value());
}

BOOST_AUTO_TEST_CASE(p6_retired_generations_have_a_cap)
{
    auto limits = short_times();
    limits.max_retired = 1;
    small_host here(limits);
    BOOST_TEST((here.run().now() == state::kept));
    expect_reason(here.run({.id = "two", .version = "1.0.0", .allow_downgrade = true}),
                  state::refused, "/plugins/swap/max_retired");
    BOOST_TEST(here.running() == "test.probe 2.0.0");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_host_interrupts_probation_and_opens_what_was_closed)
{
    small_host here;
    here.passes = false;
    std::stop_source stop;
    here.heard = [&](const swap::record& now) {
        if (now.now() == state::probation) stop.request_stop();
    };
    const auto done = here.run({}, stop.get_token());
    BOOST_TEST((done.now() == state::interrupted));
    BOOST_TEST(here.threads.start(here.connection->check()).get().has_value());
}

BOOST_AUTO_TEST_CASE(every_transition_is_in_the_log)
{
    small_host here;
    here.run();
    for (const char* word : {"verifying", "draining", "flipping", "probation", "kept"})
        BOOST_TEST(here.around.log.contains("state=" + std::string(word)), word);
}

BOOST_AUTO_TEST_CASE(p6_a_newer_version_is_found_unless_it_was_set_aside)
{
    small_host here;
    const auto found = here.swaps.find_newer("test.probe", {});
    BOOST_REQUIRE(found != nullptr);
    BOOST_TEST(to_string(found->version) == "2.0.0");
    BOOST_TEST(here.swaps.find_newer("test.probe", {{"test.probe", "2.0.0", "it failed"}}) ==
               nullptr);
    BOOST_TEST((here.run().now() == state::kept));
    BOOST_TEST(here.swaps.find_newer("test.probe", {}) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
