// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::sandbox;

namespace {

namespace json = boost::json;

struct reader : driver
{
    json::value changes(const std::string& query)
    {
        const auto given = sales_connect("GET", "/v1/tasks/changes?" + query);
        BOOST_REQUIRE_MESSAGE(given.status == 200, given.body);
        return given.json();
    }

    std::string cursor_of(const json::value& page)
    {
        return page.at("next_cursor").as_string().c_str();
    }

    json::value batch(const std::string& operations)
    {
        const auto given =
            sales_connect("POST", "/v1/tasks/batch", R"({"operations":[)" + operations + "]}");
        BOOST_REQUIRE_MESSAGE(given.status == 200, given.body);
        return given.json().at("results");
    }
};

constexpr auto day = std::chrono::hours{24};

std::string text(const json::value& from, std::string_view key)
{
    const auto* found = from.as_object().if_contains(key);
    return found && found->is_string() ? found->as_string().c_str() : "(none)";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sales_connect_side, reader)

BOOST_AUTO_TEST_CASE(pages_deliver_every_change_once_and_count_what_is_left)
{
    for (int i = 0; i < 5; ++i)
        remind("task " + std::to_string(i));
    auto page = changes("limit=2");
    BOOST_TEST(page.at("total").as_int64() == 5);
    BOOST_TEST(page.at("has_more") == true);
    page = changes("limit=2&cursor=" + cursor_of(page));
    BOOST_TEST(page.at("total").as_int64() == 3);
    page = changes("limit=2&cursor=" + cursor_of(page));
    BOOST_TEST(page.at("total").as_int64() == 1);
    BOOST_TEST(page.at("has_more") == false);
    BOOST_TEST(text(page.at("tasks").at(0), "name") == "task 4");
    const auto quiet = changes("cursor=" + cursor_of(page));
    BOOST_TEST(quiet.at("tasks").as_array().empty());
    BOOST_TEST(cursor_of(quiet) == cursor_of(page));
}

BOOST_AUTO_TEST_CASE(a_change_moves_a_task_to_the_end_and_a_delete_leaves_a_tombstone)
{
    const auto one = remind("one");
    const auto two = remind("two");
    const auto cursor = cursor_of(changes(""));
    sales_connect("PATCH", "/v1/tasks/" + one, R"({"priority":"high"})");
    sales_connect("DELETE", "/v1/tasks/" + two);
    const auto page = changes("cursor=" + cursor);
    BOOST_TEST(text(page.at("tasks").at(0), "id") == one);
    BOOST_TEST(page.at("tasks").at(1).at("deleted") == true);
    BOOST_TEST(text(page.at("tasks").at(1), "id") == two);
    BOOST_TEST(changes("only=deleted").at("total").as_int64() == 1);
}

BOOST_AUTO_TEST_CASE(a_patch_that_changes_nothing_is_no_change)
{
    const auto id = remind("same");
    const auto cursor = cursor_of(changes(""));
    BOOST_TEST(sales_connect("PATCH", "/v1/tasks/" + id, R"({"name":"same"})").status == 200);
    BOOST_TEST(changes("cursor=" + cursor).at("tasks").as_array().empty());
}

BOOST_AUTO_TEST_CASE(revisions_and_times_differ_even_when_the_clock_stands_still)
{
    const auto first = changes("").at("total");
    remind("a");
    remind("b");
    const auto page = changes("");
    BOOST_TEST(first == 0);
    BOOST_TEST(text(page.at("tasks").at(0), "updated_at") == "2026-11-24T12:00:00.000000Z");
    BOOST_TEST(text(page.at("tasks").at(1), "updated_at") == "2026-11-24T12:00:00.000001Z");
    BOOST_TEST(text(page.at("tasks").at(0), "revision") !=
               text(page.at("tasks").at(1), "revision"));
}

BOOST_AUTO_TEST_CASE(changes_can_be_limited_to_assignees_and_to_a_time)
{
    remind("ada's");
    advance(std::chrono::hours{1});
    batch(R"({"op":"create","client_key":"k","task":{"name":"grace's","assignee_id":"usr_1003"}})");
    BOOST_TEST(changes("assignee_ids=usr_1002").at("total").as_int64() == 1);
    BOOST_TEST(changes("assignee_ids=usr_1002,usr_1003").at("total").as_int64() == 2);
    BOOST_TEST(changes("assignee_ids=usr_1004").at("total").as_int64() == 0);
    BOOST_TEST(text(changes("updated_since=2026-11-24T13:00:00Z").at("tasks").at(0), "name") ==
               "grace's");
}

BOOST_AUTO_TEST_CASE(a_cursor_expires_when_tombstones_its_reader_needs_may_be_gone)
{
    set(R"({"access_token_lifetime_s":31536000})");
    driver other;
    const auto mine = remind("old");
    const auto cursor = cursor_of(changes(""));
    sales_connect("DELETE", "/v1/tasks/" + mine);
    const auto ask_with = [this](const std::string& value) {
        const request made{"GET",
                           "/v1/tasks/changes?cursor=" + value,
                           {{"Authorization", "Bearer " + token(side::sales_connect)}},
                           {}};
        return answer{handle(in, side::sales_connect, made, now)};
    };
    advance(day * 89);
    BOOST_TEST(ask_with(cursor).status == 200);
    advance(day * 2);
    const auto expired = ask_with(cursor);
    BOOST_TEST(expired.status == 410);
    BOOST_TEST(error_code(expired) == "cursor_expired");
    BOOST_TEST(ask_with("").json().at("total").as_int64() == 0); // the tombstone went as well
    BOOST_TEST(error_code(ask_with("nonsense")) == "cursor_invalid");
}

BOOST_AUTO_TEST_CASE(a_first_read_of_old_tasks_can_be_paged)
{
    remind("a");
    remind("b");
    advance(day * 200);
    const request first{"GET",
                        "/v1/tasks/changes?limit=1",
                        {{"Authorization", "Bearer " + token(side::sales_connect)}},
                        {}};
    const auto page = answer{handle(in, side::sales_connect, first, now)}.json();
    request second = first;
    second.target = "/v1/tasks/changes?limit=1&cursor=" + cursor_of(page);
    BOOST_TEST(handle(in, side::sales_connect, second, now).status == 200);
}

BOOST_AUTO_TEST_CASE(a_cursor_of_another_account_is_refused)
{
    const auto cursor = cursor_of(changes(""));
    in.account.id = "acc_other";
    const auto refused = sales_connect("GET", "/v1/tasks/changes?cursor=" + cursor);
    BOOST_TEST(refused.status == 410);
}

BOOST_AUTO_TEST_CASE(p1_creating_is_idempotent_by_client_key)
{
    const std::string create =
        R"({"op":"create","client_key":"k","task":{"name":"n","assignee_id":"usr_1002"}})";
    const auto results = batch(create + ',' + create);
    BOOST_TEST(results.at(0).at("status").as_int64() == 201);
    BOOST_TEST(results.at(1).at("status").as_int64() == 200);
    BOOST_TEST(results.at(0).at("task").at("id") == results.at(1).at("task").at("id"));
    const auto id = text(results.at(0).at("task"), "id");
    sales_connect("DELETE", "/v1/tasks/" + id);
    const auto gone = batch(create);
    BOOST_TEST(gone.at(0).at("status").as_int64() == 410);
    BOOST_TEST(text(gone.at(0).at("problem"), "code") == "gone");
}

BOOST_AUTO_TEST_CASE(a_revision_that_is_not_current_stops_the_write)
{
    const auto id = remind("contested");
    const std::string seen{sales_connect("GET", "/v1/tasks/" + id).header("ETag")};
    headers.emplace_back("If-Match", seen);
    BOOST_TEST(sales_connect("PATCH", "/v1/tasks/" + id, R"({"name":"mine"})").status == 200);
    const auto late = sales_connect("PATCH", "/v1/tasks/" + id, R"({"name":"late"})");
    BOOST_TEST(late.status == 412);
    BOOST_TEST(sales_connect("DELETE", "/v1/tasks/" + id).status == 412);
}

BOOST_AUTO_TEST_CASE(faults_of_a_task_are_listed_all_at_once_with_pointers)
{
    const auto refused = sales_connect(
        "POST", "/v1/tasks",
        R"({"name":"","status":"done","due_at":"2026-01-01T00:00:00+01:00","person":{"age":5},
            "assignee_id":"usr_1","id":"tsk_1"})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.content_type == "application/problem+json");
    const auto document = refused.json();
    std::vector<std::string> pointers;
    for (const auto& error : document.at("errors").as_array())
        pointers.push_back(text(error, "pointer"));
    BOOST_TEST((pointers == std::vector<std::string>{"/name", "/status", "/due_at", "/person/age",
                                                     "/assignee_id", "/id"}));
}

BOOST_AUTO_TEST_CASE(limits_of_the_contract_hold)
{
    const auto with_name = [this](const std::string& name) {
        return sales_connect("POST", "/v1/tasks",
                             R"({"assignee_id":"usr_1002","name":")" + name + R"("})")
            .status;
    };
    BOOST_TEST(with_name(std::string(1000, 'x')) == 201);
    BOOST_TEST(with_name(std::string(1001, 'x')) == 422);
    const auto id = remind("details");
    const auto details = [&](std::size_t size) {
        return sales_connect("PATCH", "/v1/tasks/" + id,
                             R"({"details":")" + std::string(size, 'x') + R"("})")
            .status;
    };
    BOOST_TEST(details(65'536) == 200);
    BOOST_TEST(details(65'537) == 422);
    std::string operations = "{}";
    for (int i = 1; i < 201; ++i)
        operations += ",{}";
    BOOST_TEST(
        sales_connect("POST", "/v1/tasks/batch", R"({"operations":[)" + operations + "]}").status ==
        413);
}

BOOST_AUTO_TEST_CASE(f5_a_due_date_with_a_time_of_day_is_kept_as_written)
{
    const auto id = remind("timed");
    for (const auto* due : {"2026-03-29T02:30:00", "2026-12-31", "2026-12-31T23:59:59"}) {
        sales_connect("PATCH", "/v1/tasks/" + id, std::string{R"({"due_at":")"} + due + R"("})");
        BOOST_TEST(text(sales_connect("GET", "/v1/tasks/" + id).json(), "due_at") == due);
    }
    sales_connect("PATCH", "/v1/tasks/" + id, R"({"due_at":null})");
    BOOST_TEST(sales_connect("GET", "/v1/tasks/" + id).json().at("due_at").is_null());
}

BOOST_AUTO_TEST_CASE(a_long_poll_waits_for_a_change_and_then_answers)
{
    const auto start = sales_connect("GET", "/v1/tasks/events").json();
    BOOST_TEST(start.at("changed") == false);
    const auto target = "/v1/tasks/events?wait_s=20&cursor=" + text(start, "cursor");
    const auto waiting = sales_connect("GET", target);
    BOOST_REQUIRE(waiting.park);
    BOOST_TEST((*waiting.park == std::chrono::seconds{20}));
    remind("news");
    const auto again = ask(side::sales_connect, "GET", target, {}, attempt::again);
    BOOST_TEST(!again.park);
    BOOST_TEST(again.json().at("changed") == true);
    const auto quiet = "/v1/tasks/events?cursor=" + text(again.json(), "cursor");
    BOOST_TEST(sales_connect("GET", quiet).park.has_value());
    const auto ended = ask(side::sales_connect, "GET", quiet, {}, attempt::last);
    BOOST_TEST(!ended.park);
    BOOST_TEST(ended.json().at("changed") == false);
}

BOOST_AUTO_TEST_CASE(a_cursor_of_changes_serves_the_long_poll)
{
    const auto cursor = cursor_of(changes(""));
    remind("news");
    const auto given = sales_connect("GET", "/v1/tasks/events?cursor=" + cursor);
    BOOST_TEST(given.json().at("changed") == true);
}

BOOST_AUTO_TEST_CASE(the_rate_is_limited_and_says_when_to_come_back)
{
    set(R"({"requests_per_minute":2})");
    BOOST_TEST(sales_connect("GET", "/v1/account").header("X-RateLimit-Remaining") == "1");
    BOOST_TEST(sales_connect("GET", "/v1/account").header("X-RateLimit-Remaining") == "0");
    advance(std::chrono::seconds{20});
    const auto refused = sales_connect("GET", "/v1/account");
    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.header("Retry-After") == "40");
    advance(std::chrono::seconds{40});
    BOOST_TEST(sales_connect("GET", "/v1/account").status == 200);
}

BOOST_AUTO_TEST_CASE(locked_and_read_only_tasks_cannot_be_written)
{
    const auto id = remind("held");
    const auto patch = [&] {
        return error_code(sales_connect("PATCH", "/v1/tasks/" + id, R"({"name":"x"})"));
    };
    set(R"({"locks":[{"id":")" + id + R"(","times":1}]})");
    BOOST_TEST(patch() == "locked");
    set(R"({"read_only_users":["ada@example.com"]})");
    BOOST_TEST(patch() == "forbidden");
}

BOOST_AUTO_TEST_SUITE_END()
