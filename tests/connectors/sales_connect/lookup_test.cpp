// SPDX-License-Identifier: Apache-2.0
#include "connector_harness.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace kit = dovetail::kit;
namespace json = boost::json;

namespace {

struct fixture
{
    connector_under_test connector{};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(looking_up, fixture)

BOOST_AUTO_TEST_CASE(keys_and_create_intents_are_asked_for_together)
{
    const auto said =
        connector.look_up({by_key("t1"), by_client_key("k\"1"), by_key("t2")},
                          script({{200, R"({"tasks":[)" + task_json("t1", "2026-01-01T00:00:00Z") +
                                            R"(,{"id":"t9","deleted":true,"client_key":"k\"1"}],)"
                                            R"("missing_ids":["t2"],"missing_client_keys":[]})"}}));
    BOOST_TEST(said.requests[0].body == R"({"ids":["t1","t2"],"client_keys":["k\"1"]})");
    BOOST_TEST(said.requests[0].method == "POST");
    BOOST_TEST(said.requests[0].repeatable);
    BOOST_REQUIRE(said.records().size() == 2u);
    BOOST_TEST(said.records()[0].kind == DOVETAIL_PRESENT);
    BOOST_TEST(said.records()[1].kind == DOVETAIL_TOMBSTONE);
}

BOOST_AUTO_TEST_CASE(more_than_the_limit_are_asked_for_in_several_requests)
{
    const std::vector<dovetail_lookup> many(2'001, by_key("t"));
    std::vector<std::size_t> sizes;
    const auto said = connector.look_up(many, [&](const sent_request& request) {
        sizes.push_back(json::parse(request.body).at("ids").as_array().size());
        return reply{200, R"({"tasks":[]})"};
    });
    const std::vector<std::size_t> wanted{1000, 1000, 1};
    BOOST_TEST(sizes == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_to_ask_for_is_no_request)
{
    BOOST_TEST(!connector.look_up({}, script({})).failed);
    BOOST_TEST(!connector.look_up({by_key("")}, script({})).failed);
}

BOOST_AUTO_TEST_CASE(users_are_found_by_email_and_by_key)
{
    const std::string email = "ada+x@example.com";
    const dovetail_field field{kit::borrow("email"), kit::text_value(email)};
    auto by_email = by_key("");
    by_email.create.fields = &field;
    by_email.create.field_count = 1;
    const auto said = connector.look_up(
        {by_email, by_key("u3")},
        script({{200, R"({"users":[{"id":"u1","email":"ada+x@example.com"}],"has_more":false})"},
                {200, R"({"users":[{"id":"u2"},{"id":"u3","name":"Grace"}],"has_more":false})"}}),
        "users");
    BOOST_TEST(said.requests[0].target == "/v1/users?email=ada%2Bx%40example.com");
    BOOST_REQUIRE(said.records().size() == 2u);
    BOOST_TEST(said.records()[0].key == "u1");
    BOOST_TEST(said.records()[1].key == "u3");
    BOOST_TEST(said.records()[1].fields.at("name").text == "Grace");
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_list_is_retryable_never_an_absence)
{
    for (const auto* body : {"", "<html>", "{}", "[]", R"({"tasks":null})", R"({"tasks":[7]})",
                             R"({"tasks":[{"name":"no key"}]})"}) {
        const auto said = connector.look_up({by_key("t1")}, script({{200, body}}));
        BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_RETRYABLE, body);
        BOOST_TEST(said.error.code == "malformed_answer");
    }
}

BOOST_AUTO_TEST_SUITE_END()
