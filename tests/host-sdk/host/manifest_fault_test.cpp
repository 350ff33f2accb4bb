// SPDX-License-Identifier: Apache-2.0
// P8: a bad manifest gets an error that says where and what to do.
#include <dovetail/host/manifest.hpp>

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <unistd.h>

using namespace dovetail;

namespace {

std::string all(const host::manifest_report& report)
{
    std::string out;
    for (const host::fault& one : report.faults)
        out += host::to_string(one) + '\n';
    return out;
}

host::manifest_report parse(std::string_view text, bool strict = false)
{
    return host::parse_manifest(text, "manifest.json", {strict});
}

void check_contains(const std::string& text, std::string_view wanted)
{
    BOOST_TEST((text.find(wanted) != text.npos), "\"" << wanted << "\" is not in:\n" << text);
}

/// A manifest with one sync whose parts a test can break.
std::string with(std::string_view from, std::string_view to)
{
    std::string text = R"({
  "manifest_version": 1,
  "connections": {
    "a": {"plugin": "x.a", "http": {"base_url": "https://a.example"}},
    "b": {"plugin": "x.b", "http": {"base_url": "https://b.example"},
          "auth": {"type": "bearer", "token": {"file": "b.token"}}}
  },
  "mappings": {"tasks": {"plugin": "x.m"}},
  "syncs": {"s": {"left": {"connection": "a"}, "right": {"connection": "b"}, "mapping": "tasks"}}
})";
    const auto at = text.find(from);
    BOOST_REQUIRE((at != text.npos));
    return text.replace(at, from.size(), to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(manifest_faults)

BOOST_AUTO_TEST_CASE(p8_what_is_not_json_is_shown_at_its_line_and_column)
{
    const auto report = parse("{\n  \"manifest_version\": 1,\n}\n");
    BOOST_TEST(!report.ok());
    check_contains(all(report), "manifest.json:3:1: error: not JSON: ");
    check_contains(all(report), "remove the comma before it");
}

BOOST_AUTO_TEST_CASE(p8_the_usual_slips_of_syntax_get_their_own_advice)
{
    check_contains(all(parse("{ // a comment\n}")), "JSON has no comments");
    check_contains(all(parse("{'a': 1}")), "double quotes");
    check_contains(all(parse("{\"a\": 1 \"b\": 2}")), "a comma is missing");
    check_contains(all(parse("{\"a\": 1")), "is not closed");
    check_contains(all(parse("")), "is not closed");
    check_contains(all(parse("{} {}")), "1:4: error: not JSON: something follows");
    check_contains(all(parse("\xEF\xBB\xBF{}")), "byte order mark");
    check_contains(all(parse("{\"a\": \"\xff\"}")), "not JSON");
    check_contains(all(parse(std::string(100, '['))), "not JSON");
}

BOOST_AUTO_TEST_CASE(p8_a_duplicate_key_is_an_error_at_the_second_one)
{
    const auto text = all(parse("{\"manifest_version\": 1,\n \"log\": {},\n \"l\\u006fg\": {}}"));
    check_contains(text,
                   "manifest.json:3:2: error: /log: the key \"log\" stands here a second time");
}

BOOST_AUTO_TEST_CASE(p8_an_unknown_key_is_a_warning_with_the_nearest_name)
{
    const auto report =
        parse(with(R"("mapping": "tasks")", R"("maping": "x", "mapping": "tasks")"));
    BOOST_TEST(report.ok());
    check_contains(
        all(report),
        "warning: /syncs/s/maping: the key \"maping\" is unknown; did you mean \"mapping\"?");
}

BOOST_AUTO_TEST_CASE(p8_strict_makes_warnings_errors)
{
    const auto report = parse(R"({"manifest_version": 1, "logg": {}})", true);
    BOOST_TEST(!report.ok());
    check_contains(all(report), "1:25: error: /logg: the key");
}

BOOST_AUTO_TEST_CASE(p8_a_wrong_type_says_what_was_wanted_and_found)
{
    const auto report = parse(with(R"("mapping": "tasks")", R"("mapping": 7)"));
    BOOST_TEST(!report.ok());
    check_contains(all(report), "error: /syncs/s/mapping: expected a string, found an integer");
}

BOOST_AUTO_TEST_CASE(p8_several_faults_are_reported_at_once_in_the_order_of_the_file)
{
    const auto report = parse(R"({"manifest_version": 1,
 "log": {"level": "warn"},
 "state": {"path": 5},
 "syncs": {"s": {"left": {"connection": "a"}, "right": {"connection": "b"}, "mapping": "m",
                 "parallel_writes": 0}}})");
    BOOST_REQUIRE_EQUAL(report.faults.size(), 6u);
    BOOST_TEST(report.faults[0].pointer == "/log/level");
    check_contains(report.faults[0].remedy, "did you mean \"warning\"?");
    BOOST_TEST(report.faults[1].pointer == "/state/path");
    BOOST_TEST(report.faults[2].pointer == "/syncs/s/left/connection");
    BOOST_TEST(report.faults[3].pointer == "/syncs/s/right/connection");
    BOOST_TEST(report.faults[4].pointer == "/syncs/s/mapping");
    BOOST_TEST(report.faults[5].what == "0 is not allowed: it must be at least 1");
}

BOOST_AUTO_TEST_CASE(p8_a_newer_manifest_is_refused_with_that_one_reason)
{
    const auto report = parse(R"({"manifest_version": 2, "everything": "is different"})");
    BOOST_REQUIRE_EQUAL(report.faults.size(), 1u);
    check_contains(all(report), "has version 2, and this host reads up to version 1");
}

BOOST_AUTO_TEST_CASE(p8_a_missing_key_is_named_at_the_object_that_lacks_it)
{
    check_contains(all(parse("{}")), "1:1: error: the key \"manifest_version\" is missing");
    check_contains(all(parse("[]")), "expected an object, found an array");
}

BOOST_AUTO_TEST_CASE(p8_names_that_lead_nowhere_get_the_nearest_one)
{
    check_contains(all(parse(with(R"("mapping": "tasks")", R"("mapping": "task")"))),
                   "no mapping is called \"task\"; did you mean \"tasks\"?");
    check_contains(all(parse(with(R"({"connection": "b"})", R"({"connection": "zzzzzz"})"))),
                   "no connection is called \"zzzzzz\"; valid are: \"a\", \"b\"");
    check_contains(all(parse(with(R"({"connection": "b"})", R"({"connection": "a"})"))),
                   "both sides are the connection \"a\"");
    check_contains(all(parse(with(R"("mapping": "tasks")",
                                  R"("mapping": "tasks", "conflict": {"default": "rihgt"})"))),
                   "\"rihgt\" is no side of this sync; did you mean \"right\"?");
}

BOOST_AUTO_TEST_CASE(p8_a_connection_cannot_be_called_like_a_side)
{
    check_contains(all(parse(with("\"a\": {", "\"left\": {"))), "cannot be called \"left\"");
}

BOOST_AUTO_TEST_CASE(p7_a_secret_in_the_manifest_is_refused_and_not_repeated)
{
    const auto text = all(parse(with(R"({"file": "b.token"})", R"("hunter2-is-my-password")")));
    check_contains(text, "/connections/b/auth/token: expected an object, found a string");
    check_contains(text, "secrets never stand in a manifest");
    BOOST_TEST((text.find("hunter2") == text.npos));
}

BOOST_AUTO_TEST_CASE(p7_a_password_in_a_url_is_refused_and_not_repeated)
{
    const auto text = all(parse(with("https://a.example", "https://user:hunter2@a.example")));
    check_contains(text, "/connections/a/http/base_url: this text does not have the form");
    BOOST_TEST((text.find("hunter2") == text.npos));
}

BOOST_AUTO_TEST_CASE(p7_secrets_over_plain_http_are_refused_but_for_this_machine)
{
    check_contains(all(parse(with("https://b.example", "http://b.example"))),
                   "error: /connections/b/http/base_url: secrets would travel unencrypted");
    check_contains(all(parse(with("https://b.example", "http://127.b.example"))), "unencrypted");
    BOOST_TEST(all(parse(with("https://b.example", "http://127.0.0.1:8772"))) == "");
    BOOST_TEST(all(parse(with("https://b.example", "http://[::1]:8772"))) == "");
}

BOOST_AUTO_TEST_CASE(p8_each_way_to_authorise_says_what_it_needs_and_what_it_does_not_use)
{
    const auto text = all(parse(with(R"("type": "bearer")", R"("type": "oauth2_jwt_bearer")")));
    for (const char* key : {"token_url", "client_id", "private_key", "subject", "audience"})
        check_contains(text, "the key \"" + std::string(key) + "\" is missing");
    check_contains(text, "warning: /connections/b/auth/token: \"token\" is not used with");
    const auto basic = all(parse(with(R"("type": "bearer", "token": {"file": "b.token"})",
                                      R"("type": "basic", "username": "a:b")")));
    check_contains(basic, "/connections/b/auth/username");
    check_contains(basic, "the key \"password\" is missing");
}

BOOST_AUTO_TEST_CASE(p8_a_refresh_token_has_to_be_a_file_since_it_is_written_back)
{
    const auto text = all(parse(
        with(R"("auth": {"type": "bearer", "token": {"file": "b.token"}})",
             R"("auth": {"type": "oauth2_refresh_token", "token_url": "https://b.example/token",
                "client_id": "c", "refresh_token": {"env": "TOKEN"}})")));
    check_contains(text, "/connections/b/auth/refresh_token");
    check_contains(text, "the key \"file\" is missing");
}

BOOST_AUTO_TEST_CASE(p8_numbers_that_contradict_each_other_are_faults)
{
    const auto text =
        all(parse(with(R"("plugin": "x.a",)",
                       R"("plugin": "x.a", "budget": {"resume_percent": 95, "warn_percent": 99},
                "retry": {"first_delay_s": 100},)")));
    check_contains(text, "resume_percent (95) is not below hold_percent (95)");
    check_contains(text, "warn_percent (99) is above hold_percent (95)");
    check_contains(text, "first_delay_s is longer than longest_delay_s");
}

BOOST_AUTO_TEST_CASE(p8_a_file_that_cannot_be_read_says_why)
{
    const test::temporary_folder folder;
    check_contains(all(host::load_manifest(folder.path() / "none.json")),
                   "none.json: error: cannot be read: No such file or directory");
    check_contains(all(host::load_manifest(folder.path())), "it is a folder");
    const auto big = folder.write("big.json", std::string(host::max_manifest_bytes + 1, ' '));
    check_contains(all(host::load_manifest(big)), "larger than the limit");
}

BOOST_AUTO_TEST_CASE(p8_the_whole_report_becomes_one_error_of_the_class_config)
{
    const host::error failure = parse("{\"manifest_version\": \"1\"}").failure();
    BOOST_TEST((failure.kind == host::error_class::config));
    BOOST_TEST(failure.code == "manifest");
    BOOST_TEST(failure.message == "manifest.json:1:22: error: /manifest_version: expected an "
                                  "integer, found a string; Layout of this file");
}

BOOST_AUTO_TEST_CASE(p8_a_file_that_is_wrong_everywhere_gets_a_report_that_can_be_read)
{
    std::string text = "{\"manifest_version\": 1";
    for (int key = 0; key < 5000; ++key)
        text += ",\n\"log\": {}";
    const auto report = parse(text + "}");
    BOOST_TEST(!report.ok());
    BOOST_REQUIRE_EQUAL(report.faults.size(), 101u);
    BOOST_TEST(report.faults[99].where.line == 102u);
    BOOST_TEST(report.faults.back().what == "4899 more faults");
}

BOOST_AUTO_TEST_CASE(p8_an_endless_text_is_refused_and_not_matched)
{
    const std::string endless(500'000, 'a');
    const auto url = parse(with("https://a.example", "https://" + endless));
    check_contains(all(url), "/connections/a/http/base_url: this text is longer than 2048 bytes");
    const auto key = parse(with("\"a\": {", '"' + endless + "\": {"));
    check_contains(all(key), "/connections: a key is longer than 2048 bytes");
}

BOOST_AUTO_TEST_CASE(p8_any_cut_of_a_manifest_is_an_error_and_never_a_crash)
{
    const std::string whole = with("x.a", "x.a");
    for (std::size_t length = 0; length < whole.size(); ++length)
        BOOST_TEST(!parse(whole.substr(0, length)).ok(), "cut at " << length);
    BOOST_TEST(parse(whole).ok());
}

BOOST_AUTO_TEST_CASE(a_manifest_that_others_may_write_is_a_warning_and_an_error_with_rules_of_trust)
{
    const test::temporary_folder folder;
    const auto file = folder.write("manifest.json", R"({"manifest_version": 1})", 0666);
    const auto report = host::load_manifest(file);
    BOOST_TEST(report.ok());
    check_contains(all(report), "warning: others could change which plugins run: every user may");
    BOOST_TEST(!host::load_manifest(file, {.strict = true}).ok());
    folder.write("manifest.json",
                 R"({"manifest_version": 1, "trust": {"mode": "require", "keys": [{"name": "x",
                    "public_key": "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}]}})",
                 0666);
    const auto refused = host::load_manifest(file);
    BOOST_TEST(!refused.ok());
    check_contains(all(refused), "run: chmod o-w");
}

BOOST_AUTO_TEST_CASE(a_manifest_of_another_user_has_to_be_named_and_its_owner_may_then_own_plugins)
{
    if (::geteuid() != 0) return; // only root gives files away
    const test::temporary_folder folder;
    const auto file = folder.write("manifest.json", R"({"manifest_version": 1})");
    BOOST_TEST(host::load_manifest(file, {.own_only = true}).ok());
    BOOST_REQUIRE_EQUAL(::chown(file.c_str(), 4711, static_cast<gid_t>(-1)), 0);
    const auto refused = host::load_manifest(file, {.own_only = true});
    BOOST_TEST(!refused.ok());
    check_contains(all(refused), "it belongs to another user, uid 4711");
    const auto named = host::load_manifest(file);
    BOOST_REQUIRE(named.ok());
    BOOST_TEST(named.value->plugins.trust.owners == std::vector<uid_t>{4711});
}

BOOST_AUTO_TEST_SUITE_END()
