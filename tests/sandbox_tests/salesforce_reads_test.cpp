// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>
#include <sandbox/gzip.hpp>
#include <set>

using namespace dovetail::sandbox;

namespace {

struct reader_client : driver
{
    void create_many(int count)
    {
        for (int i = 0; i < count; ++i)
            create(R"({"Subject":"n"})");
    }
};

constexpr auto day = std::chrono::hours{24};

std::string span(instant from, instant to)
{
    std::string start;
    std::string end;
    append_rfc3339(start, from);
    append_rfc3339(end, to);
    return "?start=" + start + "&end=" + end;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_reads, reader_client)

BOOST_AUTO_TEST_CASE(pages_follow_a_locator_until_done)
{
    create_many(450);
    headers.emplace_back("Sforce-Query-Options", "batchSize=200");
    auto page = query("SELECT Id FROM Task").json();
    std::set<std::string> ids;
    int pages = 0;
    while (true) {
        ++pages;
        BOOST_TEST(page.at("totalSize").as_int64() == 450);
        for (const auto& row : page.at("records").as_array())
            ids.emplace(row.at("Id").as_string().c_str());
        if (page.at("done").as_bool()) break;
        const std::string next = page.at("nextRecordsUrl").as_string().c_str();
        page = ask(side::salesforce, "GET", next).json();
    }
    BOOST_TEST(pages == 3);
    BOOST_TEST(ids.size() == 450U);
}

BOOST_AUTO_TEST_CASE(a_locator_lives_two_days)
{
    create_many(3);
    set(R"({"page_size":2,"access_token_lifetime_s":31536000})");
    const auto page = query("SELECT Id FROM Task").json();
    const std::string next = page.at("nextRecordsUrl").as_string().c_str();
    BOOST_TEST(ask(side::salesforce, "GET", next).status == 200);
    BOOST_TEST(error_code(ask(side::salesforce, "GET", next + "7")) == "INVALID_QUERY_LOCATOR");
    in.clock_offset += day * 2;
    // The session would have ended too; only the locator is of interest here.
    in.usage = {};
    const auto secret = token(side::salesforce);
    const request late{"GET", next, {{"Authorization", "Bearer " + secret}}, {}};
    const answer refused{handle(in, side::salesforce, late, now)};
    BOOST_TEST(error_code(refused) == "INVALID_QUERY_LOCATOR");
}

BOOST_AUTO_TEST_CASE(rows_changed_between_pages_are_shown_as_they_are_now)
{
    create_many(3);
    set(R"({"page_size":1})");
    auto page = query("SELECT Id, Subject FROM Task ORDER BY Id").json();
    salesforce("PATCH", "/sobjects/Task/00T5e0000000002", R"({"Subject":"new"})");
    page = ask(side::salesforce, "GET", page.at("nextRecordsUrl").as_string().c_str()).json();
    BOOST_TEST(page.at("records").at(0).at("Subject") == "new");
}

BOOST_AUTO_TEST_CASE(c7_query_hides_deleted_and_archived_rows_and_queryall_shows_them)
{
    const auto open = create("{}");
    const auto closed = create(R"({"Status":"Completed","ActivityDate":"2025-11-01"})");
    const auto undated = create(R"({"Status":"Completed"})");
    const auto gone = create("{}");
    salesforce("DELETE", "/sobjects/Task/" + gone);
    const auto archived = ask(side::salesforce, "POST", "/sandbox/actions/archive");
    BOOST_TEST(archived.json().at("archived").as_int64() == 1);
    const std::string all = "SELECT Id FROM Task ORDER BY Id";
    BOOST_TEST((found(all) == std::vector{open, undated}));
    BOOST_TEST((found(all, true) == std::vector{open, closed, undated, gone}));
    BOOST_TEST((found("SELECT Id FROM Task WHERE IsArchived = true", true) == std::vector{closed}));
    BOOST_TEST(salesforce("PATCH", "/sobjects/Task/" + closed, R"({"Subject":"x"})").status == 204);
    ask(side::salesforce, "POST", "/sandbox/actions/purge-recycle-bin");
    BOOST_TEST((found(all, true) == std::vector{open, closed, undated}));
}

BOOST_AUTO_TEST_CASE(updated_and_deleted_list_what_was_stamped_in_the_span)
{
    const auto stays = create("{}");
    const auto goes = create("{}");
    advance(std::chrono::minutes{2});
    salesforce("DELETE", "/sobjects/Task/" + goes);
    const auto around = span(now - std::chrono::hours{1}, now + std::chrono::hours{1});
    const auto updated = salesforce("GET", "/sobjects/Task/updated/" + around).json();
    BOOST_TEST(updated.at("ids").as_array().size() == 1U);
    BOOST_TEST(updated.at("ids").at(0) == stays.c_str());
    const auto deleted = salesforce("GET", "/sobjects/Task/deleted/" + around).json();
    BOOST_TEST(deleted.at("deletedRecords").at(0).at("id") == goes.c_str());
    BOOST_TEST(deleted.at("deletedRecords").at(0).at("deletedDate") ==
               "2026-11-24T12:02:00.000+0000");
    for (const auto& wrong : {"/sobjects/Task/deleted/" + span(now - day * 16, now),
                              "/sobjects/Task/updated/" + span(now - day * 31, now),
                              "/sobjects/Task/updated/" + span(now, now),
                              "/sobjects/Task/updated/" + span(now, now - day)})
        BOOST_TEST(error_code(salesforce("GET", wrong)) == "INVALID_REPLICATION_DATE");
    BOOST_TEST(salesforce("GET", "/sobjects/Task/updated/?start=x&end=y").status == 400);
}

BOOST_AUTO_TEST_CASE(the_daily_limit_counts_and_refuses_and_starts_anew)
{
    set(R"({"daily_api_limit":2,"access_token_lifetime_s":31536000})");
    BOOST_TEST(query("SELECT COUNT() FROM Task").header("Sforce-Limit-Info") == "api-usage=1/2");
    BOOST_TEST(query("SELECT COUNT() FROM Task").header("Sforce-Limit-Info") == "api-usage=2/2");
    const auto refused = query("SELECT COUNT() FROM Task");
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(error_code(refused) == "REQUEST_LIMIT_EXCEEDED");
    in.usage.window_start -= day;
    BOOST_TEST(query("SELECT COUNT() FROM Task").status == 200);
    BOOST_TEST(ask(side::salesforce, "GET", "/services/data").header("Sforce-Limit-Info").empty());
}

BOOST_AUTO_TEST_CASE(a_collection_read_is_aligned_with_the_ids_asked_for)
{
    const auto one = create(R"({"Subject":"one"})");
    const auto gone = create("{}");
    salesforce("DELETE", "/sobjects/Task/" + gone);
    const auto body = R"({"ids":[")" + gone + R"(","00T5e0000009999",")" + one.substr(0, 15) +
                      R"("],"fields":["Id","Subject"]})";
    const auto rows = salesforce("POST", "/composite/sobjects/Task", body).json();
    BOOST_TEST(rows.at(0).is_null());
    BOOST_TEST(rows.at(1).is_null());
    BOOST_TEST(rows.at(2).at("Id") == one.c_str());
    const auto same =
        salesforce("GET", "/composite/sobjects/Task?ids=" + one + "&fields=Subject").json();
    BOOST_TEST(same.at(0).at("Subject") == "one");
}

BOOST_AUTO_TEST_CASE(answers_are_packed_for_who_asks)
{
    create_many(20);
    const auto plain = query("SELECT Id, Subject FROM Task");
    headers.emplace_back("Accept-Encoding", "gzip, deflate");
    const auto packed = query("SELECT Id, Subject FROM Task");
    BOOST_TEST(packed.header("Content-Encoding") == "gzip");
    BOOST_TEST((gunzip(packed.body, 1'000'000) == plain.body));
}

BOOST_AUTO_TEST_CASE(requests_that_claim_to_be_packed_must_be)
{
    headers.emplace_back("Content-Encoding", "gzip");
    const auto made = salesforce("POST", "/sobjects/Task", gzip(R"({"Subject":"packed"})"));
    BOOST_TEST(made.status == 201);
    BOOST_TEST(salesforce("POST", "/sobjects/Task", R"({"Subject":"plain"})").status == 400);
}

BOOST_AUTO_TEST_CASE(versions_this_org_does_not_speak_are_not_found)
{
    for (const auto* path : {"/services/data/v99.0/limits", "/services/data/v12.0/limits",
                             "/services/data/latest/limits", "/services/data/v62.0/nope"})
        BOOST_TEST(error_code(ask(side::salesforce, "GET", path)) == "NOT_FOUND", path);
    BOOST_TEST(ask(side::salesforce, "GET", "/services/data").json().as_array().size() == 8U);
}

BOOST_AUTO_TEST_CASE(a_row_is_read_and_changed_under_a_condition)
{
    const auto id = create("{}");
    const auto path = "/sobjects/Task/" + id;
    const std::string seen{salesforce("GET", path + "?fields=Id").header("Last-Modified")};
    BOOST_TEST(seen == "Tue, 24 Nov 2026 12:00:00 GMT");
    advance(std::chrono::seconds{1});
    headers.emplace_back("If-Unmodified-Since", seen);
    BOOST_TEST(salesforce("PATCH", path, R"({"Subject":"mine"})").status == 204);
    BOOST_TEST(salesforce("PATCH", path, R"({"Subject":"late"})").status == 412);
}

BOOST_AUTO_TEST_SUITE_END()
