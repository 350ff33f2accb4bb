// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <salesforce/api.hpp>
#include <salesforce/duplicate.hpp>
#include <salesforce/server_error.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::salesforce;
namespace kit = dovetail::kit;
using kit::error_class;

namespace {

kit::failure meaning(std::uint32_t status, const std::string& body, concern whose,
                     std::vector<dovetail_header> headers = {})
{
    dovetail_event event{};
    event.struct_size = sizeof event;
    event.kind = DOVETAIL_EVENT_RESPONSE;
    event.status = status;
    event.body = kit::borrow_bytes(body);
    event.headers = headers.data();
    event.header_count = headers.size();
    return classify(kit::answer{event}, whose, "test");
}

struct expectation
{
    std::uint32_t status;
    const char* code;
    error_class on_record;
    error_class on_org;
};

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_server_error)

BOOST_AUTO_TEST_CASE(errors_are_classified_by_their_code_whatever_the_status)
{
    const expectation table[] = {
        {401, "INVALID_SESSION_ID", error_class::auth, error_class::auth},
        {403, "REQUEST_LIMIT_EXCEEDED", error_class::throttled, error_class::throttled},
        {400, "UNABLE_TO_LOCK_ROW", error_class::retryable, error_class::retryable},
        {500, "UNABLE_TO_LOCK_ROW", error_class::retryable, error_class::retryable},
        {503, "SERVER_UNAVAILABLE", error_class::retryable, error_class::retryable},
        {400, "QUERY_TIMEOUT", error_class::retryable, error_class::retryable},
        {500, "UNKNOWN_EXCEPTION", error_class::retryable, error_class::retryable},
        {500, "NEVER_SEEN", error_class::retryable, error_class::retryable},
        {404, "ENTITY_IS_DELETED", error_class::gone, error_class::gone},
        {400, "ENTITY_IS_DELETED", error_class::gone, error_class::gone},
        {404, "NOT_FOUND", error_class::gone, error_class::config},
        {400, "INVALID_QUERY_LOCATOR", error_class::gone, error_class::gone},
        {412, "PRECONDITION_FAILED", error_class::conflict, error_class::conflict},
        {403, "INSUFFICIENT_ACCESS_OR_READONLY", error_class::rejected, error_class::auth},
        {403, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", error_class::rejected,
         error_class::auth},
        {200, "STRING_TOO_LONG", error_class::rejected, error_class::bug},
        {200, "REQUIRED_FIELD_MISSING", error_class::rejected, error_class::bug},
        {200, "FIELD_CUSTOM_VALIDATION_EXCEPTION", error_class::rejected, error_class::bug},
        {200, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", error_class::rejected, error_class::bug},
        {200, "DUPLICATE_VALUE", error_class::rejected, error_class::rejected},
        {400, "INVALID_FIELD", error_class::rejected, error_class::config},
        {400, "MALFORMED_QUERY", error_class::bug, error_class::bug}};
    for (const auto& [status, code, on_record, on_org] : table) {
        BOOST_TEST_CONTEXT(code << ' ' << status)
        {
            const std::string body = dovetail::test::error_body(code, "theirs");
            BOOST_TEST((meaning(status, body, concern::record).kind == on_record));
            BOOST_TEST((meaning(status, body, concern::org).kind == on_org));
            BOOST_TEST(meaning(status, body, concern::org).code == code);
            BOOST_TEST(meaning(status, body, concern::org).server_text == "theirs");
            BOOST_TEST(meaning(status, body, concern::org).message.find("theirs") ==
                       std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(bodies_of_every_shape_are_survived)
{
    const std::string html = "<html><head><title>Down for Maintenance</title></head></html>";
    BOOST_TEST((meaning(503, html, concern::org).kind == error_class::retryable));
    BOOST_TEST(meaning(503, html, concern::org).code == "HTTP_503");
    BOOST_TEST(meaning(503, html, concern::org).server_text == html);
    BOOST_TEST((meaning(502, "", concern::org).kind == error_class::retryable));
    BOOST_TEST((meaning(420, "", concern::org).kind == error_class::retryable));
    BOOST_TEST((meaning(429, "[]", concern::org).kind == error_class::throttled));
    BOOST_TEST(
        (meaning(400, R"({"error":"invalid_grant","error_description":"expired"})", concern::org)
             .kind == error_class::auth));
    BOOST_TEST(meaning(400, R"([7])", concern::org).code == "HTTP_400");
    BOOST_TEST(meaning(400, R"({"message":[]})", concern::org).code == "HTTP_400");
    const std::string body = dovetail::test::error_body("INVALID_FIELD");
    for (std::size_t size = 0; size <= body.size(); ++size)
        BOOST_TEST((meaning(500, body.substr(0, size), concern::record).kind != error_class::none));
}

BOOST_AUTO_TEST_CASE(a_wish_to_be_left_alone_for_a_while_is_passed_on)
{
    const auto after = [](const char* text) {
        return meaning(503, "", concern::org, {{kit::borrow("retry-after"), kit::borrow(text)}})
            .retry_after_ms;
    };
    BOOST_TEST(after("7") == 7'000u);
    BOOST_TEST(after("") == 0u);
    BOOST_TEST(after("Fri, 01 May 2026 07:25:37 GMT") == 0u);
    BOOST_TEST(after("99999999999") == 86'400'000u);
}

BOOST_AUTO_TEST_CASE(the_quota_is_read_out_of_whatever_the_header_says)
{
    BOOST_TEST(read_limit_info("api-usage=18/5000").value().used == 18u);
    BOOST_TEST(read_limit_info("api-usage=10018/100000; api-bursts=1/750").value().limit ==
               100'000u);
    BOOST_TEST(
        read_limit_info("per-app-api-usage=17/250(appName=x); api-usage=25/5000").value().used ==
        25u);
    for (const char* text : {"", "api-usage=", "api-usage=x/5", "api-usage=5", "api-usage=5/",
                             "per-app-api-usage=17/250(appName=x)"})
        BOOST_TEST(!read_limit_info(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(the_winner_of_a_race_is_named_in_the_losers_error)
{
    const std::string text = "duplicate value found: Dovetail_Key__c duplicates value on record "
                             "with id: ";
    BOOST_TEST(duplicate_of(text + "00T000000000001", "Dovetail_Key__c") == "00T000000000001EAA");
    BOOST_TEST(duplicate_of(text + "00T000000000001EAA.", "Dovetail_Key__c") ==
               "00T000000000001EAA");
    BOOST_TEST(duplicate_of(text + "00T000000000001", "Other__c").empty());
    BOOST_TEST(duplicate_of(text + "<unknown>", "Dovetail_Key__c").empty());
    BOOST_TEST(duplicate_of(text, "Dovetail_Key__c").empty());
    BOOST_TEST(duplicate_of("", "Dovetail_Key__c").empty());
}

BOOST_AUTO_TEST_SUITE_END()
