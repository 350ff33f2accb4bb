// SPDX-License-Identifier: Apache-2.0
// The two example connectors, in C++ and in C, talk with the same server: one test for both.
#include "plugin/support/conversation.hpp"
#include "plugin/support/loaded_plugin.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

namespace test = dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct in_cpp
{
    static constexpr const char* library = TODO_LIST;
    static constexpr std::string_view id = "example.todo_list";
};
struct in_c
{
    static constexpr const char* library = TODO_FEED;
    static constexpr std::string_view id = "example.todo_feed";
};
using languages = std::tuple<in_cpp, in_c>;

template<class language>
struct fixture
{
    test::loaded_plugin plugin{language::library};
    const dovetail_connector_factory& factory =
        plugin.template extension<dovetail_connector_factory>(DOVETAIL_CONNECTOR_ID);
    test::made_connector connector{factory, R"({"path": "/todos", "page_size": 2})"};

    [[nodiscard]] test::conversation fetch(const test::server& respond,
                                           std::string_view cursor = {},
                                           const dovetail_scope* scope = nullptr) const
    {
        auto operation = test::operation_of(DOVETAIL_OP_FETCH);
        operation.cursor = kit::borrow_bytes(cursor);
        operation.scope = scope;
        return test::converse(*connector, operation, respond);
    }

    [[nodiscard]] test::conversation write(const dovetail_change& change,
                                           const test::reply& said) const
    {
        auto operation = test::operation_of(DOVETAIL_OP_WRITE);
        operation.changes = &change;
        operation.change_count = 1;
        return test::converse(*connector, operation,
                              [&](const test::sent_request&) { return said; });
    }
};

/// Todos 1 (new) and 2 (deleted), then 3, on two pages.
test::reply pages(const test::sent_request& asked)
{
    if (asked.target == "/todos?since=0&limit=2")
        return {200, R"({"items": [
            {"id": "1", "version": 4, "changed_at": 1767225600, "done": false,
             "title": "Zo\u00eb \ud83d\udcde \"now\"", "colour": {"red": [1, -2.5e3, null]}},
            {"id": "2", "version": 7, "changed_at": 1767225601, "deleted": true}], "more": true})"};
    if (asked.target == "/todos?since=7&limit=2")
        return {200, R"({"more": false, "items": [
            {"done": true, "title": "", "changed_at": 1767225602, "version": 9, "id": "3"}]})"};
    return {404, "unexpected"};
}

dovetail_change change_of(std::uint32_t action, std::string_view key)
{
    dovetail_change out{};
    out.struct_size = sizeof out;
    out.action = action;
    (action == DOVETAIL_CREATE ? out.idempotency_key : out.key) = kit::borrow(key);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(example_connectors)

BOOST_AUTO_TEST_CASE_TEMPLATE(names_itself_as_its_manifest_does, language, languages)
{
    const fixture<language> with;
    BOOST_TEST(kit::view(with.plugin.table().id) == language::id);
    BOOST_TEST(kit::view(with.plugin.table().version) == "1.0.0");
    BOOST_TEST(with.plugin.table().extension(kit::borrow("nothing.of.the.kind/1")) == nullptr);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refuses_an_unknown_version_and_says_its_own, language, languages)
{
    const fixture<language> with;
    dovetail_negotiation talk{sizeof(dovetail_negotiation), 2, 3, 0, 0, 0};
    dovetail_plugin out{};
    out.struct_size = sizeof out;
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_REQUIRE(with.plugin.entry()(&talk, &out, &error) == DOVETAIL_FAILED);
    BOOST_TEST(error.message.size != 0u);
    BOOST_TEST(talk.plugin_oldest == 1u);
    BOOST_TEST(talk.plugin_newest == 1u);
    if (error.release != nullptr) error.release(error.owner);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_fault_in_the_configuration_is_named_by_its_pointer, language,
                              languages)
{
    const fixture<language> with;
    const auto names = [](const std::string& pointer) {
        return [pointer](const std::runtime_error& error) {
            return std::string{error.what()}.find(": " + pointer + ": ") != std::string::npos;
        };
    };
    using made = test::made_connector;
    BOOST_CHECK_EXCEPTION((made{with.factory, "{}"}), std::runtime_error, names("/path"));
    BOOST_CHECK_EXCEPTION((made{with.factory, R"({"path": "/a", "page_size": 0})"}),
                          std::runtime_error, names("/page_size"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_page_by_page_with_the_cursor_of_each, language, languages)
{
    const auto said = fixture<language>{}.fetch(pages);
    BOOST_REQUIRE(!said.failed);
    BOOST_REQUIRE_EQUAL(said.pages.size(), 2u);
    BOOST_TEST(said.pages[0].cursor == "7");
    BOOST_TEST(said.pages[1].cursor == "9");
    const auto records = said.records();
    BOOST_REQUIRE_EQUAL(records.size(), 3u);
    BOOST_TEST(records[0].fields.at("title").text == "Zoë 📞 \"now\"");
    BOOST_TEST(records[0].fields.at("done").number == 0);
    BOOST_TEST(records[0].revision == "4");
    BOOST_TEST(records[0].modified_at_us == 1'767'225'600'000'000);
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(records[1].fields.empty());
    BOOST_TEST(records[2].key == "3");
    BOOST_TEST(records[2].fields.at("done").number == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(goes_on_from_a_cursor_and_refuses_one_of_another_plugin, language,
                              languages)
{
    const fixture<language> with;
    const auto said = with.fetch(pages, "7");
    BOOST_TEST(!said.failed);
    BOOST_TEST(said.requests.size() == 1u);
    const auto refused = with.fetch(pages, "2026-01-01");
    BOOST_TEST(refused.failed);
    BOOST_TEST(refused.error.error_class == unsigned{DOVETAIL_ERROR_GONE});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_only_what_is_in_scope, language, languages)
{
    const fixture<language> with;
    dovetail_scope scope{};
    scope.struct_size = sizeof scope;
    scope.modified_since_us = 1'767'225'602'000'000;
    BOOST_TEST(with.fetch(pages, {}, &scope).records().size() == 1u);
    scope = {};
    scope.struct_size = sizeof scope;
    scope.want = DOVETAIL_WANT_TOMBSTONES;
    const auto gone = with.fetch(pages, {}, &scope);
    BOOST_REQUIRE_EQUAL(gone.records().size(), 1u);
    BOOST_TEST(gone.records()[0].key == "2");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_read_is_tried_again_and_never_half_a_page, language,
                              languages)
{
    const fixture<language> with;
    for (const char* const body :
         {"<html>", "{}", R"({"items": [], "more": true})", R"({"items": [{}], "more": false})",
          R"({"items": [{"id": "1", "version": 1, "changed_at": 1, "title": "\ud800",
                         "done": true}], "more": false})",
          R"({"items": [{"id": "", "version": 1, "changed_at": 1,
                         "deleted": true}], "more": false})",
          R"({"items": [{"id": "1", "version": 1, "changed_at": 1e99, "deleted": true}],
              "more": false})",
          R"({"items": [{"id": "1", "version": 2, "changed_at": 1, "deleted": true},
                        {"id": "2", "version": 2, "changed_at": 1, "deleted": true}],
              "more": false})",
          R"({"items": [], "more": false} x)"}) {
        const auto said = with.fetch([&](const auto&) { return test::reply{200, body}; });
        BOOST_TEST(said.failed, body);
        BOOST_TEST(said.pages.empty(), body);
    }
    const auto busy = with.fetch([](const auto&) { return test::reply{503, "later"}; });
    BOOST_TEST(busy.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
    BOOST_TEST(busy.error.code == "http_503");
    BOOST_TEST(busy.error.server_text == "later");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(writes_what_changed_under_the_key_and_says_what_became_of_it,
                              language, languages)
{
    const fixture<language> with;
    const dovetail_field fields[]{{kit::borrow("title"), kit::text_value("a\"b\n")},
                                  {kit::borrow("done"), kit::bool_value(true)}};
    auto create = change_of(DOVETAIL_CREATE, "k/1 ä");
    create.fields = fields;
    create.field_count = 2;
    const auto made = with.write(create, {201, ""});
    BOOST_REQUIRE_EQUAL(made.outcomes.size(), 1u);
    BOOST_TEST(made.requests[0].method == "PUT");
    BOOST_TEST(made.requests[0].target == "/todos/k%2F1%20%C3%A4");
    BOOST_TEST(made.requests[0].repeatable);
    BOOST_TEST(made.outcomes[0].result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(made.outcomes[0].key == "k/1 ä");
    BOOST_TEST(with.write(create, test::reply::lost()).outcomes[0].result ==
               unsigned{DOVETAIL_UNKNOWN});
    BOOST_TEST(with.write(create, test::reply::unsent()).outcomes[0].result ==
               unsigned{DOVETAIL_NOT_APPLIED});

    auto update = change_of(DOVETAIL_UPDATE, "7");
    update.revision = kit::borrow("42");
    update.fields = &fields[1];
    update.field_count = 1;
    const auto changed = with.write(update, {412, "it has version 43"});
    BOOST_TEST(changed.requests[0].method == "PATCH");
    BOOST_TEST(changed.requests[0].body == R"({"done":true})");
    BOOST_TEST(changed.requests[0].headers.at("if-match") == "\"42\"");
    BOOST_TEST(!changed.requests[0].repeatable);
    BOOST_TEST(changed.outcomes[0].error_class == unsigned{DOVETAIL_ERROR_CONFLICT});
    BOOST_TEST(changed.outcomes[0].server_text == "it has version 43");

    const auto removed = with.write(change_of(DOVETAIL_DELETE, "7"), {404, ""});
    BOOST_TEST(removed.requests[0].method == "DELETE");
    BOOST_TEST(removed.requests[0].body.empty());
    BOOST_TEST(removed.outcomes[0].result == unsigned{DOVETAIL_APPLIED});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(looks_up_by_key_or_by_what_a_create_would_have_made, language,
                              languages)
{
    const fixture<language> with;
    dovetail_lookup lookup{};
    lookup.struct_size = sizeof lookup;
    lookup.create = change_of(DOVETAIL_CREATE, "k");
    auto operation = test::operation_of(DOVETAIL_OP_LOOKUP);
    operation.lookups = &lookup;
    operation.lookup_count = 1;
    const auto found = test::converse(*with.connector, operation, [](const auto&) {
        return test::reply{
            200, R"({"id": "k", "version": 1, "changed_at": 0, "title": "x", "done": false})"};
    });
    BOOST_TEST(found.requests[0].target == "/todos/k");
    BOOST_REQUIRE_EQUAL(found.records().size(), 1u);
    BOOST_TEST(found.records()[0].fields.at("title").text == "x");
    lookup.key = kit::borrow("9");
    const auto missing = test::converse(*with.connector, operation, [](const auto&) {
        return test::reply{404, ""};
    });
    BOOST_TEST(missing.requests[0].target == "/todos/9");
    BOOST_TEST(!missing.failed);
    BOOST_TEST(missing.records().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_unknown_collection_is_a_fault_of_the_configuration, language,
                              languages)
{
    const fixture<language> with;
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("users");
    const auto said =
        test::converse(*with.connector, operation, [](const auto&) { return test::reply{}; });
    BOOST_TEST(said.failed);
    BOOST_TEST(said.error.code == "unknown_collection");
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
}

BOOST_AUTO_TEST_SUITE_END()
