// SPDX-License-Identifier: Apache-2.0
// P7 and P8: who may run on a state file, and how it lies on the disk.
#include "support/temporary_folder.hpp"

#include <app/state_file.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace dovetail::app;

namespace {

struct folder
{
    dovetail::test::temporary_folder holder;
    const fs::path& path = holder.path();
};

} // namespace

BOOST_AUTO_TEST_SUITE(state_files)

BOOST_FIXTURE_TEST_CASE(p7_missing_folders_are_made_for_the_owner_alone, folder)
{
    const auto file = path / "a" / "b" / "state.db";
    BOOST_REQUIRE(open_state(file, state_access::by_person));
    for (const auto& made : {path / "a", path / "a" / "b"}) {
        struct stat known
        {
        };
        BOOST_REQUIRE(stat(made.c_str(), &known) == 0);
        BOOST_TEST((known.st_mode & 0777U) == 0700U);
    }
}

BOOST_FIXTURE_TEST_CASE(reading_what_is_not_there_is_an_empty_state_and_makes_nothing, folder)
{
    const auto opened = open_state(path / "state.db", state_access::read);
    BOOST_REQUIRE(opened);
    BOOST_TEST(opened->is_new);
    BOOST_TEST(opened->state.store->members("tasks").value().empty());
    BOOST_TEST(fs::is_empty(path));
}

BOOST_FIXTURE_TEST_CASE(p8_a_second_host_is_refused_and_a_person_is_not, folder)
{
    const auto file = path / "state.db";
    {
        const auto first = open_state(file, state_access::exclusively);
        BOOST_REQUIRE(first);
        const auto second = open_state(file, state_access::exclusively);
        BOOST_REQUIRE(!second);
        BOOST_TEST((second.error().code == exit_code::state));
        BOOST_TEST(second.error().error.code == "state_locked");
        BOOST_TEST(second.error().error.message.find(std::to_string(getpid())) !=
                   std::string::npos);
        BOOST_TEST(open_state(file, state_access::by_person).has_value());
        BOOST_TEST(open_state(file, state_access::read).has_value());
    }
    BOOST_TEST(open_state(file, state_access::exclusively).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
