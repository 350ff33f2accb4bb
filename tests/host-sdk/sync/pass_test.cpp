// SPDX-License-Identifier: Apache-2.0
// C1, C2: what one side does reaches the other.
#include "support/rig.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail;
using test::rig;

BOOST_AUTO_TEST_SUITE(pass)

BOOST_AUTO_TEST_CASE(a_new_left_task_is_created_on_the_right)
{
    rig on;
    on.enable("ann");
    const auto key = on.add_left({{"name", "call"}, {"due", "2026-01-02"}});
    const auto counts = on.run();
    BOOST_TEST(counts.applied == 1U);
    const auto* twin = on.right.named("call");
    BOOST_TEST_REQUIRE(twin);
    BOOST_TEST(twin->owner == test::right_user("ann"));
    BOOST_TEST(twin->origin == "s/l/" + key + "/1");
    BOOST_TEST(twin->fields.at("due") == "2026-01-02");
    BOOST_TEST(on.twin_of_left(key) == twin->key);
    BOOST_TEST_REQUIRE(on.seen.crossings.size() == 1U);
    const auto& line = on.seen.crossings.front();
    BOOST_TEST(line.title == "call");
    BOOST_TEST(line.owner_name == "ann");
    BOOST_TEST(line.key.left == key);
    BOOST_TEST(line.key.right == twin->key);
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_SUITE_END()
