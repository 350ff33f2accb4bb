// SPDX-License-Identifier: Apache-2.0
// dovetail-plugin as its users run it: an author makes a key and signs, an operator validates.
#include "end_to_end/support/process.hpp"
#include "end_to_end/support/programs.hpp"
#include "support/temporary_folder.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sys/stat.h>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

const std::string name = "dovetail_task_mapping";

/// A folder with one plugin, a key, and the program.
class bench
{
public:
    bench()
    {
        for (const char* suffix : {".so", ".plugin.json"})
            fs::copy(plugin_folder() / (name + std::string(suffix)), plugin(suffix));
        BOOST_REQUIRE_EQUAL(run({"keygen", key(), "--name", "Acme"}).code, 0);
    }

    fs::path plugin(const std::string& suffix = ".plugin.json") const
    {
        return folder_ / (name + suffix);
    }
    std::string key() const { return (folder_ / "acme.key").string(); }
    fs::path file(const std::string& called) const { return folder_ / called; }

    ended run(const arguments& words, const variables& extra = {}) const
    {
        return process(plugin_program(), words, extra, folder_.path()).wait();
    }

    json::object run_json(arguments words) const
    {
        words.emplace_back("--json");
        return json::parse(run(words).out).as_object();
    }

    ended sign() const { return run({"sign", plugin().string(), "--key", key()}); }
    ended validate(arguments more) const
    {
        more.insert(more.begin(), {"validate", plugin().string()});
        return run(more);
    }

    /// A host's manifest with these rules of trust; gives its path.
    std::string host_with(const json::object& trust) const
    {
        const auto path = file("manifest.json");
        write_file(path, json::serialize(json::object{{"manifest_version", 1}, {"trust", trust}}));
        return path.string();
    }

    json::object trusted_key() const
    {
        std::string text = read_file(key() + ".pub");
        text.pop_back();
        return {{"name", "Acme"}, {"public_key", text}};
    }

    json::object requires_acme() const
    {
        return {{"mode", "require"}, {"keys", json::array{trusted_key()}}};
    }

private:
    temporary_folder folder_;
};

void expect(const ended& result, int code, std::initializer_list<const char*> words)
{
    BOOST_TEST(result.code == code, result.out << result.err);
    for (const char* word : words)
        BOOST_TEST((result.out + result.err).find(word) != std::string::npos,
                   "'" << word << "' is missing in: " << result.out << result.err);
}

mode_t mode_of(const fs::path& file)
{
    struct stat status = {};
    BOOST_REQUIRE_EQUAL(::stat(file.c_str(), &status), 0);
    return status.st_mode & 07777u;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_tool)

BOOST_AUTO_TEST_CASE(a_new_secret_key_is_its_owners_alone_and_never_replaces_a_file)
{
    const bench here;
    BOOST_TEST(mode_of(here.key()) == 0600u);
    const std::string secret = read_file(here.key());
    BOOST_TEST(secret.starts_with("ed25519-secret:"));
    const auto again = here.run({"keygen", here.key()});
    expect(again, 3, {"acme.key exists"});
    BOOST_TEST(read_file(here.key()) == secret);
    write_file(here.file("other.key.pub"), "in the way");
    expect(here.run({"keygen", here.file("other.key").string()}), 3, {"other.key.pub exists"});
    BOOST_TEST(!fs::exists(here.file("other.key")));
}

BOOST_AUTO_TEST_CASE(what_keygen_prints_is_what_a_host_takes)
{
    const bench here;
    const auto made = here.run({"keygen", here.file("two.key").string(), "--name", "Bob"});
    const auto begin = made.out.find("{\"name\"");
    BOOST_REQUIRE(begin != std::string::npos);
    const auto key = json::parse(made.out.substr(begin, made.out.find('}') - begin + 1));
    BOOST_REQUIRE_EQUAL(
        here.run({"sign", here.plugin().string(), "--key", here.file("two.key").string()}).code, 0);
    const auto host = here.host_with({{"mode", "require"}, {"keys", json::array{key}}});
    expect(here.validate({"--manifest", host}), 0, {"signed by  Bob", "the host would load it"});
}

BOOST_AUTO_TEST_CASE(an_operator_sees_why_a_plugin_would_be_refused)
{
    const bench here;
    const auto host = here.host_with(here.requires_acme());
    expect(here.validate({}), 0, {"ok     it is not revoked", "the host would load it"});
    expect(here.validate({"--manifest", host}), 1, {"FAILED", "it is not signed", "would refuse"});
    BOOST_REQUIRE_EQUAL(here.sign().code, 0);
    expect(here.validate({"--manifest", host}), 0, {"signed by  Acme"});
    expect(here.validate({"--key", here.key() + ".pub"}), 0, {"signed by  acme.key.pub"});

    const auto digest =
        here.run_json({"inspect", here.plugin().string()}).at("library").at("sha256");
    auto rules = here.requires_acme();
    rules["revoked"] = json::array{digest};
    expect(here.validate({"--manifest", here.host_with(rules)}), 1, {"its library is revoked"});

    std::string text = read_file(here.plugin());
    text.replace(text.find("\"overlap\""), 9, "\"exclusive\"");
    write_file(here.plugin(), text, 0644);
    expect(here.validate({"--manifest", here.host_with(here.requires_acme())}), 1,
           {"somebody changed it afterwards"});

    fs::permissions(here.plugin(".so"), fs::perms::others_write, fs::perm_options::add);
    write_file(here.plugin(".so"), read_file(here.plugin(".so")).substr(0, 5000), 0666);
    expect(here.validate({}), 1,
           {"FAILED no other user can change it", "chmod o-w", "wanted ", "the file is cut off"});
}

BOOST_AUTO_TEST_CASE(validate_also_judges_the_configuration_the_host_has_for_it)
{
    const bench here;
    write_file(here.file("host.json"),
               R"({"manifest_version": 1, "mappings": {"tasks": {"plugin": "dovetail.task_mapping",
                   "configuration": {"rules": 5}}}})");
    expect(here.validate({"--manifest", here.file("host.json").string()}), 1,
           {"its configuration fits: mapping tasks", "/mappings/tasks/configuration/rules"});
}

BOOST_AUTO_TEST_CASE(signing_keeps_the_file_and_its_mode_and_needs_a_safe_key)
{
    const bench here;
    fs::permissions(here.plugin(), fs::perms{0640});
    const std::string before = read_file(here.plugin());
    expect(here.sign(), 0, {"dovetail.task_mapping", "signed with the key "});
    const std::string after = read_file(here.plugin());
    BOOST_TEST(after.starts_with(before.substr(0, before.rfind('}') - 1)));
    BOOST_TEST(mode_of(here.plugin()) == 0640u);
    BOOST_TEST(!fs::exists(here.plugin().string() + ".part"));

    std::string line = read_file(here.key());
    line.pop_back();
    const arguments by_variable{"sign", here.plugin().string(), "--key-env", "PLUGIN_KEY"};
    expect(here.run(by_variable, {{"PLUGIN_KEY", line}}), 0, {"signed with the key "});
    BOOST_TEST(read_file(here.plugin()) == after); // ed25519 is deterministic
    expect(here.run(by_variable), 3, {"PLUGIN_KEY is not set"});

    fs::permissions(here.key(), fs::perms{0644});
    const auto refused = here.sign();
    expect(refused, 3, {"chmod 600"});
    BOOST_TEST((refused.out + refused.err).find(line) == std::string::npos);
    BOOST_TEST(read_file(here.plugin()) == after);
}

BOOST_AUTO_TEST_CASE(nothing_is_signed_that_its_manifest_does_not_describe)
{
    const bench here;
    const std::string before = read_file(here.plugin());
    auto bytes = read_file(here.plugin(".so"));
    bytes.back() = static_cast<char>(bytes.back() + 1);
    write_file(here.plugin(".so"), bytes, 0755);
    expect(here.sign(), 3, {"is not the one the manifest describes", "build both together"});
    BOOST_TEST(read_file(here.plugin()) == before);
    BOOST_TEST(!fs::exists(here.plugin().string() + ".part"));
    write_file(here.plugin(), before.substr(0, 90), 0644);
    expect(here.sign(), 3, {"dovetail_task_mapping.plugin.json:", "not JSON"});
    fs::remove(here.plugin());
    expect(here.run({"sign", here.plugin(".so").string(), "--key", here.key()}), 3,
           {"has no manifest beside it"});
}

BOOST_AUTO_TEST_CASE(inspect_shows_the_file_and_on_request_what_the_code_answers)
{
    const bench here;
    BOOST_REQUIRE_EQUAL(here.sign().code, 0);
    expect(here.run({"inspect", here.plugin(".so").string()}), 0,
           {"dovetail.task_mapping 0.1.0", "exports    dovetail_plugin_entry", "libc.so.6 (/",
            "signed     with the key ", "a host may load it"});
    const auto shown = here.run_json({"inspect", here.plugin().string(), "--load"});
    BOOST_TEST(shown.at("refusal").is_null());
    BOOST_TEST(shown.at("plugin").at("signature").at("key").as_string().size() == 16u);
    const auto& answers = shown.at("answers");
    BOOST_TEST(answers.at("abi_version").to_number<int>() == 1);
    BOOST_TEST(answers.at("makes").at(0).at("extension") == "dovetail.mapper/1");
    BOOST_TEST(!answers.at("makes").at(0).at("facts").as_array().empty());

    write_file(here.file("bad.json"), R"({"rules": 5})");
    expect(here.run({"inspect", here.plugin().string(), "--load", "--configuration",
                     here.file("bad.json").string()}),
           0, {"but not so: "});
    expect(here.run({"inspect", here.file("nowhere").string()}), 3, {"No such file"});
}

BOOST_AUTO_TEST_CASE(bench_tells_what_a_record_costs_either_way)
{
    const bench here;
    const arguments quickly{"--runs", "3", "--time", "1", "--batch", "1", "--batch", "7"};
    arguments words{"bench", here.plugin().string()};
    words.insert(words.end(), quickly.begin(), quickly.end());
    const auto mapper = here.run_json(words);
    BOOST_TEST(mapper.at("unit") == "ns/record");
    const auto& figures = mapper.at("figures").as_array();
    BOOST_REQUIRE_EQUAL(figures.size(), 2u);
    BOOST_TEST(figures[1].at("call") == "to_canonical");
    BOOST_TEST(figures[1].at("records") == 7);
    for (const char* const way : {"plugin", "in_process", "checked", "isolated"})
        BOOST_TEST(figures[1].at(way).at("min").as_int64() <=
                   figures[1].at(way).at("max").as_int64());
    BOOST_TEST(figures[1].at("plugin").at("min").as_int64() > 0);

    const std::string connector = (plugin_folder() / "dovetail_salesforce.plugin.json").string();
    expect(here.run({"bench", connector}), 3, {"recorded fetch", "--conversation"});
    expect(here.run({"bench", connector, "--batch", "0"}), 2, {"--batch"});
}

BOOST_AUTO_TEST_CASE(a_new_project_has_a_good_name_and_never_touches_a_folder_that_exists)
{
    const bench here;
    expect(here.run({"new", "connector", "My Tracker"}), 2, {"\"my_tracker\"", "beginning with"});
    expect(here.run({"new", "connector", "../up"}), 2, {"\"up\""});
    expect(here.run({"new", "connector", "test"}), 2, {"CMake keeps the name", "my_test"});
    expect(here.run({"new", "connector", "x", "--id", "No Id"}), 2, {"org.example.my_plugin"});
    expect(here.run({"new", "engine", "x"}), 2, {"connector", "mapper"});
    expect(here.run({"new", "mapper", "x", "--language", "rust"}), 2, {"c++"});

    const std::string folder = here.file("below/taken").string();
    const auto made = here.run_json({"new", "mapper", "x", "--directory", folder});
    BOOST_TEST(made.at("id") == "example.x");
    BOOST_TEST(made.at("files").as_array().size() == 6u);
    BOOST_TEST(fs::exists(folder + "/x.cpp"));
    fs::remove(folder + "/x.cpp");
    expect(here.run({"new", "mapper", "x", "--directory", folder}), 3, {"taken exists"});
    BOOST_TEST(!fs::exists(folder + "/x.cpp"));
}

BOOST_AUTO_TEST_CASE(a_wrong_command_line_is_told_what_is_wrong)
{
    const bench here;
    expect(here.run({}), 2, {"which command?"});
    expect(here.run({"polish"}), 2, {"there is no command 'polish'"});
    expect(here.run({"sign", "x"}), 2, {"dovetail-plugin sign --help"});
    expect(here.run({"sign", "--help"}), 0, {"--key-env", "Example:"});
    expect(here.run({"--version"}), 0, {"dovetail-plugin "});
}

BOOST_AUTO_TEST_SUITE_END()
