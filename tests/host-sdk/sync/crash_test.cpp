// SPDX-License-Identifier: Apache-2.0
// P1, laws 4, 7, 20: the host is killed at each boundary in turn, started again, and must end
// where the host that was not killed ends.
#include "support/mortal_state.hpp"
#include "support/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <set>
#include <string>

using namespace dovetail;
using test::rig;

namespace {

/// What people see, without keys.
std::multiset<std::string> visible(const test::world& server)
{
    std::multiset<std::string> shown;
    for (const auto* one : server.alive()) {
        std::string text = one->owner;
        for (const auto& [name, value] : one->fields) {
            text += '|';
            text += name;
            text += '=';
            text += value;
        }
        shown.insert(text);
    }
    return shown;
}

struct ending
{
    std::multiset<std::string> left;
    std::multiset<std::string> right;
};

struct scenario
{
    const char* name;
    std::function<void(rig&)> before; ///< up to a fixed point, without crashes
    std::function<void(rig&)> users;  ///< then users act, and the host dies while it works
    sync::policy rules{};
    bool idempotent = true;
};

void prepare(rig& on, const scenario& play)
{
    on.left.idempotent = play.idempotent;
    on.right.idempotent = play.idempotent;
    on.enable("ann");
    if (play.before) play.before(on);
    on.run();
    play.users(on);
}

ending end_of(rig& on)
{
    on.time.advance_seconds(600); // whatever waits for a late commit or a retry is due
    on.run();
    on.check_converged();
    on.check_fixed_point();
    BOOST_TEST(on.people().problems()->empty());
    BOOST_TEST(on.people().status()->counts.intents == 0U);
    return {visible(on.left), visible(on.right)};
}

void crash_everywhere(const scenario& play)
{
    rig whole(play.rules);
    prepare(whole, play);
    const ending expected = end_of(whole);
    for (int at = 1;; ++at) {
        rig on(play.rules);
        prepare(on, play);
        test::mortal host(on);
        host.trigger().set(at);
        bool died = false;
        try {
            on.run();
        } catch (const test::crash&) {
            died = true;
        }
        host.revive();
        BOOST_TEST_CONTEXT(play.name << ", killed at boundary " << at)
        {
            const ending got = end_of(on);
            BOOST_TEST(got.left == expected.left, boost::test_tools::per_element());
            BOOST_TEST(got.right == expected.right, boost::test_tools::per_element());
        }
        if (!died) return;
        BOOST_TEST_REQUIRE(at < 1000);
    }
}

sync::policy keep_edits()
{
    sync::policy rules;
    rules.delete_versus_edit = sync::delete_policy::edit;
    return rules;
}

void some_tasks(rig& on)
{
    for (const char* name : {"one", "two", "three"})
        on.add_left({{"name", name}, {"due", "1"}});
    on.add_right({{"name", "four"}, {"clock", "09:00"}});
}

std::string key_of(const test::world& server, const std::string& name)
{
    const auto* found = server.named(name);
    BOOST_TEST_REQUIRE(found);
    return found->key;
}

const scenario creating{
    "creating", {}, [](rig& on) {
        some_tasks(on);
        on.add_left({{"name", "long"}, {"details", "more than twenty characters of text"}});
    }};

const scenario creating_without_keys{"creating without idempotency", {}, some_tasks, {}, false};

const scenario editing{
    "editing", some_tasks, [](rig& on) {
        on.left.edit(key_of(on.left, "one"), {{"due", "2"}});
        on.right.edit(key_of(on.right, "one"), {{"details", "both"}});
        on.left.edit(key_of(on.left, "two"), {{"details", "more than twenty characters of text"}});
        const auto three = key_of(on.right, "three");
        on.right.edit(three, {{"name", "drei"}});
        on.left.edit(key_of(on.left, "three"), {{"due", "left"}});
        on.right.edit(three, {{"due", "right"}});
    }};

const scenario deleting{"deleting", some_tasks, [](rig& on) {
                            on.left.remove(key_of(on.left, "one"));
                            on.right.edit(key_of(on.right, "one"), {{"details", "lost"}});
                            on.right.remove(key_of(on.right, "four"));
                            on.left.remove(key_of(on.left, "two"));
                            on.right.remove(key_of(on.right, "two"));
                        }};

const scenario reviving{"re-creating", some_tasks,
                        [](rig& on) {
                            const auto edited = key_of(on.right, "one");
                            on.left.remove(key_of(on.left, "one"));
                            on.right.edit(edited, {{"details", "kept"}});
                        },
                        keep_edits()};

const scenario handing_over{"handing over",
                            [](rig& on) {
                                some_tasks(on);
                                on.enable("bob");
                            },
                            [](rig& on) {
                                on.left.give_to(key_of(on.left, "one"), test::left_user("bob"));
                                on.left.give_to(key_of(on.left, "two"), test::left_user("eve"));
                            }};

} // namespace

BOOST_AUTO_TEST_SUITE(killed)

BOOST_AUTO_TEST_CASE(p1_while_creating)
{
    crash_everywhere(creating);
}

BOOST_AUTO_TEST_CASE(p1_while_creating_where_the_server_refuses_no_second_create)
{
    crash_everywhere(creating_without_keys);
}

BOOST_AUTO_TEST_CASE(p1_while_editing_both_sides)
{
    crash_everywhere(editing);
}

BOOST_AUTO_TEST_CASE(p1_while_deleting)
{
    crash_everywhere(deleting);
}

BOOST_AUTO_TEST_CASE(p1_while_creating_anew_what_was_deleted)
{
    crash_everywhere(reviving);
}

BOOST_AUTO_TEST_CASE(p1_while_owners_change)
{
    crash_everywhere(handing_over);
}

BOOST_AUTO_TEST_SUITE_END()
