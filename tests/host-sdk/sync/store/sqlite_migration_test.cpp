// SPDX-License-Identifier: Apache-2.0
#include "conformance/samples.hpp"
#include "raw_database.hpp"
#include "sqlite_place.hpp"

#include <fstream>
#include <sstream>

namespace {

using namespace conformance;

void make_version_1(const sqlite_place& place)
{
    std::ostringstream sql;
    sql << std::ifstream(STORE_FIXTURES "/version_1.sql").rdbuf();
    BOOST_REQUIRE(!sql.str().empty());
    raw_database(place.path()).run(sql.str());
}

constexpr const char* all_objects =
    "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";

} // namespace

BOOST_AUTO_TEST_SUITE(sqlite_migration)

BOOST_AUTO_TEST_CASE(version_1_becomes_the_newest_with_all_it_held)
{
    sqlite_place place;
    make_version_1(place);
    const auto at = place.open();
    const auto alive = find(at, side::left, "a");
    BOOST_REQUIRE(alive);
    BOOST_TEST(alive->base.right == alive->base.left);
    BOOST_TEST(alive->revision.right == "r1");
    const auto deleted = find(at, side::right, "2");
    BOOST_REQUIRE(deleted);
    BOOST_TEST(deleted->base.right != deleted->base.left);
    BOOST_TEST(deleted->deleted_at.left == 7);
    BOOST_TEST(value_of(at.store->members("tasks")).at(0).time_zone == "Europe/Vienna");
    BOOST_TEST(value_of(at.store->cursors("tasks")).left->bytes.size() == 2u);
    BOOST_TEST(value_of(at.store->fact("tasks", "field_names")).value() == "name");
    BOOST_TEST(value_of(at.store->history("tasks", {.key = "a"})).size() == 1u);
    BOOST_TEST(value_of(at.store->problems("tasks", {.due_at = 50})).size() == 1u);
    BOOST_TEST(counts(at).links == 2u);
    BOOST_TEST(store_link(at, own(at), "c", "3") == 3);
}

BOOST_AUTO_TEST_CASE(links_that_ended_before_the_migration_are_pruned_in_their_time)
{
    sqlite_place place;
    make_version_1(place);
    const auto at = place.open();
    BOOST_TEST(value_of(at.store->prune("tasks", 1, 100, 100)) == 0u);
    BOOST_TEST(value_of(at.store->prune("tasks", 9'000'000'000'000'000, 100, 100)) == 2u);
    BOOST_TEST(!find(at, side::right, "2"));
    BOOST_TEST(find(at, side::left, "a").has_value());
}

BOOST_AUTO_TEST_CASE(a_migrated_file_has_the_tables_of_a_new_one)
{
    sqlite_place fresh;
    fresh.open();
    sqlite_place old;
    make_version_1(old);
    old.open();
    raw_database first(fresh.path());
    raw_database second(old.path());
    BOOST_TEST(second.ask(all_objects) == first.ask(all_objects));
    for (const char* table : {"sync", "link", "intent", "history", "problem", "member"}) {
        const auto columns = "SELECT name, type, pk FROM pragma_table_info('" + std::string(table) +
                             "') ORDER BY cid";
        BOOST_TEST(second.ask(columns) == first.ask(columns));
    }
    BOOST_TEST(second.ask("PRAGMA user_version") == first.ask("PRAGMA user_version"));
    BOOST_TEST(second.ask("PRAGMA integrity_check") == "ok");
    BOOST_TEST(second.ask("PRAGMA foreign_key_check") == "");
}

BOOST_AUTO_TEST_CASE(an_older_file_is_not_migrated_by_a_reader)
{
    sqlite_place place;
    make_version_1(place);
    auto options = place.options();
    options.read_only = true;
    const auto refused = open_sqlite(options);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().code == "state_older");
    BOOST_TEST(raw_database(place.path()).ask("PRAGMA user_version") == "1");
}

BOOST_AUTO_TEST_CASE(two_that_open_a_new_file_at_once_make_one_schema)
{
    for (int round = 0; round < 5; ++round) {
        sqlite_place place;
        std::vector<std::thread> openers;
        std::vector<std::string> refusals(4);
        for (auto& refusal : refusals)
            openers.emplace_back([&] {
                const auto opened = open_sqlite(place.options());
                if (!opened) refusal = opened.error().code;
            });
        for (auto& opener : openers)
            opener.join();
        for (const auto& refusal : refusals)
            BOOST_TEST(refusal == "");
        BOOST_TEST(raw_database(place.path()).ask("PRAGMA user_version") == "3");
    }
}

BOOST_AUTO_TEST_SUITE_END()
