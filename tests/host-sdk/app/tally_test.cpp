// SPDX-License-Identifier: Apache-2.0
// P3: what crossed and what waits, counted.
#include <app/tally.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

const app::sync_names names{"tasks", {"salesforce", "sales-connect"}};

sync::crossing change(const char* key, sync::write_action action, sync::outcome result)
{
    sync::crossing what;
    what.target = host::side::right;
    what.key.left = key;
    what.title = key;
    what.action = action;
    what.result = result;
    return what;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tallies)

BOOST_AUTO_TEST_CASE(p3_writes_are_counted_by_side_and_action)
{
    app::tally all;
    all.add(change("1", sync::write_action::create, sync::outcome::applied));
    all.add(change("2", sync::write_action::update, sync::outcome::conflict));
    all.add(change("3", sync::write_action::remove, sync::outcome::applied));
    all.add(change("4", sync::write_action::update, sync::outcome::no_op));
    BOOST_TEST(all.written() == 3U);
    BOOST_TEST(all.conflicts() == 1U);
    const auto document = all.written_json(names);
    BOOST_TEST(document.at("sales-connect").at("created").as_uint64() == 1U);
    BOOST_TEST(document.at("sales-connect").at("updated").as_uint64() == 1U);
    BOOST_TEST(document.at("sales-connect").at("deleted").as_uint64() == 1U);
    BOOST_TEST(document.at("salesforce").at("created").as_uint64() == 0U);
}

BOOST_AUTO_TEST_CASE(p3_a_task_that_waits_counts_once_and_no_longer_when_it_crosses)
{
    app::tally all;
    auto held = change("1", sync::write_action::create, sync::outcome::held);
    held.code = "picklist_held";
    all.add(held);
    all.add(held);
    BOOST_TEST(all.waiting() == 1U);
    BOOST_TEST(all.waiting_json().at(0).at("count").as_uint64() == 1U);
    all.add(change("1", sync::write_action::create, sync::outcome::applied));
    BOOST_TEST(all.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(p3_waiting_tasks_are_grouped_by_reason_with_the_first_few_named)
{
    app::tally all;
    for (int i = 0; i < 8; ++i) {
        auto held =
            change(std::to_string(i).c_str(), sync::write_action::create, sync::outcome::failed);
        held.code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
        held.reason = "Say why";
        all.add(held);
    }
    const auto lines = all.lines(names, app::palette(false));
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    BOOST_TEST(text.find("failed: 8 Say why (FIELD_CUSTOM_VALIDATION_EXCEPTION)") !=
               std::string::npos);
    BOOST_TEST(text.find("… and 3 more") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
