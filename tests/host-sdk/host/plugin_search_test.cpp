// SPDX-License-Identifier: Apache-2.0
// P8: a search says every place it looked at, and why it passed over what it found.
#include "support/plugin_folder.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <unistd.h>

using namespace dovetail;
namespace fs = std::filesystem;

namespace {

host::plugin_search search_in(std::vector<fs::path> folders,
                              std::map<std::string, std::string, std::less<>> pins = {})
{
    return host::plugin_search({std::move(folders), std::move(pins)});
}

void check_contains(const std::string& text, const std::string& words)
{
    BOOST_TEST((text.find(words) != text.npos), "\"" << words << "\" is not in:\n" << text);
}

/// Sets a variable for the time of one test.
class environment
{
public:
    explicit environment(const std::string& value)
    {
        ::setenv("DOVETAIL_PLUGIN_PATH", value.c_str(), 1);
    }
    ~environment() { ::unsetenv("DOVETAIL_PLUGIN_PATH"); }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
};

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_searches)

BOOST_AUTO_TEST_CASE(the_newest_usable_version_wins_and_the_others_say_why_not)
{
    const test::plugin_folder one;
    const test::plugin_folder two;
    one.install({});
    one.install({.library = "good_2", .version = "2.0.0"});
    two.install({.library = "good_2", .version = "2.0.0"});
    const auto outcome = search_in({one.path(), two.path()}).find("test.probe");
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(outcome.found->file == one.path() / "good_2.plugin.json");
    const std::string text = outcome.trace.to_text();
    check_contains(text, "good_2.plugin.json (test.probe 2.0.0): chosen");
    check_contains(text, "good.plugin.json (test.probe 1.0.0): passed over: a newer version");
    check_contains(text, "passed over: the same version stands in a preferred place");
}

BOOST_AUTO_TEST_CASE(a_pin_allows_only_its_own_version)
{
    const test::plugin_folder folder;
    folder.install({});
    folder.install({.library = "good_2", .version = "2.0.0"});
    const auto search = search_in({folder.path()}, {{"test.probe", "1.0.0"}});
    const auto outcome = search.find("test.probe");
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(to_string(outcome.found->version) == "1.0.0");
    check_contains(outcome.trace.to_text(), "passed over: version 1.0.0 is pinned");
    check_contains(search.list().to_text(), "passed over: version 1.0.0 is pinned");
}

BOOST_AUTO_TEST_CASE(p6_a_version_set_aside_is_used_only_for_want_of_another)
{
    const test::plugin_folder folder;
    folder.install({.library = "good_2", .version = "2.0.0"});
    const auto search = search_in({folder.path()});
    host::search_wish wish;
    wish.set_aside = {{"test.probe", "2.0.0", "it was rolled back"}};
    const auto last_resort = search.find("test.probe", wish);
    BOOST_REQUIRE(last_resort.ok());
    BOOST_TEST(to_string(last_resort.found->version) == "2.0.0");
    check_contains(last_resort.trace.to_text(), "for want of another, although it was set aside");
    folder.install({});
    const auto outcome = search.find("test.probe", wish);
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(to_string(outcome.found->version) == "1.0.0");
    check_contains(outcome.trace.to_text(), "passed over: it was set aside: it was rolled back");
}

BOOST_AUTO_TEST_CASE(a_wished_for_version_goes_before_the_pin_and_before_newer_ones)
{
    const test::plugin_folder folder;
    folder.install({});
    folder.install({.library = "good_2", .version = "2.0.0"});
    const auto search = search_in({folder.path()}, {{"test.probe", "2.0.0"}});
    const auto outcome = search.find("test.probe", {.version = "1.0.0"});
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(to_string(outcome.found->version) == "1.0.0");
    check_contains(outcome.trace.to_text(), "passed over: version 1.0.0 is wanted");
    BOOST_TEST(search.pinned_version("test.probe") == "2.0.0");
    BOOST_TEST(search.pinned_version("test.other").empty());
}

BOOST_AUTO_TEST_CASE(p6_a_generation_that_was_adopted_is_what_the_registry_gives)
{
    const test::plugin_folder folder;
    folder.install({});
    folder.install({.library = "good_2", .version = "2.0.0"});
    test::loading around;
    host::plugin_registry registry(search_in({folder.path()}), around.host, around.copies.path());
    registry.set_aside({{"test.probe", "2.0.0", "it was rolled back"}});
    const auto first = registry.require("test.probe");
    BOOST_REQUIRE(first.has_value());
    BOOST_TEST(to_string((*first)->version()) == "1.0.0");
    const auto found = registry.search().find("test.probe");
    BOOST_REQUIRE(found.ok());
    const auto second = registry.load(found.found);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(registry.require("test.probe").value() == *first);
    registry.adopt(*second);
    BOOST_TEST(registry.require("test.probe").value() == *second);
    BOOST_TEST((*second)->generation() > (*first)->generation());
}

BOOST_AUTO_TEST_CASE(p8_a_failed_search_contains_every_place_and_every_reason)
{
    const test::plugin_folder plugins;
    plugins.install({.library = "good", .sha256 = std::string(64, 'a'), .file = "a_digest"});
    plugins.install({.abi = R"({"oldest": 5, "newest": 6})", .file = "b_contract"});
    plugins.install({.library = "not_there", .file = "c_missing"});
    plugins.install({.library = "two_exports", .file = "d_exports"});
    plugins.install({.more = R"(, "requires": ["dovetail.time_machine/1"])", .file = "e_requires"});
    plugins.install({.id = "test.prob", .file = "f_other"});
    plugins.folder().write("g_half.plugin.json", "{\"id\": \"test.probe\",");
    plugins.folder().write("script.so", "#!/bin/sh\n");
    plugins.install({.library = "script",
                     .sha256 = "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf",
                     .file = "h_script"});
    const test::temporary_folder empty;

    const auto outcome =
        search_in({plugins.path(), empty.path(), "/nowhere/at/all"}).find("test.probe");
    BOOST_TEST(!outcome.ok());
    const host::error failure = outcome.failure();
    BOOST_TEST(failure.code == "plugin_not_found");
    const std::string& text = failure.message;
    check_contains(text, "did you mean \"test.prob\"?");
    check_contains(text, "a_digest.plugin.json (test.probe 1.0.0): passed over: the library");
    check_contains(text, "is not the one the manifest describes");
    check_contains(text, "it speaks versions 5 to 6 of the contract, this host version 1");
    check_contains(text, "not_there.so cannot be read: No such file or directory");
    check_contains(text, "exports more than dovetail_plugin_entry: a_second_export");
    check_contains(text, "it requires \"dovetail.time_machine/1\", which this host does not offer");
    check_contains(text, "f_other.plugin.json (test.prob): passed over: it is another plugin");
    check_contains(text, "g_half.plugin.json: passed over: ");
    check_contains(text, "the file is no ELF library");
    check_contains(text, empty.path().string() + " (manifest): no *.plugin.json");
    check_contains(text, "/nowhere/at/all (manifest): No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_broken_newer_version_gives_way_to_an_older_one_with_a_warning)
{
    const test::plugin_folder plugins;
    plugins.install({});
    plugins.install({.library = "good_2", .version = "2.0.0", .sha256 = std::string(64, 'b')});
    test::memory_log log;
    const auto host = std::make_shared<const host::plugin_host>("test", "1", log);
    const test::temporary_folder copies;
    host::plugin_registry registry(search_in({plugins.path()}), host, copies.path());
    const auto loaded = registry.require("test.probe");
    BOOST_REQUIRE(loaded.has_value());
    BOOST_TEST(to_string((*loaded)->version()) == "1.0.0");
    BOOST_TEST(log.contains("warning a plugin was passed over: the library"));
    BOOST_TEST((registry.require("test.probe").value() == *loaded)); // loaded once
}

BOOST_AUTO_TEST_CASE(p8_an_unreadable_folder_is_named_with_its_reason)
{
    const test::temporary_folder folder;
    const auto file = folder.write("file", "");
    check_contains(search_in({file}).find("test.probe").failure().message, "Not a directory");
    if (::geteuid() == 0) return; // root reads everything
    fs::permissions(folder.path(), fs::perms::none);
    const auto outcome = search_in({folder.path()}).find("test.probe");
    check_contains(outcome.failure().message, "Permission denied");
}

BOOST_AUTO_TEST_CASE(the_environment_is_looked_through_first_and_shown)
{
    const test::plugin_folder mine;
    const test::plugin_folder others;
    mine.install({});
    others.install({});
    const environment set(mine.path().string() + "::relative/path");
    const auto outcome = search_in({others.path()}).find("test.probe");
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(outcome.found->file.parent_path() == mine.path());
    const std::string text = outcome.trace.to_text();
    check_contains(text, mine.path().string() + " (DOVETAIL_PLUGIN_PATH)");
    check_contains(text, "relative/path was left out: write an absolute path");
}

BOOST_AUTO_TEST_CASE(a_list_judges_every_plugin)
{
    const test::plugin_folder plugins;
    plugins.install({});
    plugins.install({.library = "good_2", .version = "2.0.0"});
    plugins.install({.library = "other_id", .id = "test.other"});
    plugins.install({.library = "unique", .id = "test.unique"});
    const auto trace = search_in({plugins.path()}).list();
    BOOST_REQUIRE_EQUAL(trace.places.size(), 1u);
    const auto& found = trace.places[0].candidates;
    BOOST_REQUIRE_EQUAL(found.size(), 4u);
    BOOST_TEST((!found[0].chosen && found[1].chosen && found[2].chosen && !found[3].chosen));
    BOOST_TEST(found[3].broken);
    check_contains(found[3].reason, "STB_GNU_UNIQUE");
}

BOOST_AUTO_TEST_CASE(p8_a_manifest_without_places_says_so)
{
    check_contains(search_in({}).find("x").failure().message, "there is no place to look in");
}

BOOST_AUTO_TEST_SUITE_END()
