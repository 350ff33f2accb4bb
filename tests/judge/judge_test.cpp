// SPDX-License-Identifier: Apache-2.0
// The judge's own parts, and the program around it. What it finds is in tests/bad_plugins.
#include "json_source.hpp"

#include <judge/hostile.hpp>
#include <judge/judge.hpp>
#include <judge/sample.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace judge = dovetail::judge;
namespace host = dovetail::host;
namespace json = boost::json;

namespace {

/// A file that is gone at the end.
class temporary_file
{
public:
    explicit temporary_file(const std::string& text)
    {
        std::string name = (std::filesystem::temp_directory_path() / "judge-XXXXXX").string();
        const int opened = ::mkstemp(name.data());
        BOOST_REQUIRE(opened >= 0);
        ::close(opened);
        path_ = name;
        std::ofstream(path_) << text;
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::filesystem::remove(path_); }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct run
{
    int code;
    std::string said;
};

/// The program with these arguments.
run tool(const std::string& arguments)
{
    const std::string command = std::string(DOVETAIL_PLUGIN_TOOL) + ' ' + arguments + " 2>&1";
    FILE* const pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    run out{0, {}};
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        out.said.append(buffer.data(), got);
    const int status = ::pclose(pipe);
    out.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return out;
}

std::string fault_of(const std::string& text)
{
    const temporary_file file(text);
    const auto loaded = judge::load_conversation(file.path());
    BOOST_REQUIRE(!loaded);
    BOOST_TEST(loaded.error().message.starts_with(file.path().string() + ": "));
    return loaded.error().message.substr(file.path().string().size() + 2);
}

host::plugin_manifest with_schema(const std::string& schema)
{
    host::plugin_manifest out;
    out.id = "test.schema";
    out.schema.json = schema;
    out.schema.source = host::json_source::parse(schema, "the test's schema").source;
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(judge_parts)

BOOST_AUTO_TEST_CASE(a_conversation_is_read_as_it_was_written)
{
    judge::conversation wanted;
    wanted.configuration = R"({"path":"/a"})";
    judge::exchange& one = wanted.exchanges.emplace_back();
    one.operation.kind = DOVETAIL_OP_WRITE;
    one.operation.now_us = 17;
    one.operation.changes = {{DOVETAIL_UPDATE, "k", "", "r", {{"due", {DOVETAIL_DATE, 3, {}}}}, 5}};
    one.turns = {{{"GET", "/x", {}, "", false}, {true, true, 404, {{"etag", "1"}}, "no"}},
                 {{}, judge::answer::lost(false)}};
    one.end = "failed";
    wanted.earlier_cursors = {"c0"};
    wanted.records[1] = {{DOVETAIL_TOMBSTONE, "gone", "", 0, {{"a", {DOVETAIL_JSON, 0, "[1]"}}}}};

    const temporary_file file(judge::to_json(wanted));
    const auto read = judge::load_conversation(file.path());
    BOOST_REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
    BOOST_TEST(judge::to_json(*read) == judge::to_json(wanted));
    BOOST_REQUIRE(read->exchanges.size() == 1u);
    BOOST_TEST(read->exchanges[0].operation.changes[0].key == "k");
    BOOST_TEST((read->exchanges[0].operation.changes[0].fields == one.operation.changes[0].fields));
    BOOST_TEST(!read->exchanges[0].turns[1].second.arrived);
    BOOST_TEST(read->earlier_cursors == wanted.earlier_cursors, boost::test_tools::per_element());
    BOOST_TEST(read->records[1][0].fields[0].second.text == "[1]");
}

BOOST_AUTO_TEST_CASE(a_bad_conversation_says_where_and_what)
{
    BOOST_TEST(fault_of("{").starts_with("/: is no JSON"));
    BOOST_TEST(fault_of("{}").starts_with("/format: must be 1"));
    BOOST_TEST(fault_of(R"({"format": 1, "exchanges": 7})") == "/exchanges: must be an array");
    BOOST_TEST(fault_of(R"({"format": 1, "exchanges": [{"operation": {"kind": "dance"}}]})") ==
               "/exchanges/0/operation/kind: is none of the known words");
    BOOST_TEST(fault_of(R"({"format": 1, "earlier_cursors": ["a", 1]})") ==
               "/earlier_cursors/1: must be a text");
    BOOST_TEST(fault_of(R"({"format": 1, "records": {"left": [{"key": "k", "fields":
                        {"a": {"colour": 1}}}]}})")
                   .starts_with("/records/left/0/fields/a: must be a text"));
}

BOOST_AUTO_TEST_CASE(a_configuration_is_made_that_the_schema_accepts)
{
    const auto about = with_schema(R"({"type": "object", "additionalProperties": false,
        "required": ["path", "size", "kind", "nested"],
        "properties": {
            "path": {"type": "string", "pattern": "^/"},
            "size": {"type": "integer", "minimum": 200, "maximum": 300},
            "kind": {"enum": ["x", "y"]},
            "nested": {"type": "object", "required": ["on"],
                       "properties": {"on": {"type": "boolean"}}},
            "free": {"type": "string"}}})");
    const auto made = judge::sample_configuration(about);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(!host::has_errors(host::check_configuration(about, {*made, {}, {}})));

    const auto all = judge::vary_configuration(about, *made);
    const auto accepted = [](const judge::variant& one) { return one.accepted; };
    BOOST_TEST(std::any_of(all.begin(), all.end(), accepted));
    BOOST_TEST(!std::all_of(all.begin(), all.end(), accepted));
    for (const judge::variant& one : all)
        BOOST_TEST((host::has_errors(host::check_configuration(about, {one.json, {}, {}})) !=
                    one.accepted),
                   one.change);
    BOOST_TEST(!judge::sample_configuration(with_schema("false")).has_value());
}

BOOST_AUTO_TEST_CASE(hostile_answers_follow_from_the_seed)
{
    const std::string body = R"({"records":[{"id":"1","a/b":null}],"done":true})";
    std::mt19937_64 one(7);
    std::mt19937_64 same(7);
    std::mt19937_64 other(8);
    const auto first = judge::hostile_bodies(body, one);
    BOOST_TEST((first == judge::hostile_bodies(body, same)));
    BOOST_TEST((first != judge::hostile_bodies(body, other)));
    BOOST_TEST((std::count(first.begin(), first.end(), R"({"records":[],"done":true})") >= 1));
}

BOOST_AUTO_TEST_CASE(a_verdict_crosses_between_processes_on_one_line)
{
    const judge::verdict told{"memory", judge::outcome::failed, "A-66", "two\nlines\tand a tab"};
    const auto read = judge::from_line(judge::to_line(told));
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->name == "memory");
    BOOST_TEST((read->how == judge::outcome::failed));
    BOOST_TEST(read->what == "two lines and a tab");
    BOOST_TEST(!judge::from_line("").has_value());
    BOOST_TEST(!judge::from_line("perhaps\tx\ty\tz\n").has_value());
}

BOOST_AUTO_TEST_CASE(the_program_tells_by_its_exit_code)
{
    const std::string good = std::string(BAD_PLUGINS) + "/good.plugin.json";
    const std::string bad = std::string(BAD_PLUGINS) + "/any_version.plugin.json";
    BOOST_TEST(tool("conform").code == 2);
    BOOST_TEST(tool("conform --list").code == 0);
    BOOST_TEST(tool("conform /no/such/plugin.plugin.json").code == 3);
    const run unknown = tool("conform --case nothing " + good);
    BOOST_TEST(unknown.code == 3);
    BOOST_TEST((unknown.said.find("there is no case \"nothing\"") != std::string::npos),
               unknown.said);
    const run fine = tool("conform --seed 5 --case manifest --case exports " + good);
    BOOST_TEST(fine.code == 0);
    BOOST_TEST((fine.said.find("seed 5") != std::string::npos), fine.said);
    BOOST_TEST((fine.said.find("2 cases: 2 passed") != std::string::npos), fine.said);
    const run broken = tool("conform --json --case negotiation " + bad);
    BOOST_TEST(broken.code == 1);
    const json::value report = json::parse(broken.said);
    BOOST_TEST(report.at("passed").as_bool() == false);
    BOOST_TEST(report.at("cases").at(0).at("rule").as_string() == "A-24");
}

BOOST_AUTO_TEST_SUITE_END()
