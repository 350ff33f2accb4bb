// SPDX-License-Identifier: Apache-2.0
// P8: a bad state file gets a clear error (exit code 5) that names it and the remedy; nothing is
// lost, and the file stays as it is.
#include "end_to_end/support/deployment.hpp"
#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

/// Runs statements on a database with SQLite itself.
void run_sql(const fs::path& file, const char* sql)
{
    sqlite3* database = nullptr;
    BOOST_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    BOOST_REQUIRE_EQUAL(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

void expect_refusal(const ended& result, const fs::path& file)
{
    BOOST_TEST(result.code == 5, result.out << result.err);
    BOOST_TEST(result.err.find(file.string()) != std::string::npos, result.err);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_state)

BOOST_AUTO_TEST_CASE(p8_a_file_that_is_no_database_is_refused_and_left_alone)
{
    deployment here;
    const std::string text(5000, 'x');
    write_file(here.state_file(), text);
    expect_refusal(here.run({"once"}), here.state_file());
    expect_refusal(here.run({"status"}), here.state_file());
    BOOST_TEST((read_file(here.state_file()) == text));
}

BOOST_AUTO_TEST_CASE(p8_a_database_of_another_program_is_refused_and_left_alone)
{
    deployment here;
    fs::create_directories(here.state_file().parent_path());
    run_sql(here.state_file(), "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
    const auto before = read_file(here.state_file());
    expect_refusal(here.run({"once"}), here.state_file());
    BOOST_TEST((read_file(here.state_file()) == before));
}

BOOST_AUTO_TEST_CASE(p8_a_newer_schema_is_refused)
{
    deployment here;
    here.enable();
    here.once();
    run_sql(here.state_file(), "PRAGMA user_version = 9999");
    const auto result = here.run({"once"});
    expect_refusal(result, here.state_file());
    BOOST_TEST(result.err.find("newer") != std::string::npos, result.err);
    expect_refusal(here.run({"members", "list"}), here.state_file());
}

BOOST_AUTO_TEST_CASE(p8_a_state_in_use_by_another_host_is_refused_naming_the_process)
{
    deployment here;
    here.enable();
    const auto first = here.start({"run"});
    first->wait_for_output("⇄");
    const auto second = here.run({"once"});
    expect_refusal(second, here.state_file());
    BOOST_TEST(second.err.find("process") != std::string::npos, second.err);
    BOOST_TEST(here.run({"run"}).code == 5);
    // Looking and a person's commands go on beside it.
    for (const arguments& words : {arguments{"status"},
                                   {"members", "list"},
                                   {"held", "list"},
                                   {"history"},
                                   {"plan"},
                                   {"held", "retry", "--all"}})
        BOOST_TEST(here.run(words).code == 0, words.front());
    first->signal(SIGTERM);
    BOOST_TEST(first->wait().code == 0);
    here.once();
}

BOOST_AUTO_TEST_CASE(p8_a_state_locked_by_another_program_is_refused)
{
    deployment here;
    here.enable();
    here.once();
    sqlite3* database = nullptr;
    BOOST_REQUIRE_EQUAL(sqlite3_open(here.state_file().c_str(), &database), SQLITE_OK);
    BOOST_REQUIRE_EQUAL(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr),
                        SQLITE_OK);
    expect_refusal(here.run({"once"}), here.state_file());
    sqlite3_close(database);
    here.once();
}

BOOST_AUTO_TEST_CASE(p8_a_state_that_cannot_be_written_is_refused)
{
    if (geteuid() == 0) return; // root may write everything
    deployment here;
    here.enable();
    here.once();
    fs::permissions(here.state_file(), fs::perms::owner_read);
    expect_refusal(here.run({"once"}), here.state_file());
    BOOST_TEST(here.run({"status"}).code == 0);
}

BOOST_AUTO_TEST_CASE(p8_a_folder_that_cannot_be_made_is_refused)
{
    deployment here;
    write_file(here.folder() / "in-the-way", "a file");
    here.manifest["state"] = json::object{{"path", "in-the-way/dovetail.db"}};
    expect_refusal(here.run({"once"}), here.folder() / "in-the-way");
}

BOOST_AUTO_TEST_CASE(p8_a_full_disk_is_refused_loses_nothing_and_is_gone_on_from)
{
    deployment here;
    here.enable();
    here.once();
    // Larger than the plugins, which are copied first, and smaller than what is to be stored.
    std::uintmax_t largest = 0;
    for (const auto& entry : fs::directory_iterator(plugin_folder()))
        largest = std::max(largest, entry.file_size());
    const std::string details(30'000, 'd');
    const auto limit = static_cast<std::size_t>(largest) + 1'000'000;
    const auto tasks = 2 * limit / details.size();
    for (std::size_t i = 0; i < tasks; ++i)
        here.world.add(service::salesforce, {{"name", std::to_string(i)}, {"details", details}});
    here.file_size_limit = limit;
    const auto full = here.run({"once"});
    BOOST_TEST((full.code == 5 || full.code == 1), full.out << full.err);
    BOOST_TEST(full.err.find("dovetail.db") != std::string::npos, full.err);
    here.file_size_limit = 0;
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == tasks);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
