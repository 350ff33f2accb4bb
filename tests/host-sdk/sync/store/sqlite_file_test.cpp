// SPDX-License-Identifier: Apache-2.0
// p8_...: bad files get a clear error that names the place and the remedy.
#include "child_process.hpp"
#include "conformance/samples.hpp"
#include "raw_database.hpp"
#include "sqlite_place.hpp"

#include <fstream>

#include <sys/stat.h>

namespace {

using namespace conformance;
using conformance::link;
using dovetail::host::error;
using dovetail::host::error_class;

/// The error of opening; its message names the path.
error refused(const sqlite_options& options)
{
    auto opened = open_sqlite(options);
    if (opened) BOOST_FAIL("the file was opened");
    BOOST_TEST(opened.error().message.find(options.path) != std::string::npos,
               opened.error().message);
    return opened.error();
}

/// As above, as a word and for a child process.
std::string code_of_opening(const sqlite_options& options)
{
    const auto opened = open_sqlite(options);
    return opened ? "opened" : opened.error().code;
}

sqlite_options quick(const sqlite_place& place)
{
    auto options = place.options();
    options.busy_timeout = milliseconds(30);
    return options;
}

sqlite_options reading(const sqlite_place& place)
{
    auto options = place.options();
    options.read_only = true;
    return options;
}

mode_t mode_of(const std::string& path)
{
    struct stat known
    {
    };
    BOOST_REQUIRE_EQUAL(::stat(path.c_str(), &known), 0);
    return known.st_mode & 07777;
}

/// A state file with links, closed.
void fill(sqlite_place& place, int links = 1)
{
    const auto at = place.open();
    change_set changes;
    changes.links = {sample_link("a", "1")};
    for (int i = 1; i < links; ++i)
        changes.links.push_back(sample_link("l" + std::to_string(i), "r" + std::to_string(i)));
    commit(at, own(at), changes);
}

/// Overwrites the file from an offset to its end.
void damage(const std::string& path, std::streamoff from)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0, std::ios::end);
    const auto size = static_cast<std::streamoff>(file.tellp());
    BOOST_REQUIRE(size > from);
    file.seekp(from);
    file << std::string(static_cast<std::size_t>(size - from), 'Z');
}

void give_to_ordinary_user(const std::string& path)
{
    if (::geteuid() == 0) BOOST_REQUIRE_EQUAL(::chown(path.c_str(), nobody, nobody), 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sqlite_file)

BOOST_AUTO_TEST_CASE(a_state_file_and_its_companions_are_for_their_owner_alone)
{
    sqlite_place place;
    const auto at = place.open();
    store_link(at, own(at), "a", "1");
    for (const char* end : {"", "-wal", "-shm"})
        BOOST_TEST(mode_of(place.path() + end) == 0600u);
}

BOOST_AUTO_TEST_CASE(p7_rights_of_others_on_an_existing_file_are_taken_away)
{
    sqlite_place place;
    fill(place);
    BOOST_REQUIRE_EQUAL(::chmod(place.path().c_str(), 0644), 0);
    place.open();
    BOOST_TEST(mode_of(place.path()) == 0600u);
}

BOOST_AUTO_TEST_CASE(folders_that_are_missing_are_made_for_their_owner)
{
    sqlite_place place;
    auto options = place.options();
    options.path = (place.folder() / "var" / "state" / "file").string();
    value_of(open_sqlite(options));
    BOOST_TEST(mode_of((place.folder() / "var" / "state").string()) == 0700u);
    options.path = (place.folder() / "other" / "file").string();
    options.read_only = true;
    BOOST_TEST(refused(options).code == "state_missing");
    BOOST_TEST(!std::filesystem::exists(place.folder() / "other"));
}

BOOST_AUTO_TEST_CASE(what_was_stored_is_there_after_closing)
{
    sqlite_place place;
    fill(place);
    BOOST_TEST(find(place.open(), side::left, "a").has_value());
}

BOOST_AUTO_TEST_CASE(a_state_in_memory_works_without_a_file)
{
    const auto at = value_of(open_sqlite({.path = ":memory:"}));
    store_link(at, own(at), "a", "1");
    BOOST_TEST(find(at, side::right, "1").has_value());
    BOOST_TEST(!value_of(at.budget->take("org", 1, 1, 1)));
}

BOOST_AUTO_TEST_CASE(p8_a_path_that_cannot_be_is_refused)
{
    sqlite_place place;
    auto options = place.options();
    std::ofstream(place.folder() / "file") << "x";
    options.path = (place.folder() / "file" / "state").string();
    BOOST_TEST(refused(options).code == "state_path");
    options.path = place.folder().string();
    BOOST_TEST(refused(options).code == "state_path");
    options.path = "";
    BOOST_TEST(refused(options).code == "state_path");
}

BOOST_AUTO_TEST_CASE(p8_a_file_that_is_no_database_is_refused_and_left_alone)
{
    sqlite_place place;
    const std::string text(5000, 'x');
    std::ofstream(place.path()) << text;
    const auto why = refused(place.options());
    BOOST_TEST(why.code == "state_not_a_database");
    BOOST_TEST((why.kind == error_class::config));
    std::string back;
    std::ifstream(place.path()) >> back;
    BOOST_TEST(back == text);
}

BOOST_AUTO_TEST_CASE(p8_a_database_of_another_program_is_refused_and_left_alone)
{
    sqlite_place place;
    raw_database(place.path()).run("CREATE TABLE theirs (id INTEGER)");
    BOOST_TEST(refused(place.options()).code == "state_not_ours");
    raw_database theirs(place.path());
    BOOST_TEST(theirs.ask("PRAGMA journal_mode") == "delete");
    theirs.run("DROP TABLE theirs; PRAGMA application_id = 42");
    BOOST_TEST(refused(place.options()).code == "state_not_ours");
}

BOOST_AUTO_TEST_CASE(p8_a_newer_schema_is_refused)
{
    sqlite_place place;
    fill(place);
    raw_database(place.path()).run("PRAGMA user_version = 99");
    const auto why = refused(place.options());
    BOOST_TEST(why.code == "state_newer");
    BOOST_TEST((why.kind == error_class::config));
    BOOST_TEST(refused(reading(place)).code == "state_newer");
}

BOOST_AUTO_TEST_CASE(p8_a_damaged_file_is_told_and_nothing_invented)
{
    // The first leaves the list of tables in order, so it is found at reading, the second at
    // opening.
    for (const std::streamoff from : {60 * 4096, 8 * 4096}) {
        sqlite_place place;
        fill(place, 5000);
        damage(place.path(), from);
        const auto opened = open_sqlite(place.options());
        const auto why =
            opened ? opened->store->links("tasks", 0, 100'000).error() : opened.error();
        BOOST_TEST(why.code == "state_corrupt");
        BOOST_TEST((why.kind == error_class::config));
        BOOST_TEST(why.message.find("backup") != std::string::npos);
        BOOST_TEST(why.message.find(place.path()) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(p8_a_file_locked_by_another_program_is_told_as_such)
{
    sqlite_place place;
    fill(place);
    raw_database other(place.path());
    other.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const auto why = refused(quick(place));
    BOOST_TEST(why.code == "state_locked");
    BOOST_TEST((why.kind == error_class::config));
}

BOOST_AUTO_TEST_CASE(p8_a_writer_that_takes_too_long_makes_a_commit_fail_whole_and_repeatable)
{
    sqlite_place place;
    const auto at = value_of(open_sqlite(quick(place)));
    const auto held = own(at);
    raw_database other(place.path());
    other.run("BEGIN IMMEDIATE");
    change_set changes;
    changes.commit_id = "id";
    changes.links = {sample_link("a", "1")};
    const auto why = at.store->commit(held, changes);
    BOOST_REQUIRE(!why);
    BOOST_TEST(why.error().code == "state_busy");
    BOOST_TEST((why.error().kind == error_class::retryable));
    BOOST_TEST(!find(at, side::left, "a")); // readers wait for nobody
    other.run("ROLLBACK");
    commit(at, held, changes);
}

BOOST_AUTO_TEST_CASE(p8_a_full_disk_fails_a_commit_whole_and_it_goes_on_once_there_is_room)
{
    sqlite_place place;
    auto options = place.options();
    options.max_bytes = 400'000;
    change_set changes;
    const auto add_links = [&](int batch) {
        changes = {};
        changes.commit_id = std::to_string(batch);
        for (int i = 0; i < 50; ++i) {
            const auto number = std::to_string(batch * 50 + i);
            changes.links.push_back(sample_link("l" + number, "r" + number));
        }
    };
    int full_at = 0;
    fence held;
    {
        const auto at = value_of(open_sqlite(options));
        held = own(at);
        for (;; ++full_at) {
            add_links(full_at);
            const auto done = at.store->commit(held, changes);
            if (done) continue;
            BOOST_TEST(done.error().code == "state_full");
            BOOST_TEST((done.error().kind == error_class::retryable));
            break;
        }
        BOOST_TEST(full_at > 0);
        BOOST_TEST(counts(at).links == static_cast<std::uint64_t>(full_at) * 50);
        BOOST_TEST(value_of(at.store->links("tasks", 0, 100'000)).size() ==
                   static_cast<std::size_t>(full_at) * 50);
    }
    const auto at = place.open();
    commit(at, held, changes); // the same commit
    BOOST_TEST(counts(at).links == static_cast<std::uint64_t>(full_at + 1) * 50);
}

BOOST_AUTO_TEST_CASE(p4_reading_only_sees_all_and_changes_nothing)
{
    sqlite_place place;
    BOOST_TEST(refused(reading(place)).code == "state_missing");
    BOOST_TEST(!std::filesystem::exists(place.path()));
    fill(place);
    const auto writer = place.open();
    const auto at = value_of(open_sqlite(reading(place)));
    BOOST_TEST(find(at, side::left, "a").has_value());
    value_of(writer.store->commit_by_person("tasks", {})); // the reader is in nobody's way
    BOOST_TEST(at.store->commit_by_person("tasks", {}).error().code == "state_read_only");
    BOOST_TEST(at.work->schedule("tasks").error().code == "state_read_only");
    BOOST_TEST(at.store->set_fact("tasks", "a", "b").error().code == "state_read_only");
    BOOST_TEST(at.budget->take("org", 1, 1, 1).error().code == "state_read_only");
}

BOOST_AUTO_TEST_CASE(p8_rights_that_are_missing_are_told)
{
    sqlite_place place;
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0555), 0);
    const auto try_opening = [&] { return code_of_opening(quick(place)); };
    BOOST_TEST(as_ordinary_user(try_opening) == "state_read_only"); // no file may be made there
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0755), 0);
    fill(place);
    give_to_ordinary_user(place.path());
    BOOST_REQUIRE_EQUAL(::chmod(place.path().c_str(), 0400), 0);
    give_to_ordinary_user(place.folder().string());
    BOOST_TEST(as_ordinary_user(try_opening) == "state_read_only"); // the file may not be written
    BOOST_REQUIRE_EQUAL(::chmod(place.path().c_str(), 0600), 0);
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0555), 0);
    BOOST_TEST(as_ordinary_user(try_opening) == "state_read_only"); // no companion may be made
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0755), 0);
}

BOOST_AUTO_TEST_CASE(p4_a_file_in_a_folder_that_cannot_be_written_can_still_be_read)
{
    sqlite_place place;
    fill(place);
    give_to_ordinary_user(place.path());
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0555), 0);
    const auto count = as_ordinary_user([&] {
        const auto opened = open_sqlite(reading(place));
        if (!opened) return opened.error().code;
        return std::to_string(opened->store->counts("tasks")->links);
    });
    BOOST_TEST(count == "1");
    BOOST_REQUIRE_EQUAL(::chmod(place.folder().c_str(), 0755), 0);
}

BOOST_AUTO_TEST_SUITE_END()
