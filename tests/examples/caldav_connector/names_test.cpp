// SPDX-License-Identifier: Apache-2.0
// Names: paths on the server, UIDs, cursors, and the configuration.
#include "configuration.hpp"
#include "cursor.hpp"
#include "path.hpp"
#include "uid.hpp"

#include <dovetail/kit/error.hpp>

#include <boost/test/unit_test.hpp>

using namespace caldav;

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(one_path_is_written_in_one_way)
{
    BOOST_TEST(canonical_path("/ada/tasks/a%40b.ics").value() == "/ada/tasks/a%40b.ics");
    BOOST_TEST(canonical_path("/ada/tasks/a@b.ics").value() == "/ada/tasks/a%40b.ics");
    BOOST_TEST(canonical_path("/%61da/t%c3%bc/").value() == "/ada/t%C3%BC/");
    BOOST_TEST(canonical_path("https://host:8443/ada/x").value() == "/ada/x");
    BOOST_TEST(canonical_path("https://host").value() == "/");
    BOOST_TEST(canonical_path("/a b").value() == "/a%20b");
}

BOOST_AUTO_TEST_CASE(a_path_that_could_mean_something_else_is_none)
{
    for (const char* bad : {"", "ada", "/a/../b", "/a/%2e%2e/b", "/a%2Fb", "/a%", "/a%4", "/a%zz",
                            "/a?b", "/a#b", "/a\nb", "/a%0d%0ab", "/./a"})
        BOOST_TEST(!canonical_path(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(only_what_lies_in_the_collection_itself_is_its_member)
{
    BOOST_TEST(is_directly_below("/a/t/x.ics", "/a/t/"));
    BOOST_TEST(!is_directly_below("/a/t/", "/a/t/"));
    BOOST_TEST(!is_directly_below("/a/t/u/x.ics", "/a/t/"));
    BOOST_TEST(!is_directly_below("/a/t/u/", "/a/t/"));
    BOOST_TEST(!is_directly_below("/a/tx/y", "/a/t/"));
}

BOOST_AUTO_TEST_CASE(a_uid_tells_the_key_it_was_made_of)
{
    for (const std::string key :
         {"tasks/l/00T5e0000000001EAA/1", "a.b_c", "/", "ü\n", "A-b/C", "_2e"}) {
        const auto uid = uid_of_key(key);
        BOOST_REQUIRE(uid.has_value());
        BOOST_TEST(uid->find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789.-_") == std::string::npos);
        BOOST_TEST(key_of_uid(*uid).value() == key);
    }
    BOOST_TEST(uid_of_key("tasks/l/00T/1").value() == "dovetail.tasks.l.00T.1");
}

BOOST_AUTO_TEST_CASE(a_uid_of_somebody_else_has_no_key)
{
    for (const char* uid :
         {"", "dovetail", "dovetail.", "dovetail.a_", "dovetail.a_4", "dovetail.a_zz",
          "dovetail.a_61", "dovetail.a b", "DOVETAIL.a", "1234@host"})
        BOOST_TEST(!key_of_uid(uid).has_value(), uid);
    BOOST_TEST(!uid_of_key("").has_value());
    BOOST_TEST(!uid_of_key(std::string(300, 'a')).has_value());
}

BOOST_AUTO_TEST_CASE(a_cursor_reads_back_and_a_foreign_one_is_refused)
{
    const sync_tokens tokens{{"/a/", "http://x/1"}, {"/b/", "\"odd\" \\ ü"}};
    BOOST_TEST((read_cursor(write_cursor(tokens)).value() == tokens));
    for (const char* bad :
         {"", "{}", "[]", "null", "{\"version\":2,\"tokens\":{}}", "{\"version\":1}",
          "{\"version\":1,\"tokens\":[]}", "{\"version\":1,\"tokens\":{\"/a/\":1}}", "\x01\xff"})
        BOOST_TEST(!read_cursor(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_fault_in_the_configuration_is_named_by_its_pointer)
{
    const auto fault = [](std::string_view text) {
        try {
            (void)read_configuration(text);
            return std::string{"none"};
        } catch (const dovetail::kit::plugin_error& error) {
            return error.details().message.substr(0, error.details().message.find(": "));
        }
    };
    BOOST_TEST(fault(R"({})") == "/users");
    BOOST_TEST(fault(R"({"users": []})") == "/users");
    BOOST_TEST(fault(R"({"users": [1]})") == "/users/0");
    BOOST_TEST(fault(R"({"users": [{"calendar": "/a/"}]})") == "/users/0/email");
    BOOST_TEST(fault(R"({"users": [{"email": "a", "calendar": "/a"}]})") == "/users/0/calendar");
    BOOST_TEST(fault(R"({"users": [{"email": "a", "calendar": "/a/../b/"}]})") ==
               "/users/0/calendar");
    BOOST_TEST(fault(R"({"users": [{"email": "a", "calendar": "/a/"},
                                   {"email": "b", "calendar": "/%61/"}]})") == "/users/1/calendar");
    BOOST_TEST(fault(R"({"users": [{"email": "a", "calendar": "/a/"}], "page": 0})") == "/page");
    BOOST_TEST(fault(R"({"users": [{"email": "a", "calendar": "/a/"}]})") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
