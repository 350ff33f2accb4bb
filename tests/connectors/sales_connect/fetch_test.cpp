// SPDX-License-Identifier: Apache-2.0
#include "connector_harness.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    connector_under_test connector{};
};

constexpr auto long_ago = "2025-11-01T08:00:00.000123Z";
/// Two seconds before the host's clock of operation_of.
constexpr auto just_now = "2025-12-31T23:59:58.000000Z";

dovetail_scope scope_of(const std::vector<dovetail_text>& owners)
{
    dovetail_scope out{};
    out.struct_size = sizeof out;
    out.owners = owners.data();
    out.owner_count = owners.size();
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fetching, fixture)

BOOST_AUTO_TEST_CASE(a_task_becomes_a_flat_record)
{
    const auto said =
        connector.fetch(script({{200, page_json({task_json("t1", long_ago)}, "c1")}}));
    BOOST_TEST(!said.failed);
    BOOST_REQUIRE(said.records().size() == 1u);
    const auto task = said.records()[0];
    BOOST_TEST(task.key == "t1");
    BOOST_TEST(task.revision == "r-t1");
    BOOST_TEST(task.kind == DOVETAIL_PRESENT);
    BOOST_TEST(task.modified_at_us == 1'761'984'000'000'123);
    BOOST_TEST(task.fields.size() == 16u);
    BOOST_TEST(task.fields.at("name").text == "Call Ada");
    BOOST_TEST(task.fields.at("campaign.name").text == "Spring");
    BOOST_TEST(task.fields.at("campaign.day").kind == DOVETAIL_INT);
    BOOST_TEST(task.fields.at("campaign.day").number == 3);
    BOOST_TEST(task.fields.at("call_outcome").kind == DOVETAIL_NULL);
    BOOST_TEST(task.fields.at("created_at").kind == DOVETAIL_INSTANT);
    BOOST_TEST(task.fields.at("due_at").text == "2026-01-02");
}

BOOST_AUTO_TEST_CASE(a_tombstone_is_one)
{
    const auto said = connector.fetch(
        script({{200, page_json({R"({"id":"t1","revision":"r2","deleted":true,"deleted_at":"x",)"
                                 R"("updated_at":"2025-11-01T08:00:00Z","client_key":"k",)"
                                 R"("assignee_id":"usr_1"})"},
                                "c1")}}));
    const auto task = said.records().at(0);
    BOOST_TEST(task.kind == DOVETAIL_TOMBSTONE);
    BOOST_TEST(task.fields.at("client_key").text == "k");
}

BOOST_AUTO_TEST_CASE(the_first_request_begins_where_the_scope_says)
{
    const std::vector<dovetail_text> owners{kit::borrow("usr_1"), kit::borrow("usr 2")};
    auto scope = scope_of(owners);
    scope.modified_since_us = 1'761'984'000'000'000;
    scope.page_size = 100;
    const auto said = connector.fetch(script({{200, page_json({}, "c1")}}), "", &scope);
    BOOST_TEST(said.requests[0].target ==
               "/v1/tasks/changes?updated_since=2025-11-01T08%3A00%3A00Z&assignee_ids=usr_1,usr%202"
               "&limit=100");
    BOOST_TEST(said.requests[0].method == "GET");
    BOOST_TEST(said.requests[0].repeatable);
}

BOOST_AUTO_TEST_CASE(pages_are_followed_and_each_has_its_cursor_and_the_total)
{
    const auto said =
        connector.fetch(script({{200, page_json({task_json("t1", long_ago)}, "c 1", true, 3)},
                                {200, page_json({task_json("t2", long_ago)}, "c2", true, 2)},
                                {200, page_json({task_json("t3", long_ago)}, "c3", false, 1)}}));
    BOOST_TEST(said.records().size() == 3u);
    BOOST_TEST(said.requests[0].target == "/v1/tasks/changes?limit=2000");
    BOOST_TEST(said.requests[1].target == "/v1/tasks/changes?cursor=c%201&limit=2000");
    for (const auto& page : said.pages)
        BOOST_TEST(page.total == 3u);
    const auto after_crash =
        connector.fetch(script({{200, page_json({}, "c3")}}), said.pages[1].cursor);
    BOOST_TEST(after_crash.requests[0].target == "/v1/tasks/changes?cursor=c2&limit=2000");
}

BOOST_AUTO_TEST_CASE(an_idle_fetch_is_one_request_and_delivers_nothing)
{
    const auto first = connector.fetch(script({{200, page_json({}, "c1")}}));
    BOOST_REQUIRE(first.pages.size() == 1u);
    const auto idle = connector.fetch(script({{200, page_json({}, "c1")}}), first.pages[0].cursor);
    BOOST_TEST(idle.requests.size() == 1u);
    BOOST_TEST(idle.pages.empty());
    BOOST_TEST(!idle.failed);
}

BOOST_AUTO_TEST_CASE(while_a_late_row_may_appear_the_overlap_is_read_again_and_then_no_more)
{
    const auto same = page_json({task_json("t1", just_now)}, "c1");
    const auto fetch = [&](const std::string& body, const std::string& cursor, std::int64_t later) {
        return connector.fetch(script({{200, body}}), cursor, nullptr, {}, later * 1'000'000);
    };
    const auto fresh = fetch(same, "", 0);
    const auto soon = fetch(same, fresh.pages.at(0).cursor, 3);
    const auto later = fetch(same, soon.pages.at(0).cursor, 6);
    for (const auto* again : {&soon, &later})
        BOOST_TEST(again->requests[0].target ==
                   "/v1/tasks/changes?updated_since=2025-12-31T23%3A59%3A53Z&limit=2000");
    const auto settled = fetch(page_json({}, "c1"), later.pages.at(0).cursor, 9);
    BOOST_TEST(settled.requests[0].target == "/v1/tasks/changes?cursor=c1&limit=2000");
    BOOST_TEST(settled.pages.empty());
}

BOOST_AUTO_TEST_CASE(a_server_whose_clock_is_ahead_is_not_read_again_for_ever)
{
    const auto same = page_json({task_json("t1", "2031-01-01T00:00:00Z")}, "c1");
    const auto fresh = connector.fetch(script({{200, same}}));
    const auto again =
        connector.fetch(script({{200, same}}), fresh.pages.at(0).cursor, nullptr, {}, 10'000'000);
    const auto idle = connector.fetch(script({{200, page_json({}, "c1")}}),
                                      again.pages.at(0).cursor, nullptr, {}, 20'000'000);
    BOOST_TEST(idle.requests[0].target == "/v1/tasks/changes?cursor=c1&limit=2000");
    BOOST_TEST(idle.pages.empty());
}

BOOST_AUTO_TEST_CASE(an_overlap_that_ends_at_the_old_cursor_is_no_standstill)
{
    const auto fresh =
        connector.fetch(script({{200, page_json({task_json("t1", just_now)}, "c1")}}));
    const auto again =
        connector.fetch(script({{200, page_json({task_json("t1", just_now)}, "c1", true)},
                                {200, page_json({task_json("t2", just_now)}, "c2")}}),
                        fresh.pages.at(0).cursor);
    BOOST_TEST(!again.failed);
    BOOST_TEST(again.records().size() == 2u);
}

BOOST_AUTO_TEST_CASE(without_an_overlap_the_servers_cursor_is_always_trusted)
{
    const connector_under_test trusting(R"({"overlap_s": 0})");
    const auto fresh =
        trusting.fetch(script({{200, page_json({task_json("t1", just_now)}, "c1")}}));
    const auto next =
        trusting.fetch(script({{200, page_json({}, "c1")}}), fresh.pages.at(0).cursor);
    BOOST_TEST(next.requests[0].target == "/v1/tasks/changes?cursor=c1&limit=2000");
}

BOOST_AUTO_TEST_CASE(tombstones_alone_can_be_asked_for)
{
    auto scope = scope_of({});
    scope.want = DOVETAIL_WANT_TOMBSTONES;
    const auto said = connector.fetch(script({{200, page_json({}, "c1")}}), "", &scope);
    BOOST_TEST(contains(said.requests[0].target, "only=deleted"));
}

BOOST_AUTO_TEST_CASE(many_owners_are_split_over_requests_below_the_limit)
{
    std::vector<std::string> keys;
    for (int i = 0; i < 1'000; ++i)
        keys.push_back("usr_" + std::string(20, 'x') + std::to_string(i));
    std::vector<dovetail_text> owners;
    for (const auto& key : keys)
        owners.push_back(kit::borrow(key));
    const auto scope = scope_of(owners);
    int asked = 0;
    const server respond = [&](const sent_request& request) {
        BOOST_TEST(request.target.size() < 8'000u);
        ++asked;
        return reply{200, page_json({task_json("t" + std::to_string(asked), long_ago)},
                                    "c" + std::to_string(asked))};
    };
    const auto said = connector.fetch(respond, "", &scope);
    BOOST_TEST(asked >= 4);
    BOOST_TEST(said.records().size() == static_cast<std::size_t>(asked));
    const auto idle = connector.fetch(
        [&](const sent_request& request) {
            BOOST_TEST(contains(request.target, "cursor=c"));
            return reply{
                200, page_json({}, request.target.substr(request.target.find("cursor=") + 7, 2))};
        },
        said.pages.back().cursor, &scope);
    BOOST_TEST(idle.pages.empty());
    const auto other = connector.fetch(script({}), said.pages.back().cursor);
    BOOST_TEST(other.error.error_class == DOVETAIL_ERROR_GONE);
}

BOOST_AUTO_TEST_CASE(an_expired_cursor_is_gone)
{
    const auto first = connector.fetch(script({{200, page_json({}, "c1")}}));
    const auto said = connector.fetch(
        script(
            {{410, R"({"title":"Gone","status":410,"detail":"older","code":"cursor_expired"})"}}),
        first.pages[0].cursor);
    BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_GONE);
    BOOST_TEST(said.error.code == "cursor_expired");
    BOOST_TEST(said.error.server_text == "Gone: older");
}

BOOST_AUTO_TEST_CASE(a_cursor_of_nobody_knows_what_is_gone_too)
{
    for (const std::string cursor : {"x", "sales-connect/2\n0 0 1:c", "sales-connect/1",
                                     "sales-connect/1\n0 0 9:c", "sales-connect/1\n0 q 1:c"}) {
        const auto said = connector.fetch(script({}), cursor);
        BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_GONE);
        dovetail_error error{};
        error.struct_size = sizeof error;
        const auto& raw = connector.get();
        BOOST_TEST(raw.accepts_cursor(raw.self, kit::borrow_bytes(cursor), &error) ==
                   DOVETAIL_FAILED);
        BOOST_TEST(error.error_class == DOVETAIL_ERROR_GONE);
        error.release(error.owner);
    }
}

BOOST_AUTO_TEST_CASE(more_without_a_new_cursor_is_not_asked_for_ever)
{
    const auto said = connector.fetch(
        script({{200, page_json({}, "c1", true)}, {200, page_json({}, "c1", true)}}));
    BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_BUG);
    BOOST_TEST(said.error.code == "cursor_stands_still");
}

BOOST_AUTO_TEST_CASE(the_quota_is_told_with_every_step)
{
    const auto said = connector.fetch(
        script({{200,
                 page_json({}, "c1"),
                 {{"x-ratelimit-limit", "1000"}, {"x-ratelimit-remaining", "400"}}}}));
    BOOST_TEST(said.usage.known == 1u);
    BOOST_TEST(said.usage.used == 600u);
    BOOST_TEST(said.usage.limit == 1000u);
}

BOOST_AUTO_TEST_CASE(users_are_read_page_by_page)
{
    const auto said = connector.fetch(
        script({{200, R"({"users":[{"id":"u1","email":"ada@example.com","name":"Ada",)"
                      R"("time_zone":"Europe/Stockholm","active":true}],"has_more":true})"},
                {200, R"({"users":[{"id":"u2","email":"g@example.com","name":"Grace",)"
                      R"("time_zone":"America/New_York","active":false}],"has_more":false})"}}),
        "", nullptr, "users");
    BOOST_TEST(said.requests[1].target == "/v1/users?limit=200&after=u1");
    BOOST_REQUIRE(said.records().size() == 2u);
    BOOST_TEST(said.records()[0].fields.at("time_zone").text == "Europe/Stockholm");
    BOOST_TEST(said.records()[1].fields.at("active").kind == DOVETAIL_BOOL);
    BOOST_TEST(said.records()[1].fields.at("active").number == 0);
}

BOOST_AUTO_TEST_CASE(another_collection_is_not_known)
{
    const auto said = connector.fetch(script({}), "", nullptr, "people");
    BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_CONFIG);
    BOOST_TEST(said.error.code == "unknown_collection");
}

BOOST_AUTO_TEST_SUITE_END()
