// SPDX-License-Identifier: Apache-2.0
// P8: a bad manifest gets a clear error that says where and what to do; nothing is lost.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

void expect_refusal(const ended& result, int code, std::initializer_list<const char*> words)
{
    BOOST_TEST(result.code == code, result.out << result.err);
    for (const char* word : words)
        BOOST_TEST(result.err.find(word) != std::string::npos,
                   "'" << word << "' is missing in: " << result.err);
    BOOST_TEST(result.err.find("terminate called") == std::string::npos);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_manifest)

BOOST_AUTO_TEST_CASE(p8_a_missing_manifest_is_named)
{
    deployment here;
    const auto file = (here.folder() / "nowhere.json").string();
    expect_refusal(here.run_alone({"once", "--manifest", file}), 3, {"nowhere.json"});
}

BOOST_AUTO_TEST_CASE(p8_what_is_no_json_is_refused_with_line_and_column)
{
    deployment here;
    expect_refusal(here.check_manifest("{\n  \"manifest_version\": 1,\n  oops\n}"), 3,
                   {"bad.json:3:3"});
}

BOOST_AUTO_TEST_CASE(p8_a_duplicate_key_is_refused)
{
    deployment here;
    auto text = json::serialize(here.manifest);
    text.insert(1, "\"manifest_version\":1,");
    expect_refusal(here.check_manifest(text), 3, {"bad.json:1", "manifest_version"});
}

BOOST_AUTO_TEST_CASE(p8_an_unknown_key_warns_and_is_an_error_with_strict)
{
    deployment here;
    here.sync_settings()["intervall_s"] = 3;
    const auto lenient = here.run({"manifest", "check"});
    expect_refusal(lenient, 0, {"warning", "intervall_s", "interval_s"});
    expect_refusal(here.run({"manifest", "check", "--strict"}), 3, {"intervall_s"});
}

BOOST_AUTO_TEST_CASE(p8_a_wrong_type_is_refused_with_its_pointer)
{
    deployment here;
    here.sync_settings()["interval_s"] = "often";
    expect_refusal(here.run({"once"}), 3, {"/syncs/tasks/interval_s"});
}

BOOST_AUTO_TEST_CASE(p8_a_newer_manifest_is_refused_with_both_versions)
{
    deployment here;
    here.manifest["manifest_version"] = 2;
    expect_refusal(here.run({"once"}), 3, {"manifest_version", "2", "1"});
}

BOOST_AUTO_TEST_CASE(p8_several_faults_are_reported_at_once)
{
    deployment here;
    here.sync_settings()["interval_s"] = "often";
    here.sync_settings()["mapping"] = "task";
    const auto result = here.run({"manifest", "check"});
    expect_refusal(result, 3, {"/syncs/tasks/interval_s"});
}

BOOST_AUTO_TEST_CASE(p8_a_name_that_is_not_there_is_refused_with_the_nearest_one)
{
    deployment here;
    here.sync_settings()["mapping"] = "task";
    expect_refusal(here.run({"once"}), 3, {"/syncs/tasks/mapping", "\"task\"", "tasks"});
}

BOOST_AUTO_TEST_CASE(p8_a_missing_plugin_is_refused_with_the_whole_search)
{
    deployment here;
    here.connection("salesforce")["plugin"] = "dovetail.salesforces";
    expect_refusal(here.run({"once"}), 3,
                   {"dovetail.salesforces", "dovetail.salesforce", ".plugin.json"});
}

BOOST_AUTO_TEST_CASE(p8_a_missing_secret_file_is_refused_with_who_needs_it)
{
    deployment here;
    fs::remove(here.world.folder() / "secrets" / "salesforce.client-secret");
    expect_refusal(here.run({"once"}), 3, {"salesforce.client-secret", "salesforce"});
}

BOOST_AUTO_TEST_CASE(p7_a_secret_in_the_manifest_is_refused_and_not_repeated)
{
    deployment here;
    here.connection("salesforce")["auth"].as_object()["client_secret"] = "hunter2-hunter2";
    const auto result = here.run({"once"});
    expect_refusal(result, 3, {"/connections/salesforce/auth/client_secret", "file"});
    BOOST_TEST(result.err.find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(p8_a_plugin_s_own_configuration_is_checked_with_its_place)
{
    deployment here;
    here.connection("salesforce")["configuration"].as_object()["api_version"] = 62;
    expect_refusal(here.run({"once"}), 3, {"/connections/salesforce/configuration", "api_version"});
}

BOOST_AUTO_TEST_CASE(p8_a_server_that_does_not_answer_is_named)
{
    deployment here;
    here.linked_task();
    here.connection("sales-connect")["http"].as_object()["base_url"] = "http://127.0.0.1:1";
    const auto result = here.run({"once"});
    BOOST_TEST(result.code == 1);
    BOOST_TEST(result.err.find("127.0.0.1:1") != std::string::npos);
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
