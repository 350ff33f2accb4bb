// SPDX-License-Identifier: Apache-2.0
// Somebody tries to get code in: by replacing files while they are looked at, by links, through
// places others may write to, with halves of files. What is loaded is what was checked, or nothing.
#include "support/plugin_folder.hpp"

#include <dovetail/host/library_facts.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/host/signing_key.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

using namespace dovetail;
namespace fs = std::filesystem;

namespace {

constexpr int rounds = 60;

/// Does something over and over until it ends.
class busy
{
public:
    explicit busy(std::function<void(int)> what)
        : thread_([this, what = std::move(what)] {
              for (int turn = 0; !ended_; ++turn)
                  what(turn);
          })
    {
    }
    ~busy()
    {
        ended_ = true;
        thread_.join();
    }
    busy(const busy&) = delete;
    busy& operator=(const busy&) = delete;

private:
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

/// Puts a file in another's place in one step.
void swap_in(const fs::path& from, const fs::path& to)
{
    const fs::path part = to.string() + ".part";
    fs::copy_file(from, part, fs::copy_options::overwrite_existing);
    fs::rename(part, to);
}

void link_in(const fs::path& target, const fs::path& link)
{
    const fs::path part = link.string() + ".part";
    fs::remove(part);
    fs::create_symlink(target, part);
    fs::rename(part, link);
}

/// Loads again and again; each time the good code, or a refusal.
void load_under_attack(test::loading& to, std::set<std::string> refusals)
{
    const fs::path file = to.plugins.path() / "good.plugin.json";
    int loaded = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto report = host::load_plugin_manifest(file);
        if (!report.value) continue; // caught in the middle of being written
        const auto outcome = to.loader.load(report.value);
        if (!outcome) {
            BOOST_TEST(refusals.count(outcome.error().code) == 1u, outcome.error().message);
            continue;
        }
        ++loaded;
        const host::plugin& plugin = **outcome;
        BOOST_TEST(to_string(plugin.version()) == "1.0.0");
        BOOST_TEST(host::inspect_library(plugin.path()).value().sha256 ==
                   host::to_string(plugin.about().sha256));
    }
    BOOST_TEST_MESSAGE(loaded << " of " << rounds << " loads met the good file");
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_attacks)

BOOST_AUTO_TEST_CASE(a_library_that_is_replaced_all_the_time_is_itself_or_refused)
{
    test::loading to;
    to.plugins.install({});
    const fs::path library = to.plugins.path() / "good.so";
    const busy attacker(
        [&](int turn) { swap_in(test::built_library(turn % 2 ? "good" : "good_2"), library); });
    load_under_attack(to, {"plugin_digest"});
}

BOOST_AUTO_TEST_CASE(a_library_that_is_written_in_place_all_the_time_is_itself_or_refused)
{
    test::loading to;
    to.plugins.install({});
    const std::string good = test::content_of(test::built_library("good"));
    const std::string evil = test::content_of(test::built_library("good_2"));
    const busy attacker(
        [&](int turn) { test::overwrite(to.plugins.path() / "good.so", turn % 2 ? good : evil); });
    load_under_attack(to, {"plugin_digest"});
}

BOOST_AUTO_TEST_CASE(a_link_that_turns_all_the_time_leads_to_the_good_library_or_nowhere)
{
    test::loading to;
    to.plugins.install({});
    const fs::path library = to.plugins.path() / "good.so";
    const busy attacker(
        [&](int turn) { link_in(test::built_library(turn % 2 ? "good" : "good_2"), library); });
    load_under_attack(to, {"plugin_digest"});
}

BOOST_AUTO_TEST_CASE(a_manifest_that_is_replaced_all_the_time_is_judged_by_the_bytes_that_are_used)
{
    test::loading to;
    const auto key = host::signing_key::generate();
    const fs::path file = to.plugins.install({});
    const std::string good =
        host::sign_plugin_manifest(test::content_of(file), "good", key).value();
    // The same signature over another digest, and a library that has it.
    fs::copy_file(test::built_library("good_2"), to.plugins.path() / "evil.so");
    std::string evil = good;
    evil.replace(evil.find("good.so"), 7, "evil.so");
    const std::string sha256 = "\"sha256\": \"";
    evil.replace(evil.find(sha256) + sha256.size(), 64,
                 host::inspect_library(to.plugins.path() / "evil.so").value().sha256);
    test::overwrite(file, good);
    to.plugins.folder().write("one", good);
    to.plugins.folder().write("two", evil);
    const busy attacker(
        [&](int turn) { swap_in(to.plugins.path() / (turn % 2 ? "one" : "two"), file); });

    host::plugin_loader loader(
        to.host, to.copies.path(),
        {.mode = host::trust_mode::require, .keys = {{"the workshop", key.open()}}});
    for (int round = 0; round < rounds; ++round) {
        const auto report = host::load_plugin_manifest(file);
        BOOST_REQUIRE(report.value);
        const bool is_good = report.value->library.filename() == "good.so";
        const auto outcome = loader.load(report.value);
        BOOST_TEST(outcome.has_value() == is_good);
        if (!outcome) BOOST_TEST(outcome.error().code == "plugin_changed");
    }
}

BOOST_AUTO_TEST_CASE(half_a_library_is_never_loaded)
{
    test::loading to;
    const auto about = to.plugins.manifest({});
    const std::string whole = test::content_of(about->library);
    for (std::size_t parts = 0; parts < 16; ++parts) {
        test::overwrite(about->library, whole.substr(0, whole.size() * parts / 16));
        BOOST_TEST(to.loader.load(about).error().code == "plugin_digest");
        // Not even when the manifest was written for that half.
        const auto half = to.plugins.folder().write(
            "half.so", whole.substr(0, std::min<std::size_t>(whole.size(), 4096) * parts / 16));
        const auto facts = host::inspect_library(half);
        BOOST_REQUIRE(facts.has_error());
        BOOST_TEST(
            (facts.error().code == "plugin_truncated" || facts.error().code == "plugin_not_elf"));
    }
    test::overwrite(about->library, whole);
    BOOST_TEST(to.loader.load(about).has_value());
}

BOOST_AUTO_TEST_CASE(p8_plugins_where_others_may_write_are_refused_whatever_the_mode)
{
    struct opened
    {
        const char* name; ///< below the folder of plugins; empty: that folder
        const char* words;
    };
    for (const auto& [name, words] :
         {opened{"good.so", "its library is not safe from other users: every user may write to"},
          opened{"good.plugin.json", "its manifest is not safe from other users"},
          opened{"", "run: chmod o-w "}}) {
        test::loading to;
        const auto about = to.plugins.manifest({});
        const fs::path path = *name ? to.plugins.path() / name : to.plugins.path();
        fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
        const auto loaded = to.loader.load(about);
        BOOST_REQUIRE(loaded.has_error());
        BOOST_TEST(loaded.error().code == "plugin_unsafe_place");
        BOOST_TEST((loaded.error().message.find(words) != std::string::npos),
                   loaded.error().message);

        const auto outcome = host::plugin_search({{to.plugins.path()}, {}}).find("test.probe");
        BOOST_TEST(!outcome.ok());
        BOOST_TEST((outcome.failure().message.find("run: chmod o-w " + path.string()) !=
                    std::string::npos),
                   outcome.failure().message);
    }
}

BOOST_AUTO_TEST_CASE(copies_are_not_made_where_others_may_replace_them)
{
    test::loading to;
    const fs::path open = to.copies.path() / "open";
    fs::create_directory(open);
    BOOST_REQUIRE_EQUAL(::chmod(open.c_str(), 0777), 0);
    host::plugin_loader loader(to.host, open);
    const auto refused = loader.load(to.plugins.manifest({}));
    BOOST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().code == "plugin_private_copy");
    BOOST_TEST((refused.error().message.find("chmod o-w") != std::string::npos));
    BOOST_REQUIRE_EQUAL(::chmod(open.c_str(), 01777), 0); // as /tmp
    BOOST_TEST(loader.load(to.plugins.manifest({})).has_value());
}

BOOST_AUTO_TEST_CASE(a_library_that_takes_others_from_a_place_of_its_own_choice_is_refused)
{
    struct library
    {
        const char* name;
        const char* words;
    };
    for (const auto& [name, words] : {library{"run_path_origin", "looked for in \"$ORIGIN/lib\""},
                                      library{"run_path_relative", "looked for in \"lib\""},
                                      library{"run_path_empty", "looked for in \"\""}}) {
        test::loading to;
        const auto loaded = to.load({.library = name});
        BOOST_REQUIRE_MESSAGE(loaded.has_error(), name);
        BOOST_TEST(loaded.error().code == "plugin_run_path");
        BOOST_TEST((loaded.error().message.find(words) != std::string::npos),
                   loaded.error().message);
    }
}

BOOST_AUTO_TEST_CASE(a_run_path_that_others_may_write_to_is_refused)
{
    // Built with -rpath to this very folder, which the test makes.
    const fs::path folder = DOVETAIL_TEST_RUN_PATH;
    fs::create_directories(folder);
    BOOST_REQUIRE_EQUAL(::chmod(folder.c_str(), 0755), 0);
    test::loading to;
    BOOST_TEST(to.load({.library = "run_path_absolute"}).has_value());
    BOOST_REQUIRE_EQUAL(::chmod(folder.c_str(), 0777), 0);
    const auto loaded = to.load({.library = "run_path_absolute"});
    BOOST_REQUIRE(loaded.has_error());
    BOOST_TEST(loaded.error().code == "plugin_run_path");
    BOOST_REQUIRE_EQUAL(::chmod(folder.c_str(), 0755), 0);
}

BOOST_AUTO_TEST_SUITE_END()
