// SPDX-License-Identifier: Apache-2.0
// What the host makes of plugins it should not trust, from the command line.
#include "end_to_end/support/deployment.hpp"
#include "end_to_end/support/plugin_processes.hpp"
#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

/// Plugins of the test's own, and a key to sign them with.
class signed_deployment : public deployment
{
public:
    signed_deployment()
    {
        fs::create_directories(plugins());
        for (const auto& entry : fs::directory_iterator(plugin_folder()))
            fs::copy(entry.path(), plugins() / entry.path().filename());
        manifest["plugins"].as_object()["search"] = json::array{plugins().string()};
        tool({"keygen", key()});
    }

    fs::path plugins() const { return folder() / "plugins"; }
    fs::path plugin(const std::string& name) const { return plugins() / (name + ".plugin.json"); }
    std::string key() const { return (folder() / "test.key").string(); }

    void tool(const arguments& words) const
    {
        const auto result = process(plugin_program(), words, {}, folder()).wait();
        BOOST_REQUIRE_MESSAGE(result.code == 0, result.out << result.err);
    }

    void sign_all() const
    {
        for (const char* name :
             {"dovetail_salesforce", "dovetail_sales_connect", "dovetail_task_mapping"})
            tool({"sign", plugin(name).string(), "--key", key()});
    }

    json::object& trust() { return manifest["trust"].as_object(); }

    void require_signatures(const std::string& mode = "require")
    {
        std::string text = read_file(key() + ".pub");
        text.pop_back();
        trust()["mode"] = mode;
        trust()["keys"] = json::array{{{"name", "the test"}, {"public_key", text}}};
    }
};

void expect(const ended& result, int code, std::initializer_list<const char*> words)
{
    BOOST_TEST(result.code == code, result.out << result.err);
    for (const char* word : words)
        BOOST_TEST((result.out + result.err).find(word) != std::string::npos,
                   "'" << word << "' is missing in: " << result.out << result.err);
}

/// The candidate of `plugins list` whose file has that name.
json::object listed(deployment& here, const std::string& file)
{
    const auto document = here.run_json({"plugins", "list"});
    for (const auto& place : document.at("places").as_array())
        for (const auto& one : place.at("candidates").as_array())
            if (one.at("file").as_string().ends_with(file)) return one.as_object();
    throw std::runtime_error(file + " is not listed");
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_trust)

BOOST_AUTO_TEST_CASE(a_host_that_requires_signatures_syncs_with_signed_plugins_alone)
{
    signed_deployment here;
    here.require_signatures();
    expect(here.run({"once"}), 3, {"dovetail.salesforce", "it is not signed"});
    here.sign_all();
    here.enable();
    here.once();

    const auto digest =
        here.run_json({"plugins", "inspect", "dovetail.task_mapping"}).at("plugin").at("sha256");
    here.trust()["revoked"] = json::array{digest};
    expect(here.run({"once"}), 3, {"dovetail.task_mapping", "its library is revoked"});
    here.trust().erase("revoked");

    std::string text = read_file(here.plugin("dovetail_salesforce"));
    text.replace(text.find("\"overlap\""), 9, "\"exclusive\"");
    write_file(here.plugin("dovetail_salesforce"), text);
    expect(here.run({"once"}), 3, {"its manifest is not the one that was signed"});
}

BOOST_AUTO_TEST_CASE(isolation_is_no_way_around_a_signature_and_signed_plugins_run_isolated)
{
    signed_deployment here;
    here.require_signatures();
    isolate_all(here);
    expect(here.run({"once"}), 3, {"dovetail.salesforce", "it is not signed"});
    here.sign_all();
    here.enable();
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    const auto result = here.run({"once", "--log-level", "info"});
    expect(result, 0, {"process for a plugin started"});
    BOOST_TEST(processes_in(result.err).size() == 3U);
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
}

BOOST_AUTO_TEST_CASE(a_host_that_warns_runs_and_says_what_is_wrong)
{
    signed_deployment here;
    here.require_signatures("warn");
    expect(here.run({"once"}), 0, {"it is not signed"});
    const auto one = listed(here, "dovetail_salesforce.plugin.json");
    BOOST_TEST(one.at("chosen").as_bool());
    BOOST_TEST(one.at("warnings").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(plugins_that_others_may_change_are_refused_with_the_command_that_helps)
{
    signed_deployment here;
    fs::permissions(here.plugins(), fs::perms::others_write, fs::perm_options::add);
    const std::string command = "chmod o-w " + here.plugins().string();
    expect(here.run({"once"}), 3, {"others could put plugins there", command.c_str()});
    expect(here.run({"plugins", "list"}), 0, {"no plugin was found", command.c_str()});
    fs::permissions(here.plugins(), fs::perms::others_write, fs::perm_options::remove);
    here.run_json({"once"});
}

BOOST_AUTO_TEST_CASE(of_two_versions_the_highest_wins_unless_one_is_pinned)
{
    signed_deployment here;
    std::string text = read_file(here.plugin("dovetail_task_mapping"));
    const std::string version = "\"0.1.0\"";
    text.replace(text.find(version), version.size(), "\"0.2.0\"");
    write_file(here.plugin("newer"), text);
    BOOST_TEST(listed(here, "newer.plugin.json").at("chosen").as_bool());
    const auto loser = listed(here, "dovetail_task_mapping.plugin.json");
    BOOST_TEST(loser.at("reason").as_string().starts_with("a newer version is there: "));
    here.manifest["plugins"].as_object()["pins"] = {{"dovetail.task_mapping", "0.1.0"}};
    BOOST_TEST(listed(here, "dovetail_task_mapping.plugin.json").at("chosen").as_bool());
    BOOST_TEST(listed(here, "newer.plugin.json").at("reason").as_string() ==
               "version 0.1.0 is pinned in the manifest");
    expect(here.run({"plugins", "list"}), 0, {"is pinned"});
}

BOOST_AUTO_TEST_CASE(with_raised_privileges_the_environment_names_no_plugins)
{
    if (::geteuid() != 0) return; // only root gives a program another user's rights
    signed_deployment here;
    here.manifest["plugins"].as_object()["search"] = json::array();
    here.run({"plugins", "list"}); // writes the manifest
    const auto raised = here.folder() / "raised";
    fs::copy(host_program(), raised);
    BOOST_REQUIRE_EQUAL(::chown(raised.c_str(), 65534, 65534), 0);
    for (const auto& path : {here.folder(), here.plugins(), raised, here.manifest_file()})
        BOOST_REQUIRE_EQUAL(::chmod(path.c_str(), path == raised ? 04755 : 0755), 0);
    const arguments words{"plugins", "list", "--manifest", here.manifest_file().string()};
    const variables extra{{"DOVETAIL_PLUGIN_PATH", here.plugins().string()}};
    const std::string note = "was not honoured: this process runs with raised privileges";
    // The exit code is not looked at: a leak check, where there is one, cannot look into a process
    // of another user, and fails.
    const auto result = process(raised, words, extra, here.folder()).wait();
    for (const auto& text : {note, std::string("no plugin was found")})
        BOOST_TEST(result.out.find(text) != std::string::npos, result.out << result.err);
    const auto plain = process(host_program(), words, extra, here.folder()).wait();
    BOOST_TEST(plain.out.find(note) == std::string::npos, plain.out);
    BOOST_TEST(plain.out.find("dovetail.salesforce") != std::string::npos, plain.out);
}

BOOST_AUTO_TEST_SUITE_END()
