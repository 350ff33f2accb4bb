// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::sandbox;

namespace {

namespace json = boost::json;

struct operator_client : driver
{
    answer control(std::string_view method, const std::string& path, std::string body = {})
    {
        return ask(side::salesforce, method, "/sandbox/" + path, std::move(body));
    }

    void fault(const std::string& rule)
    {
        const auto given = control("POST", "faults", rule);
        BOOST_REQUIRE_MESSAGE(given.status == 201, given.body);
    }

    std::size_t count() { return found("SELECT Id FROM Task").size(); }
};

std::string text(const json::value& from, std::string_view key)
{
    return from.at(key).as_string().c_str();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_api, operator_client)

BOOST_AUTO_TEST_CASE(a_fault_before_the_effect_has_none_and_one_after_it_has)
{
    struct expectation
    {
        const char* kind;
        int status;
        std::size_t effects;
    };
    for (const auto& [kind, status, effects] : {expectation{"status_401", 401, 0},
                                                {"status_403", 403, 0},
                                                {"status_429", 429, 0},
                                                {"status_500_before", 500, 0},
                                                {"status_503_html", 503, 0},
                                                {"status_500_after", 500, 1},
                                                {"wrong_json", 201, 1},
                                                {"gzip_broken", 201, 1}}) {
        const auto before = count();
        fault(std::string{R"({"match":"POST","times":1,"kind":")"} + kind + R"("})");
        BOOST_TEST(salesforce("POST", "/sobjects/Task", "{}").status == status, kind);
        BOOST_TEST(count() - before == effects, kind);
        BOOST_TEST(salesforce("POST", "/sobjects/Task", "{}").status == 201, kind);
    }
}

BOOST_AUTO_TEST_CASE(faults_of_the_connection_tell_the_sender_what_to_do)
{
    const auto how = [this](const std::string& kind) {
        fault(R"({"times":1,"kind":")" + kind + R"("})");
        return salesforce("GET", "/limits").sending.how;
    };
    BOOST_TEST((how("reset_before") == delivery::kind::reset));
    BOOST_TEST((how("reset_after") == delivery::kind::reset));
    BOOST_TEST((how("cut_body") == delivery::kind::cut_body));
    BOOST_TEST((how("cut_chunked") == delivery::kind::cut_chunked));
    BOOST_TEST((how("hang") == delivery::kind::hang));
    fault(R"({"kind":"latency","value":30,"times":1})");
    fault(R"({"kind":"latency","value":12,"times":1})");
    fault(R"({"kind":"status_500_before","times":1})");
    const auto late = salesforce("GET", "/limits");
    BOOST_TEST((late.sending.delay == std::chrono::milliseconds{42}));
    BOOST_TEST(late.status == 500);
}

BOOST_AUTO_TEST_CASE(faults_strike_where_they_are_aimed_and_as_often_as_said)
{
    fault(R"({"side":"sales-connect","match":"^GET /v1/tasks/changes","kind":"status_429",
              "value":7,"times":2})");
    BOOST_TEST(salesforce("GET", "/limits").status == 200);
    BOOST_TEST(sales_connect("GET", "/v1/account").status == 200);
    BOOST_TEST(sales_connect("GET", "/v1/tasks/changes").header("Retry-After") == "7");
    BOOST_TEST(sales_connect("GET", "/v1/tasks/changes").status == 429);
    BOOST_TEST(sales_connect("GET", "/v1/tasks/changes").status == 200);
    const auto listed = control("GET", "faults").json().at("faults").at(0);
    BOOST_TEST(listed.at("times").as_int64() == 0);
    BOOST_TEST(listed.at("struck").to_number<int>() == 2);
    control("DELETE", "faults");
    BOOST_TEST(control("GET", "faults").json().at("faults").as_array().empty());
}

BOOST_AUTO_TEST_CASE(chance_is_seeded_and_so_repeats)
{
    const auto run = [this](const std::string& seed) {
        fault(R"({"kind":"status_500_before","probability":0.5,"seed":)" + seed + '}');
        std::string out;
        for (int i = 0; i < 64; ++i)
            out += salesforce("GET", "/limits").status == 500 ? 'x' : '.';
        control("DELETE", "faults");
        return out;
    };
    const auto first = run("1");
    BOOST_TEST(first == run("1"));
    BOOST_TEST(first != run("2"));
    BOOST_TEST(first.find('x') != std::string::npos);
    BOOST_TEST(first.find('.') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(faults_that_make_no_sense_are_explained)
{
    for (const auto* wrong :
         {R"({"kind":"nonsense"})", R"({"kind":"latency"})", R"({"kind":"hang","match":"("})",
          R"({"kind":"hang","side":"north"})", R"({"kind":"hang","probability":2})"})
        BOOST_TEST(control("POST", "faults", wrong).status == 422, wrong);
    BOOST_TEST(control("POST", "faults", "[").status == 400);
}

BOOST_AUTO_TEST_CASE(the_clock_moves_both_services)
{
    control("POST", "clock", R"({"advance_s":86400})");
    create("{}");
    remind("x");
    BOOST_TEST(query("SELECT Id FROM Task").header("Date") == "Wed, 25 Nov 2026 12:00:00 GMT");
    BOOST_TEST(sales_connect("GET", "/v1/tasks/changes").header("Date") ==
               "Wed, 25 Nov 2026 12:00:00 GMT");
    BOOST_TEST(query("SELECT CreatedDate FROM Task").body.find("2026-11-25T12:00:00") !=
               std::string::npos);
    BOOST_TEST(sales_connect("GET", "/v1/tasks/changes").body.find("2026-11-25T12:00:00") !=
               std::string::npos);
    const auto set_to = control("POST", "clock", R"({"now":"2030-01-01T00:00:00Z"})");
    BOOST_TEST(text(set_to.json(), "now") == "2030-01-01T00:00:00.000000Z");
    BOOST_TEST(control("POST", "clock", R"({"now":"tomorrow"})").status == 422);
    BOOST_TEST(control("POST", "clock", "{}").status == 422);
}

BOOST_AUTO_TEST_CASE(a_person_works_in_either_service)
{
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto made = edit(where, R"({"action":"add","owner":"ada@example.com",
            "name":"Call Bob","due":"2026-12-01","details":"soon"})");
        BOOST_REQUIRE_MESSAGE(made.status == 200, made.body);
        const auto id = text(made.json(), "id");
        BOOST_TEST(text(made.json(), "owner") == "ada@example.com");
        const auto with_id = [&](const std::string& action) {
            return R"({"action":")" + action + R"(","id":")" + id + R"("})";
        };
        const bool salesforce = where == side::salesforce;
        BOOST_TEST(text(edit(where, with_id("complete")).json(), "status") ==
                   (salesforce ? "Completed" : "complete"));
        BOOST_TEST(text(edit(where, with_id("reopen")).json(), "status") ==
                   (salesforce ? "Not Started" : "open"));
        BOOST_TEST(edit(where, with_id("delete")).json().at("deleted").as_bool());
        BOOST_TEST(edit(where, with_id("delete")).status == 422);
        BOOST_TEST(edit(where, R"({"action":"add","owner":"x@y","name":"n"})").status == 422);
        BOOST_TEST(edit(where, R"({"action":"dance"})").status == 422);
    }
}

BOOST_AUTO_TEST_CASE(many_tasks_are_added_and_edited_at_once)
{
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto made =
            edit(where, R"({"action":"add_many","count":50,"owner":"ada@example.com","name":"n"})");
        BOOST_TEST(made.json().at("count").as_int64() == 50);
        const auto changed = edit(where, R"({"action":"edit_many","count":20,"name":"changed"})");
        BOOST_TEST(changed.json().at("count").as_int64() == 20);
    }
    BOOST_TEST(found("SELECT Id FROM Task WHERE Subject LIKE 'changed %'").size() == 20U);
}

BOOST_AUTO_TEST_CASE(an_automation_moves_the_stamp_and_not_the_users_time)
{
    const auto id = create("{}");
    advance(std::chrono::hours{1});
    edit(side::salesforce, R"({"action":"touch","id":")" + id + R"("})");
    const auto row = salesforce("GET", "/sobjects/Task/" + id).json();
    BOOST_TEST(text(row, "SystemModstamp") == "2026-11-24T13:00:00.000+0000");
    BOOST_TEST(text(row, "LastModifiedDate") == "2026-11-24T12:00:00.000+0000");
}

BOOST_AUTO_TEST_CASE(a_late_row_carries_a_stamp_older_than_rows_seen_before_it)
{
    set(R"({"late_visible_s":30})");
    const auto accepted =
        edit(side::salesforce, R"({"action":"add","owner":"ada@example.com","name":"late"})");
    BOOST_TEST(accepted.status == 202);
    advance(std::chrono::seconds{10});
    const auto early = create("{}");
    BOOST_TEST((found("SELECT Id FROM Task") == std::vector{early}));
    advance(std::chrono::seconds{20});
    const auto both = found("SELECT Id FROM Task ORDER BY SystemModstamp");
    BOOST_REQUIRE(both.size() == 2U);
    BOOST_TEST(both[1] == early);
}

BOOST_AUTO_TEST_CASE(settings_are_shown_changed_and_checked)
{
    BOOST_TEST(control("GET", "settings").json().at("page_size").as_int64() == 2000);
    const auto unknown = control("POST", "settings", R"({"page_size":10,"colour":"red"})");
    BOOST_TEST(unknown.status == 422);
    BOOST_TEST(control("GET", "settings").json().at("page_size").as_int64() == 2000);
    for (const auto* wrong : {R"({"page_size":0})", R"({"page_size":"x"})", R"({"statuses":[1]})",
                              R"({"rules":[{"field":"x","condition":"maybe"}]})"})
        BOOST_TEST(control("POST", "settings", wrong).status == 422, wrong);
    // What is shown can be given back.
    const auto shown = control("GET", "settings").body;
    BOOST_TEST(control("POST", "settings", shown).body == shown);
}

BOOST_AUTO_TEST_CASE(statistics_count_requests_by_class_and_writes_by_record)
{
    const auto id = create("{}");
    salesforce("PATCH", "/sobjects/Task/" + id, R"({"Subject":"x"})");
    edit(side::salesforce, R"({"action":"complete","id":")" + id + R"("})");
    query("SELECT Id FROM Task");
    const auto shown = control("GET", "stats?writes=1").json();
    const auto& requests = shown.at("requests").at("salesforce").as_object();
    BOOST_TEST(
        requests.at("PATCH /services/data/sobjects/Task/{id}").at("requests").to_number<int>() ==
        1);
    BOOST_TEST(requests.contains("GET /services/data/query"));
    BOOST_TEST(shown.at("writes").at("salesforce").at(id).to_number<int>() == 2);
    BOOST_TEST(shown.at("rows").at("salesforce").at("live").to_number<int>() == 1);
    control("DELETE", "stats");
    BOOST_TEST(control("GET", "stats").json().at("requests").at("salesforce").as_object().empty());
}

BOOST_AUTO_TEST_CASE(tasks_are_listed_by_owner_and_id)
{
    edit(side::salesforce, R"({"action":"add","owner":"ada@example.com","name":"hers"})");
    const auto his =
        edit(side::salesforce, R"({"action":"add","owner":"ken@example.com","name":"his"})");
    const auto list = [this](const std::string& query) {
        return control("GET", "tasks?" + query).json().at("tasks").as_array().size();
    };
    BOOST_TEST(list("") == 2U);
    BOOST_TEST(list("owner=ken@example.com") == 1U);
    BOOST_TEST(list("id=" + text(his.json(), "id")) == 1U);
    BOOST_TEST(list("limit=1") == 1U);
    BOOST_TEST(control("GET", "nonsense").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
