// SPDX-License-Identifier: Apache-2.0
#include "plugin/support/conversation.hpp"
#include "plugin/support/loaded_plugin.hpp"

#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    test::loaded_plugin plugin{EXAMPLE_CONNECTOR};
    const dovetail_connector_factory& factory =
        plugin.extension<dovetail_connector_factory>(DOVETAIL_CONNECTOR_ID);
    test::made_connector connector{factory, R"({"path": "/todos"})"};
};

constexpr std::string_view two_todos = R"([
    {"id": "7", "changed": 1767225600, "title": "Call Ada", "done": false},
    {"id": "8", "changed": 1767225601, "title": "Zoë ☎", "done": true}])";

} // namespace

BOOST_FIXTURE_TEST_SUITE(example_connector, fixture)

BOOST_AUTO_TEST_CASE(names_itself_as_its_manifest_does)
{
    BOOST_TEST(kit::view(plugin.table().id) == "example.todo_list");
    BOOST_TEST(kit::view(plugin.table().version) == "1.0.0");
    BOOST_TEST(plugin.table().extension(kit::borrow("nothing.of.the.kind/1")) == nullptr);
}

BOOST_AUTO_TEST_CASE(refuses_an_unknown_version_and_names_both_ranges)
{
    dovetail_negotiation talk{sizeof(dovetail_negotiation), 2, 3, 0, 0, 0};
    dovetail_plugin out{};
    out.struct_size = sizeof out;
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_REQUIRE(plugin.entry()(&talk, &out, &error) == DOVETAIL_FAILED);
    const std::string message{kit::view(error.message)};
    error.release(error.owner);
    BOOST_TEST(message.find("1 to 1") != std::string::npos);
    BOOST_TEST(message.find("2 to 3") != std::string::npos);
    BOOST_TEST(talk.plugin_newest == 1u);
}

BOOST_AUTO_TEST_CASE(a_fault_in_the_configuration_is_named_by_its_pointer)
{
    BOOST_CHECK_EXCEPTION(
        (test::made_connector{factory, "{}"}), std::runtime_error, [](const auto& error) {
            return std::string_view{error.what()}.find(": /path: ") != std::string_view::npos;
        });
}

BOOST_AUTO_TEST_CASE(delivers_the_list)
{
    const auto said = test::converse(*connector, test::operation_of(DOVETAIL_OP_FETCH),
                                     [](const test::sent_request&) {
                                         return test::reply{200, std::string{two_todos}};
                                     });
    BOOST_REQUIRE(!said.failed);
    BOOST_REQUIRE(said.requests.size() == 1u);
    BOOST_TEST(said.requests[0].method == "GET");
    BOOST_TEST(said.requests[0].target == "/todos");
    BOOST_REQUIRE(said.records().size() == 2u);
    BOOST_TEST(said.records()[1].key == "8");
    BOOST_TEST(said.records()[1].fields.at("title").text == "Zoë ☎");
    BOOST_TEST(said.records()[1].fields.at("done").number == 1);
}

BOOST_AUTO_TEST_CASE(an_overloaded_server_is_retried_and_a_senseless_answer_is_no_crash)
{
    const auto busy = test::converse(*connector, test::operation_of(DOVETAIL_OP_FETCH),
                                     [](const test::sent_request&) {
                                         return test::reply{503, "<html>"};
                                     });
    BOOST_TEST(busy.failed);
    BOOST_TEST(busy.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
    const auto senseless = test::converse(*connector, test::operation_of(DOVETAIL_OP_FETCH),
                                          [](const test::sent_request&) {
                                              return test::reply{200, R"({"a":1})"};
                                          });
    BOOST_TEST(senseless.failed);
    BOOST_TEST(senseless.error.error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_CASE(a_lost_answer_to_a_write_leaves_the_outcome_unknown)
{
    const dovetail_field title{kit::borrow("title"), kit::text_value("new")};
    dovetail_change changes[2]{};
    for (auto& change : changes) {
        change.struct_size = sizeof change;
        change.action = DOVETAIL_CREATE;
        change.fields = &title;
        change.field_count = 1;
    }
    changes[0].idempotency_key = kit::borrow("a");
    changes[1].idempotency_key = kit::borrow("b");
    auto operation = test::operation_of(DOVETAIL_OP_WRITE);
    operation.changes = changes;
    operation.change_count = 2;
    const auto said = test::converse(*connector, operation, [](const test::sent_request& request) {
        return request.target == "/todos/a" ? test::reply::lost() : test::reply{201, ""};
    });
    BOOST_REQUIRE(said.outcomes.size() == 2u);
    BOOST_TEST(said.outcomes[0].result == unsigned{DOVETAIL_UNKNOWN});
    BOOST_TEST(said.outcomes[1].result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(said.outcomes[1].key == "b");
    BOOST_TEST(said.requests[1].body == R"({"title":"new"})");
    BOOST_TEST(said.requests[1].repeatable);
}

BOOST_AUTO_TEST_CASE(an_unknown_collection_is_a_fault_of_the_configuration)
{
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("users");
    const auto said = test::converse(*connector, operation,
                                     [](const test::sent_request&) { return test::reply{}; });
    BOOST_TEST(said.failed);
    BOOST_TEST(said.error.code == "unknown_collection");
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
}

BOOST_AUTO_TEST_SUITE_END()
