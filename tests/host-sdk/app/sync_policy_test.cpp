// SPDX-License-Identifier: Apache-2.0
#include <app/sync_policy.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(sync_policy)

BOOST_AUTO_TEST_CASE(a_sync_s_settings_become_the_engine_s_policy)
{
    host::sync_settings wanted;
    wanted.left.first_crossing = host::first_crossing::changed;
    wanted.left.backfill = 48h;
    wanted.right.first_crossing = host::first_crossing::created_after_enabling;
    wanted.right.backfill = 99h; // means nothing on this side
    wanted.right.read_only = true;
    wanted.conflict.fallback = host::conflict_winner::right;
    wanted.conflict.fields["due"] = host::conflict_winner::left;
    wanted.delete_versus_edit = host::delete_versus_edit::edit;
    wanted.interval = 3s;
    wanted.mass_delete = {7, 8};
    const auto rules = app::to_policy(wanted);
    BOOST_TEST((rules.first.left == sync::first_crossing::modified_recently));
    BOOST_TEST((rules.first.right == sync::first_crossing::created_after_enabling));
    BOOST_TEST((rules.backfill_window == 48h));
    BOOST_TEST(!rules.read_only.left);
    BOOST_TEST(rules.read_only.right);
    BOOST_TEST((rules.winner_of("due") == sync::winner::left));
    BOOST_TEST((rules.winner_of("name") == sync::winner::right));
    BOOST_TEST((rules.delete_versus_edit == sync::delete_policy::edit));
    BOOST_TEST((rules.interval == 3s));
    BOOST_TEST(rules.mass_delete.more_than == 7U);
    BOOST_TEST(rules.mass_delete.percent == 8U);
}

BOOST_AUTO_TEST_SUITE_END()
