// SPDX-License-Identifier: Apache-2.0
// A plugin that breaks a rule of docs/abi.md, in the real program: who broke which rule is named,
// what it concerns fails, and the host goes on. The plugins are those of tests/bad_plugins.
#include "end_to_end/support/process.hpp"
#include "end_to_end/support/programs.hpp"
#include "support/http_server.hpp"
#include "support/temporary_folder.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

/// A sync of a bad plugin with a good one, each with the same server behind it, which has a list of
/// two.
class bad_sync
{
public:
    explicit bad_sync(const std::string& name) : id("test." + name)
    {
        for (const auto& one : {name, std::string("good")})
            for (const char* end : {".so", ".plugin.json"})
                fs::copy(fs::path(DOVETAIL_BAD_PLUGINS) / (one + end), folder_ / (one + end));
        const json::object there{{"configuration", {{"path", "/"}}},
                                 {"http", {{"base_url", list_.url()}}},
                                 {"auth", {{"type", "none"}}}};
        bad = good = there;
        bad["plugin"] = id;
        good["plugin"] = "test.good";
    }

    const std::string id;
    json::object bad;
    json::object good;
    json::object plugins{{"search", json::array{"."}}};

    ended run(arguments words) { return start(std::move(words))->wait(); }

    std::unique_ptr<process> start(arguments words)
    {
        const json::object manifest{
            {"manifest_version", 1},
            {"plugins", plugins},
            {"connections", {{"bad", bad}, {"good", good}}},
            {"mappings",
             {{"names", {{"plugin", "test.good"}, {"configuration", {{"path", "/"}}}}}}},
            {"syncs",
             {{"s",
               {{"left", {{"connection", "bad"}}},
                {"right", {{"connection", "good"}}},
                {"mapping", "names"}}}}},
            {"state", {{"path", "state.db"}}}};
        write_file(folder_ / "manifest.json", json::serialize(manifest));
        words.insert(words.end(), {"--manifest", (folder_ / "manifest.json").string()});
        return std::make_unique<process>(host_program(), words, variables{}, folder_.path());
    }

    json::value run_json(arguments words)
    {
        words.push_back("--json");
        const auto result = run(std::move(words));
        BOOST_REQUIRE_MESSAGE(result.code == 0, result.out << result.err);
        return json::parse(result.out);
    }

    /// Asks both servers; what the host says of it.
    std::string check_online()
    {
        const auto result = run({"manifest", "check", "--online"});
        return std::to_string(result.code) + ": " + result.out + result.err;
    }

private:
    temporary_folder folder_;
    http_server list_{http_server::each([](server_connection& to, const received_request&) {
        to.respond(200, "item 7 Call Ada\nitem 8 Write to Bob\nend\n");
    })};
};

void expect(const std::string& text, std::initializer_list<const char*> words)
{
    for (const char* word : words)
        BOOST_TEST(text.find(word) != std::string::npos,
                   "'" << word << "' is missing in: " << text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(a_broken_rule_is_named_where_it_happens_and_in_what_the_state_remembers)
{
    bad_sync here("twin_fields");
    here.plugins["check"] = true;
    const auto host = here.start({"run"});
    BOOST_TEST(eventually([&] {
        return host->err().find("the plugin test.twin_fields 1.0.0 (generation ") !=
               std::string::npos;
    }));
    host->wait_for_output("Ctrl-C stops"); // it goes on all the same
    host->signal(SIGTERM);
    const auto result = host->wait();
    BOOST_TEST(result.code == 0, result.out << result.err);
    expect(result.err,
           {"broke rule A-12 of the contract (docs/abi.md) in resume: two fields with the "
            "same name"});

    const auto status = here.run_json({"status"});
    const auto found = status.at("syncs").at(0).at("plugins").at("findings").as_array();
    BOOST_REQUIRE_EQUAL(found.size(), 1U);
    BOOST_TEST(found[0].at("plugin").as_string() == "test.twin_fields");
    BOOST_TEST(found[0].at("rule").as_string() == "A-12");
    BOOST_TEST(found[0].at("by").as_string() == "plugin");
    BOOST_TEST(found[0].at("call").as_string() == "resume");
    BOOST_TEST(found[0].at("generation").as_int64() > 0);
    for (const arguments& command :
         {arguments{"status"}, {"plugins", "list"}, {"plugins", "inspect", here.id}})
        expect(here.run(command).out, {"broke rule A-12", "last "});
    BOOST_TEST(
        here.run_json({"plugins", "inspect", "test.good"}).at("findings").as_array().empty());
    BOOST_TEST(here.run_json({"plugins", "list"}).at("checked").as_bool());
}

BOOST_AUTO_TEST_CASE(without_the_check_what_cannot_crash_the_host_runs_the_ordinary_way)
{
    bad_sync here("twin_fields");
    here.plugins["check"] = false;
    expect(here.check_online(), {"0: ", "every server answers and fits"});
    BOOST_TEST(!here.run_json({"plugins", "list"}).at("checked").as_bool());
    here.plugins["check"] = true;
    expect(here.check_online(), {"test.twin_fields 1.0.0 (generation", "broke rule A-12"});
}

BOOST_AUTO_TEST_CASE(what_could_crash_the_host_is_named_in_any_case)
{
    bad_sync here("no_key");
    here.plugins["check"] = false;
    expect(here.check_online(), {"test.no_key 1.0.0 (generation", "broke rule A-60"});
}

BOOST_AUTO_TEST_CASE(a_rule_that_an_isolated_plugin_breaks_is_named_as_well)
{
    bad_sync twins("twin_fields");
    twins.plugins["check"] = true;
    twins.bad["isolation"] = "process";
    expect(twins.check_online(), {"test.twin_fields 1.0.0 (generation", "broke rule A-12"});
    bad_sync keyless("no_key"); // the child itself sees that
    keyless.bad["isolation"] = "process";
    expect(keyless.check_online(), {"test.no_key 1.0.0 (generation", "broke rule A-60"});
}

BOOST_AUTO_TEST_SUITE_END()
