// SPDX-License-Identifier: Apache-2.0
#include "connector_harness.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace json = boost::json;

namespace {

struct fixture
{
    connector_under_test connector{};
};

std::string results(const std::vector<std::string>& items)
{
    std::string out = R"({"results":[)";
    for (std::size_t i = 0; i < items.size(); ++i)
        out += (i != 0 ? "," : "") + items[i];
    return out + "]}";
}

std::string written(int status, std::string_view id = "t1")
{
    return R"({"status":)" + std::to_string(status) + R"(,"task":{"id":")" + std::string(id) +
           R"(","revision":"r2","updated_at":"2026-01-01T00:00:00.000007Z","client_key":"k"}})";
}

std::string refused(int status, std::string_view code)
{
    return R"({"status":)" + std::to_string(status) +
           R"(,"problem":{"title":"No","detail":"because","code":")" + std::string(code) +
           R"(","errors":[{"pointer":"/name","detail":"is too long"}]}})";
}

constexpr std::string_view whole_answer =
    R"({"results":[{"status":201,"task":{"id":"t1","revision":"r2","updated_at":)"
    R"("2026-01-01T00:00:00Z"}},{"status":412,"problem":{"code":"precondition_failed"}},)"
    R"({"status":204}]})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(writing, fixture)

BOOST_AUTO_TEST_CASE(a_batch_is_one_request)
{
    const auto said = connector.write(
        {create("k", "Ada \"😀\"\n"), update("t1", "r1"), removal("t2", "r7"), removal("t3")},
        script({{200, results({written(201), written(200), R"({"status":204})", written(204)})}}));
    BOOST_REQUIRE(said.requests.size() == 1u);
    BOOST_TEST(said.requests[0].target == "/v1/tasks/batch");
    BOOST_TEST(said.requests[0].headers.at("content-type") == "application/json");
    const auto body = json::parse(said.requests[0].body).at("operations").as_array();
    BOOST_TEST(body[0] ==
               (json::value{{"op", "create"},
                            {"client_key", "k"},
                            {"task", {{"name", "Ada \"😀\"\n"}, {"assignee_id", "usr_1"}}}}));
    BOOST_TEST(body[1] == (json::value{{"op", "update"},
                                       {"id", "t1"},
                                       {"if_match", "r1"},
                                       {"task", {{"status", "complete"}, {"due_at", nullptr}}}}));
    BOOST_TEST(body[2] == (json::value{{"op", "delete"}, {"id", "t2"}, {"if_match", "r7"}}));
    BOOST_TEST(body[3] == (json::value{{"op", "delete"}, {"id", "t3"}}));
    BOOST_REQUIRE(said.outcomes.size() == 4u);
    for (const auto& outcome : said.outcomes)
        BOOST_TEST(outcome.result == DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[0].key == "t1");
    BOOST_TEST(said.outcomes[0].revision == "r2");
    BOOST_TEST(said.outcomes[2].key == "t2");
}

BOOST_AUTO_TEST_CASE(every_status_of_an_item_has_its_outcome)
{
    struct row
    {
        asked_change change;
        std::string result;
        std::uint32_t outcome;
        std::uint32_t error_class;
    };
    const std::vector<row> table{
        {create("k"), written(201), DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {create("k"), written(200), DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {create("k"), R"({"status":201})", DOVETAIL_UNKNOWN, DOVETAIL_ERROR_RETRYABLE},
        {create("k"), refused(410, "gone"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_GONE},
        {create("k"), refused(409, "conflict"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT},
        {create("k"), refused(409, "validation_failed"), DOVETAIL_NOT_APPLIED,
         DOVETAIL_ERROR_REJECTED},
        {create("k"), refused(422, "anything"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED},
        {create("k"), refused(403, "forbidden"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED},
        {create("k"), refused(400, "bad"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED},
        {create("k"), refused(429, "slow"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_THROTTLED},
        {create("k"), refused(503, "busy"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_RETRYABLE},
        {update("t1"), written(200), DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {update("t1"), R"({"status":204})", DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {update("t1"), refused(404, "not_found"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_GONE},
        {update("t1"), refused(410, "gone"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_GONE},
        {update("t1", "r"), refused(412, "x"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT},
        {removal("t1"), refused(404, "not_found"), DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {removal("t1"), refused(410, "gone"), DOVETAIL_APPLIED, DOVETAIL_ERROR_NONE},
        {removal("t1", "r"), refused(412, "x"), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT},
        {update("t1"), "null", DOVETAIL_UNKNOWN, DOVETAIL_ERROR_RETRYABLE},
        {update("t1"), R"({"status":"200"})", DOVETAIL_UNKNOWN, DOVETAIL_ERROR_RETRYABLE},
        {update("t1"), R"({"status":422,"problem":"text"})", DOVETAIL_NOT_APPLIED,
         DOVETAIL_ERROR_REJECTED}};
    for (const auto& [change, result, outcome, error_class] : table) {
        const auto said = connector.write({change}, script({{200, results({result})}}));
        BOOST_REQUIRE(said.outcomes.size() == 1u);
        BOOST_TEST(said.outcomes[0].result == outcome, result);
        BOOST_TEST(said.outcomes[0].error_class == error_class, result);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_carries_what_the_server_said_apart_from_our_message)
{
    const auto said = connector.write(
        {update("t1")}, script({{200, results({refused(422, "validation_failed")})}}));
    BOOST_TEST(said.outcomes[0].code == "validation_failed");
    BOOST_TEST(said.outcomes[0].server_text == "No: because; /name is too long");
    BOOST_TEST(!contains(said.outcomes[0].message, "because"));
}

BOOST_AUTO_TEST_CASE(missing_results_are_unknown)
{
    const auto said = connector.write({update("t1"), update("t2"), update("t3")},
                                      script({{200, results({written(200)})}}));
    BOOST_TEST(said.outcomes[0].result == DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[1].result == DOVETAIL_UNKNOWN);
    BOOST_TEST(said.outcomes[2].result == DOVETAIL_UNKNOWN);
}

BOOST_AUTO_TEST_CASE(an_answer_cut_at_any_byte_is_unknown_never_a_guess)
{
    const std::vector<asked_change> changes{create("k"), update("t2", "r"), removal("t3")};
    for (std::size_t size = 0; size < whole_answer.size(); ++size) {
        const auto said =
            connector.write(changes, script({{200, std::string(whole_answer.substr(0, size))}}));
        BOOST_REQUIRE(said.outcomes.size() == 3u);
        for (const auto& outcome : said.outcomes)
            BOOST_REQUIRE(outcome.result == DOVETAIL_UNKNOWN);
    }
    const auto said = connector.write(changes, script({{200, std::string(whole_answer)}}));
    BOOST_TEST(said.outcomes[0].result == DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[1].error_class == DOVETAIL_ERROR_CONFLICT);
    BOOST_TEST(said.outcomes[2].result == DOVETAIL_APPLIED);
}

BOOST_AUTO_TEST_CASE(a_write_that_may_have_arrived_is_unknown_and_one_that_did_not_is_not_applied)
{
    const auto lost = connector.write({create("k"), update("t1")}, script({reply::lost()}));
    for (const auto& outcome : lost.outcomes)
        BOOST_TEST(outcome.result == DOVETAIL_UNKNOWN);
    BOOST_TEST(lost.outcomes[1].key == "t1");
    const auto unsent = connector.write({create("k")}, script({reply::unsent()}));
    BOOST_TEST(unsent.outcomes[0].result == DOVETAIL_NOT_APPLIED);
    BOOST_TEST(unsent.outcomes[0].error_class == DOVETAIL_ERROR_RETRYABLE);
}

BOOST_AUTO_TEST_CASE(server_errors_are_unknown_and_throttling_is_not_applied)
{
    for (const std::uint32_t status : {500u, 502u, 503u, 504u}) {
        const auto said =
            connector.write({create("k")}, script({{status, "<html>Bad gateway</html>"}}));
        BOOST_TEST(said.outcomes.at(0).result == DOVETAIL_UNKNOWN);
        BOOST_TEST(said.outcomes[0].error_class == DOVETAIL_ERROR_RETRYABLE);
    }
    const auto slow = connector.write({create("k")}, script({{429, "", {{"retry-after", "7"}}}}));
    BOOST_TEST(slow.outcomes.at(0).result == DOVETAIL_NOT_APPLIED);
    BOOST_TEST(slow.outcomes[0].error_class == DOVETAIL_ERROR_THROTTLED);
}

BOOST_AUTO_TEST_CASE(what_concerns_the_whole_connection_ends_the_exchange)
{
    for (const std::uint32_t status : {401u, 403u, 404u}) {
        const auto said = connector.write({create("k")}, script({{status, ""}}));
        BOOST_TEST(said.failed);
        BOOST_TEST(said.error.error_class ==
                   (status == 404u ? DOVETAIL_ERROR_CONFIG : DOVETAIL_ERROR_AUTH));
    }
}

BOOST_AUTO_TEST_CASE(l16_a_change_that_the_server_cannot_digest_is_refused_alone)
{
    std::vector<asked_change> changes;
    for (int i = 0; i < 16; ++i)
        changes.push_back(update("t" + std::to_string(i)));
    changes[11] = update("poison");
    const server picky = [](const sent_request& request) -> reply {
        const auto sent = json::parse(request.body).at("operations").as_array();
        std::vector<std::string> items;
        for (const auto& one : sent) {
            if (one.at("id").as_string() == "poison")
                return {400, R"({"title":"Bad Request","code":"json_malformed"})"};
            items.push_back(written(200, one.at("id").as_string().c_str()));
        }
        return {200, results(items)};
    };
    const auto said = connector.write(changes, picky);
    for (std::size_t i = 0; i < changes.size(); ++i)
        BOOST_TEST(said.outcomes[i].result == (i == 11 ? DOVETAIL_NOT_APPLIED : DOVETAIL_APPLIED));
    BOOST_TEST(said.outcomes[11].error_class == DOVETAIL_ERROR_REJECTED);
    BOOST_TEST(said.requests.size() <= 9u);
}

BOOST_AUTO_TEST_CASE(only_what_is_harmless_may_be_repeated)
{
    const auto repeatable = [this](const std::vector<asked_change>& changes) {
        return connector.write(changes, script({{200, "{}"}})).requests[0].repeatable;
    };
    BOOST_TEST(repeatable({create("k"), update("t1"), removal("t2", "r"), removal("t3")}));
    BOOST_TEST(!repeatable({create("k"), update("t1", "r")}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_said_without_a_request)
{
    auto nested = update("t1");
    nested.fields.push_back({"campaign.name", {DOVETAIL_TEXT, 0, "x"}});
    const auto said = connector.write(
        {nested, create(""), update(""), asked_change{9, "t", "", "", {}}}, script({}));
    BOOST_TEST(said.requests.empty());
    BOOST_TEST(said.outcomes[0].error_class == DOVETAIL_ERROR_CONFIG);
    BOOST_TEST(contains(said.outcomes[0].message, "campaign.name"));
    for (std::size_t i = 1; i < 4; ++i)
        BOOST_TEST(said.outcomes[i].error_class == DOVETAIL_ERROR_BUG);
}

BOOST_AUTO_TEST_CASE(every_kind_of_value_has_its_json)
{
    auto change = update("t1");
    change.fields = {
        {"a", {DOVETAIL_DATE, 20'454, ""}}, {"b", {DOVETAIL_INSTANT, 1'767'225'600'000'001, ""}},
        {"c", {DOVETAIL_BOOL, 1, ""}},      {"d", {DOVETAIL_INT, -7, ""}},
        {"e", {DOVETAIL_JSON, 0, "[1]"}},   {"f", {DOVETAIL_TEXT, 0, std::string("\0\x1f\\", 3)}}};
    const auto said = connector.write({change}, script({{200, "{}"}}));
    const auto task = json::parse(said.requests[0].body).at("operations").at(0).at("task");
    BOOST_TEST(task == (json::value{{"a", "2026-01-01"},
                                    {"b", "2026-01-01T00:00:00.000001Z"},
                                    {"c", true},
                                    {"d", -7},
                                    {"e", {1}},
                                    {"f", json::string_view("\0\x1f\\", 3)}}));
}

BOOST_AUTO_TEST_SUITE_END()
