// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/deployment.hpp"

#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <sys/stat.h>

namespace dovetail::test {
namespace {

namespace json = boost::json;

json::object connection_to(const sandbox& world, service where)
{
    const bool salesforce = where == service::salesforce;
    const auto secrets = world.folder() / "secrets";
    json::object auth{
        {"client_id", world.client_id(where)},
        {"token_url", world.url(where) + (salesforce ? "/services/oauth2/token" : "/oauth/token")}};
    if (salesforce) {
        auth["type"] = "oauth2_refresh_token";
        auth["client_secret"] = {{"file", (secrets / "salesforce.client-secret").string()}};
        auth["refresh_token"] = {{"file", (secrets / "salesforce.refresh-token").string()}};
    } else {
        auth["type"] = "oauth2_client_credentials";
        auth["client_secret"] = {{"file", (secrets / "sales-connect.client-secret").string()}};
    }
    return {{"plugin", salesforce ? "dovetail.salesforce" : "dovetail.sales_connect"},
            {"configuration", json::object()},
            {"http", {{"base_url", world.url(where)}}},
            {"auth", std::move(auth)},
            // Tests wait for nothing longer than they must.
            {"retry", {{"first_delay_s", 0.01}, {"longest_delay_s", 0.1}}}};
}

/// Where plugins run: as the environment says, so that a test can be run both ways.
void isolate(json::object& user)
{
    if (const char* where = std::getenv("DOVETAIL_TEST_ISOLATION")) user["isolation"] = where;
}

std::uint64_t owner_of(const std::filesystem::path& path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) throw std::runtime_error("no " + path.string());
    return status.st_uid;
}

json::object manifest_for(const sandbox& world)
{
    return {{"manifest_version", 1},
            {"plugins", {{"search", json::array{plugin_folder().string()}}}},
            // A checkout that belongs to another user (a container's mount) is tested as well.
            {"trust", {{"owners", json::array{owner_of(plugin_folder())}}}},
            {"connections",
             {{"salesforce", connection_to(world, service::salesforce)},
              {"sales-connect", connection_to(world, service::sales_connect)}}},
            {"mappings",
             {{"tasks", {{"plugin", "dovetail.task_mapping"}, {"configuration", json::object()}}}}},
            {"syncs",
             {{"tasks",
               {{"left", {{"connection", "salesforce"}}},
                {"right",
                 {{"connection", "sales-connect"}, {"first_crossing", "created_after_enabling"}}},
                {"mapping", "tasks"},
                {"interval_s", 1}}}}},
            {"state", {{"path", "state/dovetail.db"}}},
            {"log", {{"level", "warning"}}}};
}

std::string command_line(const arguments& words)
{
    std::string text = "dovetail";
    for (const auto& word : words)
        text += " " + word;
    return text;
}

[[noreturn]] void fail(const arguments& words, const ended& result)
{
    throw std::runtime_error(command_line(words) + " ended with " + std::to_string(result.code) +
                             "\nout: " + result.out + "\nerr: " + result.err);
}

} // namespace

deployment::deployment(const std::string& seed, bool sandbox_on_disk)
    : world(folder_.path() / "sandbox", seed, sandbox_on_disk), manifest(manifest_for(world))
{
    isolate(connection("salesforce"));
    isolate(connection("sales-connect"));
    isolate(manifest.at("mappings").at("tasks").as_object());
}

json::object& deployment::sync_settings()
{
    return manifest.at("syncs").as_object().at("tasks").as_object();
}

json::object& deployment::mapping_configuration()
{
    return manifest.at("mappings").at("tasks").at("configuration").as_object();
}

json::object& deployment::connection(const std::string& name)
{
    return manifest.at("connections").at(name).as_object();
}

void deployment::write_manifest()
{
    write_file(manifest_file(), json::serialize(manifest));
}

std::unique_ptr<process> deployment::start(arguments words)
{
    write_manifest();
    words.emplace_back("--manifest");
    words.push_back(manifest_file().string());
    if (file_size_limit != 0) {
        constexpr std::size_t block = 512; // the unit of ulimit -f
        const auto script =
            "ulimit -f " + std::to_string(file_size_limit / block) + "; exec \"$0\" \"$@\"";
        words.insert(words.begin(), {"-c", script, host_program().string()});
        return std::make_unique<process>("/bin/sh", words, environment, folder_.path());
    }
    return std::make_unique<process>(host_program(), words, environment, folder_.path());
}

ended deployment::run(arguments words)
{
    return start(std::move(words))->wait();
}

ended deployment::run_alone(arguments words)
{
    return process(host_program(), words, environment, folder_.path()).wait();
}

ended deployment::check_manifest(const std::string& text)
{
    const auto file = folder_ / "bad.json";
    write_file(file, text);
    return run_alone({"manifest", "check", "--manifest", file.string()});
}

json::value deployment::run_json(arguments words)
{
    words.emplace_back("--json");
    const auto result = run(words);
    if (result.code != 0) fail(words, result);
    boost::system::error_code bad;
    auto document = json::parse(result.out, bad);
    if (bad) fail(words, result);
    return document;
}

void deployment::enable(const std::string& email)
{
    run_json({"members", "enable", email});
}

void deployment::disable(const std::string& email)
{
    run_json({"members", "disable", email});
}

json::object deployment::once()
{
    const auto document = run_json({"once"});
    auto sync = document.at("syncs").as_array().front().as_object();
    if (!sync.at("settled").as_bool())
        throw std::runtime_error("not settled: " + json::serialize(sync));
    return sync;
}

std::uint64_t deployment::writes_of_another_once()
{
    const auto writes = once().at("counts").at("writes").as_object();
    return writes.at("left").to_number<std::uint64_t>() +
           writes.at("right").to_number<std::uint64_t>();
}

task deployment::linked_task(json::object fields)
{
    enable();
    const auto added = world.add(service::salesforce, std::move(fields));
    once();
    return added;
}

task deployment::twin(service where, const task& of)
{
    std::vector<task> found;
    for (auto& one : world.tasks(where))
        if (one.key.find(of.id) != std::string::npos) found.push_back(std::move(one));
    if (found.size() != 1)
        throw std::runtime_error("'" + of.name + "' has " + std::to_string(found.size()) +
                                 " twins");
    return found.front();
}

} // namespace dovetail::test
