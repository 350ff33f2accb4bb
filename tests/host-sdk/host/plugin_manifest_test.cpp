// SPDX-License-Identifier: Apache-2.0
#include "support/plugin_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

std::string faults_of(const host::plugin_manifest_report& report)
{
    std::string out;
    for (const host::fault& one : report.faults)
        out += host::to_string(one) + '\n';
    return out;
}

void check_refused(const test::installed& what, std::string_view words)
{
    const test::plugin_folder plugins;
    const auto report = host::load_plugin_manifest(plugins.install(what));
    BOOST_TEST(!report.value);
    const std::string text = faults_of(report);
    BOOST_TEST((text.find(words) != text.npos), "\"" << words << "\" is not in " << text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_manifests)

BOOST_AUTO_TEST_CASE(every_key_arrives)
{
    const test::plugin_folder plugins;
    const auto value = plugins.manifest(
        {.version = "1.2.3-rc.1",
         .abi = R"({"oldest": 1, "newest": 4})",
         .more = R"(, "requires": ["dovetail.log/1"], "configuration": {"type": "object"},
                    "swap": {"mode": "exclusive", "resident": true})"});
    BOOST_TEST(value->id == "test.probe");
    BOOST_TEST(to_string(value->version) == "1.2.3-rc.1");
    BOOST_TEST((value->abi.oldest == 1 && value->abi.newest == 4));
    BOOST_TEST(value->library == plugins.path() / "good.so");
    BOOST_TEST(host::to_string(value->sha256).size() == 64u);
    BOOST_TEST(value->provides_extension("dovetail.mapper/1"));
    BOOST_TEST(!value->provides_extension("dovetail.mapper/2"));
    BOOST_TEST(value->requires_of_host == std::vector<std::string>{"dovetail.log/1"});
    BOOST_TEST((value->swap == host::swap_mode::exclusive && value->resident));
    BOOST_TEST(value->schema.json == R"({"type":"object"})");
}

BOOST_AUTO_TEST_CASE(p8_a_half_written_manifest_is_refused_with_the_place)
{
    const test::temporary_folder folder;
    const auto file = folder.write("x.plugin.json", "{\"manifest_version\": 1,\n \"id\": \"a");
    const auto report = host::load_plugin_manifest(file);
    BOOST_TEST(!report.value);
    BOOST_TEST((faults_of(report).find("x.plugin.json:2:10: error: not JSON") != std::string::npos),
               faults_of(report));
}

BOOST_AUTO_TEST_CASE(p8_what_a_manifest_must_not_say_is_refused)
{
    check_refused({.id = "Has Blanks"}, "/id: this text does not have the form");
    check_refused({.version = "1"}, "/version");
    check_refused({.abi = R"({"oldest": 3, "newest": 1})"}, "oldest version is newer");
    check_refused({.sha256 = "abc"}, "/sha256");
    check_refused({.provides = "[]"}, "it has 0 elements, and no fewer than 1 is allowed");
    check_refused({.more = R"(, "library": "../../etc/x.so")"}, "stands here a second time");
    check_refused({.more = R"(, "configuration": {"type": "nonsense"})"}, "no JSON Schema");
    check_refused({.more = R"(, "configuration": 5)"}, "/configuration: expected an object or a");
    check_refused({.more = R"(, "configuration": {"$ref": "https://example.com/x.json"})"},
                  "/configuration");
}

BOOST_AUTO_TEST_CASE(p8_the_library_lies_beside_or_below_its_manifest)
{
    const test::temporary_folder folder;
    const auto with = [&](const std::string& library) {
        return host::load_plugin_manifest(folder.write(
            "x.plugin.json", R"({"manifest_version": 1, "id": "x", "version": "1.0.0",
              "abi": {"oldest": 1, "newest": 1}, "provides": ["dovetail.mapper/1"], "sha256": ")" +
                                 std::string(64, 'a') + R"(", "library": ")" + library + "\"}"));
    };
    BOOST_TEST(with("sub/x.so").value->library == folder.path() / "sub/x.so");
    BOOST_TEST(!with("../x.so").value);
    BOOST_TEST(!with("sub/../../x.so").value);
    BOOST_TEST(!with("/usr/lib/x.so").value);
}

BOOST_AUTO_TEST_CASE(p8_a_newer_layout_is_refused_with_that_one_reason)
{
    const test::temporary_folder folder;
    const auto report = host::load_plugin_manifest(
        folder.write("x.plugin.json", R"({"manifest_version": 2, "id": "x"})"));
    BOOST_TEST(report.claimed_id == "x");
    BOOST_REQUIRE_EQUAL(report.faults.size(), 1u);
    BOOST_TEST(
        (faults_of(report).find("has version 2, and this host reads up to") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
