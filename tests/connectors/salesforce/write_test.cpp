// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;
namespace json = boost::json;
using test::reply;

namespace {

const std::string a = "00T000000000001EAA";
const std::string b = "00T000000000002EAA";
const dovetail_field subject{kit::borrow("Subject"), kit::text_value("Call")};

dovetail_change change(std::uint32_t action, std::string_view key, std::string_view revision = {})
{
    dovetail_change out{};
    out.struct_size = sizeof out;
    out.action = action;
    (action == DOVETAIL_CREATE ? out.idempotency_key : out.key) = kit::borrow(key);
    out.revision = kit::borrow(revision);
    if (action != DOVETAIL_DELETE) {
        out.fields = &subject;
        out.field_count = 1;
    }
    return out;
}
dovetail_change create(std::string_view key)
{
    return change(DOVETAIL_CREATE, key);
}
dovetail_change update(std::string_view key, std::string_view revision = {})
{
    return change(DOVETAIL_UPDATE, key, revision);
}
dovetail_change deletion(std::string_view key)
{
    return change(DOVETAIL_DELETE, key);
}

test::conversation write(const test::org& org, const std::vector<dovetail_change>& changes,
                         const test::server& server)
{
    auto operation = test::operation_of(DOVETAIL_OP_WRITE);
    operation.changes = changes.data();
    operation.change_count = changes.size();
    auto out = org.run(operation, server);
    if (!out.failed) BOOST_REQUIRE(out.outcomes.size() == changes.size());
    return out;
}

reply ok(const std::string& results)
{
    return {200, "[" + results + "]"};
}
std::string done(const std::string& id)
{
    return R"({"id":")" + id + R"(","success":true,"errors":[]})";
}
std::string failed(const std::string& code, const std::string& message = "said",
                   const std::string& fields = "")
{
    return R"({"success":false,"errors":[{"statusCode":")" + code + R"(","message":")" + message +
           R"(","fields":[)" + fields + "]}]}";
}

constexpr auto applied = unsigned{DOVETAIL_APPLIED};
constexpr auto not_applied = unsigned{DOVETAIL_NOT_APPLIED};
constexpr auto unknown = unsigned{DOVETAIL_UNKNOWN};

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_write)

BOOST_AUTO_TEST_CASE(a_mixed_batch_is_one_request_a_kind_and_outcomes_keep_the_order)
{
    const test::org org;
    const std::string stamp = "2026-05-01T07:25:37.000+0000";
    const auto said = write(
        org, {deletion(a), create("k1"), update(b), update(a, stamp), create("k2"), deletion(b)},
        test::script{
            ok(R"({"id":"00T00000000000KEAQ","success":true,"errors":[],"created":true},)"
               R"({"id":"00T00000000000LEAQ","success":true,"errors":[],"created":false})"),
            ok(done(b)), reply{204, ""}, ok(done(a) + "," + done(b))});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_REQUIRE(said.requests.size() == 4u);
    for (const auto& outcome : said.outcomes)
        BOOST_TEST(outcome.result == applied);
    BOOST_TEST(said.outcomes[1].key == "00T00000000000KEAQ");
    BOOST_TEST(said.outcomes[4].key == "00T00000000000LEAQ");
    BOOST_TEST(said.outcomes[0].key == a);

    const auto& upsert = said.requests[0];
    BOOST_TEST(upsert.method == "PATCH");
    BOOST_TEST(upsert.target == "/services/data/v62.0/composite/sobjects/Task/Dovetail_Key__c");
    BOOST_TEST(upsert.repeatable);
    BOOST_TEST(upsert.body ==
               R"({"allOrNone":false,"records":[{"attributes":{"type":"Task"},)"
               R"("Dovetail_Key__c":"k1","Subject":"Call"},{"attributes":{"type":"Task"},)"
               R"("Dovetail_Key__c":"k2","Subject":"Call"}]})");
    BOOST_TEST(said.requests[1].target == "/services/data/v62.0/composite/sobjects");
    BOOST_TEST(said.requests[1].method == "PATCH");
    BOOST_TEST(said.requests[1].body ==
               R"({"allOrNone":false,"records":[{"attributes":{"type":"Task"},"id":")" + b +
                   R"(","Subject":"Call"}]})");
    BOOST_TEST(said.requests[2].method == "PATCH");
    BOOST_TEST(said.requests[2].target == "/services/data/v62.0/sobjects/Task/" + a);
    BOOST_TEST(said.requests[2].headers.at("if-unmodified-since") ==
               "Fri, 01 May 2026 07:25:37 GMT");
    BOOST_TEST(said.requests[2].body == R"({"Subject":"Call"})");
    BOOST_TEST(!said.requests[2].repeatable);
    BOOST_TEST(said.requests[3].method == "DELETE");
    BOOST_TEST(said.requests[3].target ==
               "/services/data/v62.0/composite/sobjects?ids=" + a + "," + b + "&allOrNone=false");
}

BOOST_AUTO_TEST_CASE(an_org_without_external_ids_creates_once_and_never_repeats)
{
    const test::org org{R"({"external_id_field": null})"};
    const auto said = write(org, {create("k1")}, test::script{ok(done(a))});
    BOOST_TEST(said.requests[0].method == "POST");
    BOOST_TEST(said.requests[0].target == "/services/data/v62.0/composite/sobjects");
    BOOST_TEST(!said.requests[0].repeatable);
    BOOST_TEST(said.outcomes[0].key == a);
}

BOOST_AUTO_TEST_CASE(the_key_is_written_once_even_when_the_mapping_writes_it_too)
{
    const test::org org;
    const std::vector<dovetail_field> fields{
        {kit::borrow("Dovetail_Key__c"), kit::text_value("k1")}, subject};
    dovetail_change both = create("k1");
    both.fields = fields.data();
    both.field_count = fields.size();
    const auto said = write(org, {both}, test::script{ok(done(a))});
    BOOST_TEST(said.requests[0].body ==
               R"({"allOrNone":false,"records":[{"attributes":{"type":"Task"},)"
               R"("Dovetail_Key__c":"k1","Subject":"Call"}]})");
}

BOOST_AUTO_TEST_CASE(each_record_has_an_outcome_of_its_own)
{
    const test::org org;
    struct expectation
    {
        dovetail_change wanted;
        std::string result;
        unsigned outcome;
        unsigned error_class;
    };
    const expectation table[] = {
        {update(a), done(a), applied, DOVETAIL_ERROR_NONE},
        {update(a), R"({"success":true,"errors":[]})", applied, DOVETAIL_ERROR_NONE},
        {update(a), failed("STRING_TOO_LONG"), not_applied, DOVETAIL_ERROR_REJECTED},
        {update(a), failed("UNABLE_TO_LOCK_ROW"), not_applied, DOVETAIL_ERROR_RETRYABLE},
        {update(a), failed("ENTITY_IS_DELETED"), not_applied, DOVETAIL_ERROR_GONE},
        {update(a), failed("INVALID_CROSS_REFERENCE_KEY"), not_applied, DOVETAIL_ERROR_GONE},
        {update(a), failed("INVALID_CROSS_REFERENCE_KEY", "x", R"("OwnerId")"), not_applied,
         DOVETAIL_ERROR_REJECTED},
        {create("k"), failed("INVALID_CROSS_REFERENCE_KEY"), not_applied, DOVETAIL_ERROR_REJECTED},
        {create("k"), failed("ENTITY_IS_DELETED"), not_applied, DOVETAIL_ERROR_GONE},
        {update(a), failed("JSON_PARSER_ERROR"), not_applied, DOVETAIL_ERROR_REJECTED},
        {update(a), R"({"success":false,"errors":[{"errorCode":"REQUIRED_FIELD_MISSING"}]})",
         not_applied, DOVETAIL_ERROR_REJECTED},
        {update(a), R"({"success":false,"errors":[]})", unknown, DOVETAIL_ERROR_RETRYABLE},
        {update(a), R"({"success":false})", unknown, DOVETAIL_ERROR_RETRYABLE},
        {update(a), "null", unknown, DOVETAIL_ERROR_RETRYABLE},
        {update(a), R"({"id":7})", unknown, DOVETAIL_ERROR_RETRYABLE},
        {deletion(a), failed("ENTITY_IS_DELETED"), applied, DOVETAIL_ERROR_NONE},
        {deletion(a), failed("INSUFFICIENT_ACCESS_OR_READONLY"), not_applied,
         DOVETAIL_ERROR_REJECTED},
        {create("k"),
         failed("DUPLICATE_VALUE", "duplicate value found: Dovetail_Key__c duplicates value on "
                                   "record with id: " +
                                       a.substr(0, 15)),
         applied, DOVETAIL_ERROR_NONE}};
    for (const auto& [wanted, result, outcome, error_class] : table) {
        BOOST_TEST_CONTEXT(result)
        {
            const auto said = write(org, {wanted}, test::script{ok(result)});
            BOOST_REQUIRE(!said.failed);
            BOOST_TEST(said.outcomes[0].result == outcome);
            BOOST_TEST(said.outcomes[0].error_class == error_class);
            if (outcome == applied) BOOST_TEST(said.outcomes[0].key == a);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_created_record_without_an_id_is_looked_up_by_its_external_id)
{
    const test::org org;
    const auto found = [&](const std::string& rows) {
        return write(org, {create("k1"), create("k2")},
                     test::script{ok(R"({"success":true,"errors":[]},)" +
                                     failed("DUPLICATE_VALUE", "duplicate value found: unknown")),
                                  {200, R"({"records":[)" + rows + "]}"}});
    };
    const auto both = found(R"({"Id":")" + a + R"(","Dovetail_Key__c":"k1","IsDeleted":false},)" +
                            R"({"Id":")" + b + R"(","Dovetail_Key__c":"k2","IsDeleted":false})");
    BOOST_TEST(both.outcomes[0].result == applied);
    BOOST_TEST(both.outcomes[0].key == a);
    BOOST_TEST(both.outcomes[1].result == applied);
    BOOST_TEST(both.outcomes[1].key == b);
    const auto none = found("");
    BOOST_TEST(none.outcomes[0].result == unknown);
    BOOST_TEST(none.outcomes[1].result == not_applied);
    BOOST_TEST(none.outcomes[1].error_class == unsigned{DOVETAIL_ERROR_REJECTED});
    const auto lost =
        write(org, {create("k1")}, test::script{ok(R"({"success":true})"), reply::lost()});
    BOOST_TEST(lost.outcomes[0].result == unknown);
}

BOOST_AUTO_TEST_CASE(a_request_that_fails_as_a_whole_did_nothing_or_nobody_knows)
{
    const test::org org;
    struct expectation
    {
        reply said;
        unsigned outcome;
        unsigned error_class;
    };
    const expectation table[] = {
        {reply::lost(), unknown, DOVETAIL_ERROR_RETRYABLE},
        {reply::unsent(), not_applied, DOVETAIL_ERROR_RETRYABLE},
        {{200, ""}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{200, "<html>"}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{200, "{}"}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{200, "[]"}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {ok(done(a) + "," + done(b)), unknown, DOVETAIL_ERROR_RETRYABLE},
        {{500, test::error_body("UNKNOWN_EXCEPTION")}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{500, ""}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{503, "<html>"}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {{503, test::error_body("SERVER_UNAVAILABLE")}, not_applied, DOVETAIL_ERROR_RETRYABLE},
        {{500, test::error_body("UNABLE_TO_LOCK_ROW")}, not_applied, DOVETAIL_ERROR_RETRYABLE},
        {{403, test::error_body("REQUEST_LIMIT_EXCEEDED")}, not_applied, DOVETAIL_ERROR_THROTTLED},
        {{401, test::error_body("INVALID_SESSION_ID")}, not_applied, DOVETAIL_ERROR_AUTH},
        {{300, "[]"}, not_applied, DOVETAIL_ERROR_REJECTED},
        {{400, test::error_body("JSON_PARSER_ERROR")}, not_applied, DOVETAIL_ERROR_BUG}};
    for (const auto& [reply_said, outcome, error_class] : table) {
        for (const auto& wanted : {create("k"), update(a), deletion(a)}) {
            const auto said = write(org, {wanted}, test::script{reply_said});
            BOOST_TEST_CONTEXT(reply_said.status << reply_said.body)
            {
                BOOST_TEST(said.outcomes[0].result == outcome);
                BOOST_TEST(said.outcomes[0].error_class == error_class);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_connection_in_trouble_is_not_asked_again_for_the_rest)
{
    const test::org org;
    const auto said = write(org, {update(b), create("k")},
                            test::script{reply{403, test::error_body("REQUEST_LIMIT_EXCEEDED")}});
    BOOST_TEST(said.requests.size() == 1u);
    BOOST_TEST(said.outcomes[0].result == not_applied);
    BOOST_TEST(said.outcomes[0].error_class == unsigned{DOVETAIL_ERROR_THROTTLED});
    BOOST_TEST(said.outcomes[0].message.starts_with("not sent"));
    BOOST_TEST(said.outcomes[0].key == b);
    // A lost answer to the first kind leaves that kind unknown and the others not applied.
    const auto lost = write(org, {deletion(b), create("k")}, test::script{reply::lost()});
    BOOST_TEST(lost.outcomes[1].result == unknown);
    BOOST_TEST(lost.outcomes[0].result == not_applied);
    // One refused kind does not stop the others.
    const auto refused =
        write(org, {deletion(b), update(a)},
              test::script{reply{400, test::error_body("JSON_PARSER_ERROR")}, ok(done(b))});
    BOOST_TEST(refused.outcomes[0].result == applied);
    BOOST_TEST(refused.outcomes[1].result == not_applied);
}

BOOST_AUTO_TEST_CASE(a_conditional_update_is_a_conflict_when_the_record_changed)
{
    const test::org org;
    const std::string stamp = "2026-05-01T07:25:37.000+0000";
    struct expectation
    {
        reply said;
        unsigned outcome;
        unsigned error_class;
    };
    const expectation table[] = {
        {{204, ""}, applied, DOVETAIL_ERROR_NONE},
        {{200, "{}"}, applied, DOVETAIL_ERROR_NONE},
        {{412, ""}, not_applied, DOVETAIL_ERROR_CONFLICT},
        {{404, test::error_body("NOT_FOUND")}, not_applied, DOVETAIL_ERROR_GONE},
        {{404, test::error_body("ENTITY_IS_DELETED")}, not_applied, DOVETAIL_ERROR_GONE},
        {{400, test::error_body("STRING_TOO_LONG")}, not_applied, DOVETAIL_ERROR_REJECTED},
        {{403, test::error_body("INSUFFICIENT_ACCESS_OR_READONLY")},
         not_applied,
         DOVETAIL_ERROR_REJECTED},
        {{500, "<html>"}, unknown, DOVETAIL_ERROR_RETRYABLE},
        {reply::lost(), unknown, DOVETAIL_ERROR_RETRYABLE}};
    for (const auto& [reply_said, outcome, error_class] : table) {
        const auto said = write(org, {update(a, stamp)}, test::script{reply_said});
        BOOST_TEST_CONTEXT(reply_said.status << reply_said.body)
        {
            BOOST_TEST(said.outcomes[0].result == outcome);
            BOOST_TEST(said.outcomes[0].error_class == error_class);
            BOOST_TEST(said.outcomes[0].key == a);
        }
    }
    const auto odd = write(org, {update(a, "W/123")}, test::script{});
    BOOST_TEST(odd.outcomes[0].error_class == unsigned{DOVETAIL_ERROR_CONFLICT});
}

BOOST_AUTO_TEST_CASE(keys_that_cannot_exist_and_unknown_actions_are_not_sent)
{
    const test::org org;
    const auto said = write(org, {update("x&y"), deletion(""), change(9, a)}, test::script{});
    BOOST_TEST(said.requests.empty());
    BOOST_TEST(said.outcomes[0].error_class == unsigned{DOVETAIL_ERROR_GONE});
    BOOST_TEST(said.outcomes[1].error_class == unsigned{DOVETAIL_ERROR_GONE});
    BOOST_TEST(said.outcomes[2].error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_cut_anywhere_never_says_applied)
{
    const test::org org;
    const std::string body = "[" + done(a) + "," + failed("STRING_TOO_LONG") + "]";
    for (std::size_t size = 0; size < body.size(); ++size) {
        const auto said =
            write(org, {update(a), update(b)}, test::script{reply{200, body.substr(0, size)}});
        for (const auto& outcome : said.outcomes) {
            BOOST_REQUIRE(outcome.result == unknown);
            BOOST_REQUIRE(outcome.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_batch_above_the_limit_is_a_bug_of_the_host)
{
    const test::org org;
    const auto said = write(org, std::vector<dovetail_change>(201, update(a)), test::script{});
    BOOST_TEST(said.failed);
    BOOST_TEST(said.error.code == "batch_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
