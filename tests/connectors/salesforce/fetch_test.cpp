// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <dovetail/kit/instant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace test = dovetail::test;
namespace kit = dovetail::kit;
using test::reply;

namespace {

const std::string select_tasks =
    "/services/data/v62.0/queryAll?q=SELECT " + std::string{test::task_fields} + " FROM Task";
constexpr std::string_view by_stamp = " ORDER BY SystemModstamp,Id";

std::string stamp(int second)
{
    return "2026-01-01T00:00:" + std::to_string(second / 10) + std::to_string(second % 10) +
           ".000+0000";
}
std::string id(int number)
{
    const std::string digits = std::to_string(number);
    return "00T" + std::string(12 - digits.size(), '0') + digits + "EAA";
}
reply page(const std::vector<test::row>& rows, std::size_t total, const std::string& next = "",
           const std::string& date = "")
{
    reply out{200, test::to_page(rows, total, next), {{"sforce-limit-info", "api-usage=7/5000"}}};
    if (!date.empty()) out.headers.emplace_back("date", date);
    return out;
}
std::string http_date(const char* instant)
{
    return kit::format_http_date(kit::parse_instant(instant).value());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_fetch, test::org)

BOOST_AUTO_TEST_CASE(reads_the_whole_org_with_one_query_and_follows_its_pages)
{
    const auto said = fetch(
        "", test::script{page({{id(1), stamp(1)}}, 2, "/services/data/v62.0/query/0r8xx-2000"),
                         page({{id(2), stamp(2), "gone", true}}, 2)});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_REQUIRE(said.requests.size() == 2u);
    BOOST_TEST(test::decoded(said.requests[0].target) == select_tasks + std::string{by_stamp});
    BOOST_TEST(said.requests[0].headers.at("sforce-query-options") == "batchSize=2000");
    BOOST_TEST(said.requests[0].headers.at("sforce-call-options") == "client=dovetail");
    BOOST_TEST(said.requests[0].repeatable);
    BOOST_TEST(said.requests[1].target == "/services/data/v62.0/query/0r8xx-2000");
    BOOST_REQUIRE(said.pages.size() == 2u);
    BOOST_TEST(said.pages[0].total == 2u);
    BOOST_TEST(said.records()[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(said.usage.used == 7u);
    BOOST_TEST(said.usage.limit == 5'000u);
}

BOOST_AUTO_TEST_CASE(a_crash_after_any_page_goes_on_behind_its_last_row)
{
    const auto said =
        fetch("", test::script{page({{id(1), stamp(5)}}, 2, "/services/data/v62.0/query/x"),
                               page({{id(2), stamp(5)}}, 2)});
    BOOST_REQUIRE(said.pages.size() == 2u);
    const auto resumed = fetch(said.pages[0].cursor, test::script{page({{id(2), stamp(5)}}, 1)});
    BOOST_REQUIRE(!resumed.failed);
    BOOST_TEST(test::decoded(resumed.requests[0].target) ==
               select_tasks +
                   " WHERE SystemModstamp >= 2026-01-01T00:00:05Z AND (SystemModstamp > "
                   "2026-01-01T00:00:05Z OR Id > '" +
                   id(1) + "')" + std::string{by_stamp});
    BOOST_TEST(resumed.pages.back().cursor == said.pages.back().cursor);
}

BOOST_AUTO_TEST_CASE(an_expired_locator_is_replaced_by_a_query_from_the_last_row)
{
    const auto said =
        fetch("", test::script{page({{id(1), stamp(1)}}, 3, "/services/data/v62.0/query/x"),
                               reply{400, test::error_body("INVALID_QUERY_LOCATOR")},
                               page({{id(2), stamp(2)}, {id(3), stamp(3)}}, 2)});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_TEST(test::decoded(said.requests[2].target).find("Id > '" + id(1) + "'") !=
               std::string::npos);
    BOOST_TEST(said.records().size() == 3u);
    BOOST_TEST(said.pages[1].total == 3u);
}

BOOST_AUTO_TEST_CASE(locators_that_always_expire_still_make_progress_and_dead_ones_end)
{
    int asked = 0;
    const auto forever = fetch("", [&](const test::sent_request& request) {
        if (request.target.find("queryAll") == std::string::npos)
            return reply{400, test::error_body("INVALID_QUERY_LOCATOR")};
        ++asked;
        return asked == 4 ? page({{id(asked), stamp(asked)}}, 1)
                          : page({{id(asked), stamp(asked)}}, 9, "/services/data/v62.0/query/x");
    });
    BOOST_TEST(!forever.failed);
    BOOST_TEST(forever.records().size() == 4u);
    const auto stuck = fetch(
        "", [&](const test::sent_request&) { return page({}, 9, "/services/data/v62.0/query/x"); });
    BOOST_TEST(stuck.failed);
    BOOST_TEST(stuck.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
}

BOOST_AUTO_TEST_CASE(a_next_page_on_another_host_or_path_is_not_followed)
{
    int asked = 0;
    const auto said = fetch("", [&](const test::sent_request& request) {
        BOOST_TEST(request.target.starts_with("/services/data/"));
        return ++asked == 1 ? page({{id(1), stamp(1)}}, 2, "//evil.example/steal")
                            : page({{id(2), stamp(2)}}, 1);
    });
    BOOST_TEST(!said.failed);
    BOOST_TEST(said.records().size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_idle_fetch_is_one_request_and_leaves_the_cursor_as_it_is)
{
    const std::string date = http_date("2026-01-01T01:00:00Z");
    const auto first = fetch("", test::script{page({{id(1), stamp(1)}}, 1, "", date)});
    BOOST_REQUIRE(first.pages.size() == 1u);
    const auto idle = fetch(first.pages[0].cursor, test::script{page({}, 0, "", date)});
    BOOST_TEST(!idle.failed);
    BOOST_TEST(idle.requests.size() == 1u);
    BOOST_TEST(test::decoded(idle.requests[0].target).find("Id > '" + id(1) + "'") !=
               std::string::npos);
    BOOST_TEST(idle.pages.empty());
}

BOOST_AUTO_TEST_CASE(what_may_still_become_visible_is_read_again)
{
    // The last row is one second old when the query runs: its neighbours may not be visible yet.
    const auto first = fetch(
        "", test::script{page({{id(1), stamp(30)}}, 1, "", http_date("2026-01-01T00:00:32Z"))});
    const auto second = fetch(first.pages.at(0).cursor,
                              test::script{page({{id(2), stamp(29)}, {id(1), stamp(30)}}, 2, "",
                                                http_date("2026-01-01T00:02:00Z"))});
    BOOST_TEST(test::decoded(second.requests[0].target)
                   .find("WHERE SystemModstamp >= 2025-12-31T23:59:31Z ORDER") !=
               std::string::npos);
    // Two minutes later everything up to the last row has been seen.
    const auto third = fetch(second.pages.at(0).cursor, test::script{page({}, 0)});
    BOOST_TEST(test::decoded(third.requests[0].target).find("Id > '" + id(1) + "'") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_overlap_never_moves_the_place_back_when_the_servers_clock_does)
{
    const auto first = fetch(
        "", test::script{page({{id(1), stamp(30)}}, 1, "", http_date("2026-01-01T01:00:00Z"))});
    const auto second = fetch(first.pages.at(0).cursor,
                              test::script{page({}, 0, "", http_date("2025-01-01T00:00:00Z"))});
    BOOST_TEST(second.pages.empty()); // the cursor stayed
}

BOOST_AUTO_TEST_CASE(a_scope_restricts_by_time_owner_and_kind)
{
    const std::vector<dovetail_text> owners{kit::borrow("005000000000001AAA"),
                                            kit::borrow("005000000000002")};
    dovetail_scope scope{sizeof(dovetail_scope),
                         DOVETAIL_WANT_CHANGES,
                         kit::parse_instant("2026-01-01T00:00:00Z").value(),
                         owners.data(),
                         2,
                         500};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto said = run(operation, test::script{page({}, 0)});
    BOOST_TEST(test::decoded(said.requests[0].target) ==
               select_tasks +
                   " WHERE SystemModstamp >= 2026-01-01T00:00:00Z AND OwnerId IN "
                   "('005000000000001AAA','005000000000002AAA')" +
                   std::string{by_stamp});
    BOOST_TEST(said.requests[0].headers.at("sforce-query-options") == "batchSize=500");
    BOOST_TEST(said.pages.size() == 1u); // nothing found, but there is a cursor now
}

BOOST_AUTO_TEST_CASE(more_owners_than_fit_a_uri_are_sieved_out_here)
{
    std::vector<std::string> keys;
    for (int at = 0; at < 2'000; ++at)
        keys.push_back("005" + std::to_string(100'000'000'000 + at) + "AAA");
    std::vector<dovetail_text> owners;
    for (const std::string& key : keys)
        owners.push_back(kit::borrow(key));
    dovetail_scope scope{sizeof(dovetail_scope), 0, 0, owners.data(), owners.size(), 0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto said =
        run(operation, test::script{page({{id(1), stamp(1), "ours", false, keys[1'999]},
                                          {id(2), stamp(2), "theirs", false, "005000000000001AAA"}},
                                         2)});
    BOOST_TEST(said.requests[0].target.size() < 16'000u);
    BOOST_REQUIRE(said.records().size() == 1u);
    BOOST_TEST(said.records()[0].key == id(1));
}

BOOST_AUTO_TEST_CASE(owners_that_cannot_be_never_widen_the_scope)
{
    const dovetail_text owner = kit::borrow("nobody's");
    dovetail_scope scope{sizeof(dovetail_scope), 0, 0, &owner, 1, 0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto said = run(operation, test::script{});
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
}

BOOST_AUTO_TEST_CASE(tombstones_come_from_the_bin_and_from_the_log_of_deletions)
{
    dovetail_scope scope{sizeof(dovetail_scope),
                         DOVETAIL_WANT_TOMBSTONES,
                         kit::parse_instant("2025-12-20T00:00:30Z").value(),
                         nullptr,
                         0,
                         0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto said = run(
        operation,
        test::script{page({{id(1), stamp(1), "x", true}}, 1, "", http_date("2026-01-01T00:00:21Z")),
                     reply{200, R"({"deletedRecords":[{"id":")" + id(1) +
                                    R"(","deletedDate":"2026-01-01T00:00:01.000+0000"},{"id":")" +
                                    id(9) +
                                    R"(","deletedDate":"2025-12-24T00:00:00.000+0000"}],)"
                                    R"("earliestDateAvailable":"2025-12-18T00:00:00.000+0000"})"}});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_TEST(test::decoded(said.requests[0].target).find("IsDeleted = TRUE") !=
               std::string::npos);
    BOOST_TEST(test::decoded(said.requests[1].target) ==
               "/services/data/v62.0/sobjects/Task/deleted/?start=2025-12-20T00:00:00Z"
               "&end=2026-01-01T00:00:00Z");
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[1].key == id(9));
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(records[1].modified_at_us == kit::parse_instant("2025-12-24T00:00:00Z").value());
    // A cursor of tombstones is none of changes.
    const auto refused = fetch(said.pages.back().cursor, test::script{});
    BOOST_TEST(refused.error.error_class == unsigned{DOVETAIL_ERROR_GONE});
}

BOOST_AUTO_TEST_CASE(a_window_of_the_log_with_too_many_deletions_is_halved_until_it_fits)
{
    dovetail_scope scope{sizeof(dovetail_scope),
                         DOVETAIL_WANT_TOMBSTONES,
                         kit::parse_instant("2025-12-31T00:00:00Z").value(),
                         nullptr,
                         0,
                         0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    // 24 hours are too much, 12 are too much, 6 fit.
    std::vector<std::string> asked;
    const auto said = run(operation, [&](const test::sent_request& request) {
        const auto target = test::decoded(request.target);
        const auto at = target.find("/deleted/?");
        if (at == std::string::npos) return page({}, 0, "", http_date("2026-01-01T00:00:00Z"));
        asked.push_back(target.substr(at + std::string_view{"/deleted/?"}.size()));
        if (asked.size() < 3) return reply{400, test::error_body("EXCEEDED_ID_LIMIT")};
        return reply{200, R"({"deletedRecords":[{"id":")" + id(static_cast<int>(asked.size())) +
                              R"(","deletedDate":"2025-12-31T01:00:00.000+0000"}]})"};
    });
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    const std::vector<std::string> expected{"start=2025-12-31T00:00:00Z&end=2025-12-31T23:59:00Z",
                                            "start=2025-12-31T00:00:00Z&end=2025-12-31T11:59:00Z",
                                            "start=2025-12-31T00:00:00Z&end=2025-12-31T05:59:00Z",
                                            "start=2025-12-31T05:59:00Z&end=2025-12-31T11:58:00Z",
                                            "start=2025-12-31T11:58:00Z&end=2025-12-31T17:57:00Z",
                                            "start=2025-12-31T17:57:00Z&end=2025-12-31T23:56:00Z",
                                            "start=2025-12-31T23:56:00Z&end=2025-12-31T23:59:00Z"};
    BOOST_TEST(asked == expected, boost::test_tools::per_element());
    BOOST_TEST(said.records().size() == 5u);
    BOOST_TEST(said.records()[0].revision == "2025-12-31T01:00:00.000+0000");
}

BOOST_AUTO_TEST_CASE(
    a_log_that_is_cut_is_an_error_that_passes_and_one_too_full_for_a_minute_goes_on)
{
    dovetail_scope scope{sizeof(dovetail_scope),
                         DOVETAIL_WANT_TOMBSTONES,
                         kit::parse_instant("2025-12-31T23:50:00Z").value(),
                         nullptr,
                         0,
                         0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto cut =
        run(operation, test::script{page({}, 0, "", http_date("2026-01-01T00:00:00Z")),
                                    reply{200, R"({"deletedRecords":[{"id":")" + id(1)}});
    BOOST_TEST(cut.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
    BOOST_TEST(cut.error.code == "malformed_answer");
    std::size_t refused = 0;
    const auto full = run(operation, [&](const test::sent_request& request) {
        if (request.target.find("/deleted/") == std::string::npos)
            return page({}, 0, "", http_date("2026-01-01T00:00:00Z"));
        ++refused;
        return reply{400, test::error_body("EXCEEDED_ID_LIMIT")};
    });
    BOOST_TEST(!full.failed);
    BOOST_TEST(refused > 3u); // down to the shortest window, and so through all of it
    BOOST_TEST(full.records().empty());
}

BOOST_AUTO_TEST_CASE(the_log_is_never_asked_beyond_its_reach_and_may_refuse)
{
    dovetail_scope scope{sizeof(dovetail_scope), DOVETAIL_WANT_TOMBSTONES, 0, nullptr, 0, 0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto said =
        run(operation, test::script{page({}, 0, "", http_date("2026-01-31T12:00:01Z")),
                                    reply{400, test::error_body("INVALID_REPLICATION_DATE")}});
    BOOST_TEST(!said.failed);
    BOOST_TEST(test::decoded(said.requests[1].target).find("start=2026-01-16T12:05:00Z") !=
               std::string::npos);
    BOOST_TEST(said.pages.size() == 2u);
}

BOOST_AUTO_TEST_CASE(faults_of_the_server_are_errors_of_their_class)
{
    const std::pair<reply, std::uint32_t> faults[] = {
        {reply::lost(), DOVETAIL_ERROR_RETRYABLE},
        {reply::unsent(), DOVETAIL_ERROR_RETRYABLE},
        {{503, "<html>"}, DOVETAIL_ERROR_RETRYABLE},
        {{200, "<html>"}, DOVETAIL_ERROR_RETRYABLE},
        {{200, ""}, DOVETAIL_ERROR_RETRYABLE},
        {{401, test::error_body("INVALID_SESSION_ID")}, DOVETAIL_ERROR_AUTH},
        {{403, test::error_body("REQUEST_LIMIT_EXCEEDED")}, DOVETAIL_ERROR_THROTTLED},
        {{400, test::error_body("INVALID_FIELD")}, DOVETAIL_ERROR_CONFIG}};
    for (const auto& [said, error_class] : faults) {
        const auto out = fetch("", test::script{said});
        BOOST_TEST(out.failed);
        BOOST_TEST(out.error.error_class == error_class);
        BOOST_TEST(out.pages.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_cursor_of_another_version_is_refused_as_gone)
{
    const auto said = fetch("sf0 whatever", test::script{});
    BOOST_TEST(said.failed);
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_GONE});
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_TEST(connector->accepts_cursor(connector->self, kit::borrow_bytes("sf0"), &error) ==
               DOVETAIL_FAILED);
    BOOST_TEST(error.error_class == unsigned{DOVETAIL_ERROR_GONE});
    error.release(error.owner);
}

namespace {

/// Serves rows in order as Salesforce does, with pages of random sizes, locators that expire at
/// random, and equal stamps everywhere.
class paging_server
{
public:
    paging_server(std::vector<test::row> rows, unsigned seed)
        : rows_{std::move(rows)}, random_{seed}
    {
    }

    reply operator()(const test::sent_request& request)
    {
        const std::string target = test::decoded(request.target);
        std::size_t first = 0;
        if (target.find("/query/") != std::string::npos) {
            if (random_() % 3 == 0) return {400, test::error_body("INVALID_QUERY_LOCATOR")};
            first = std::stoul(target.substr(target.rfind('-') + 1));
        } else
            first = first_after(target);
        const std::size_t end = std::min(rows_.size(), first + 1 + random_() % 5);
        const std::vector<test::row> part(rows_.begin() + static_cast<std::ptrdiff_t>(first),
                                          rows_.begin() + static_cast<std::ptrdiff_t>(end));
        return page(part, rows_.size() - first,
                    end == rows_.size() ? ""
                                        : "/services/data/v62.0/query/0r8x-" + std::to_string(end));
    }

private:
    std::size_t first_after(const std::string& soql) const
    {
        const std::size_t at = soql.find("SystemModstamp >= ");
        if (at == std::string::npos) return 0;
        const std::string from = soql.substr(at + 18, 19);
        const std::size_t id_at = soql.find("Id > '");
        const std::string after = id_at == std::string::npos ? "" : soql.substr(id_at + 6, 18);
        const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const test::row& row) {
            const std::string stamp = row.stamp.substr(0, 19);
            return stamp > from || (stamp == from && row.id > after);
        });
        return static_cast<std::size_t>(found - rows_.begin());
    }

    std::vector<test::row> rows_;
    std::mt19937 random_;
};

} // namespace

BOOST_AUTO_TEST_CASE(however_the_pages_fall_and_whenever_it_crashes_the_records_are_the_same)
{
    std::vector<test::row> rows;
    for (int at = 0; at < 40; ++at)
        rows.push_back({id(at), stamp(at / 7), std::to_string(at)});
    for (unsigned seed = 0; seed < 60; ++seed) {
        std::vector<std::string> seen;
        std::string cursor;
        std::mt19937 random{seed};
        paging_server server{rows, seed};
        for (bool done = false; !done;) {
            // The host stores some pages, then crashes; or it comes to the end.
            const auto said = fetch(cursor, std::ref(server));
            BOOST_REQUIRE(!said.failed);
            const std::size_t stored = 1 + random() % said.pages.size();
            for (std::size_t at = 0; at < stored; ++at) {
                for (const auto& record : said.pages[at].records)
                    seen.push_back(record.key);
                cursor = said.pages[at].cursor;
            }
            done = stored == said.pages.size();
        }
        std::vector<std::string> expected;
        for (const test::row& row : rows)
            expected.push_back(row.id);
        BOOST_REQUIRE_EQUAL_COLLECTIONS(seen.begin(), seen.end(), expected.begin(), expected.end());
    }
}

BOOST_AUTO_TEST_SUITE_END()
