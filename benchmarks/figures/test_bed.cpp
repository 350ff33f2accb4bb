// SPDX-License-Identifier: Apache-2.0
#include "test_bed.hpp"

#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>

namespace dovetail::benchmarks {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto look_again = std::chrono::milliseconds{10};
constexpr int looks = 6000; // a minute: seeding half a million tasks takes some seconds

fs::path make_folder()
{
    std::string name = (fs::temp_directory_path() / "dovetail-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    return name;
}

std::string secret(const fs::path& folder, const std::string& name)
{
    return read_file(folder / "secrets" / name);
}

std::uint64_t owner_of(const fs::path& path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) throw std::runtime_error("no " + path.string());
    return status.st_uid;
}

/// Of the built plugins, as their manifests say.
std::string running_version(const fs::path& programs, const std::string& plugin)
{
    for (const auto& entry : fs::directory_iterator(programs / "../plugins")) {
        if (!entry.path().string().ends_with(".plugin.json")) continue;
        const auto manifest = json::parse(read_file(entry.path()));
        if (manifest.at("id").as_string() == plugin)
            return std::string(manifest.at("version").as_string());
    }
    throw std::runtime_error("the plugin " + plugin + " was not built");
}

const char* name_of(side where)
{
    return where == side::salesforce ? "salesforce" : "sales-connect";
}

bool any_of(std::string_view text, std::initializer_list<std::string_view> words)
{
    for (const auto word : words)
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

} // namespace

test_bed::test_bed(fs::path programs, const bed_options& options)
    : programs_(std::move(programs)), folder_(make_folder())
{
    sandbox_ = std::make_unique<child_process>(
        std::vector<std::string>{(programs_ / "dovetail-sandbox").string(), "serve", "--memory",
                                 "--data", (folder_ / "sandbox").string(), "--secrets",
                                 (folder_ / "secrets").string(), "--seed", options.seed,
                                 "--salesforce-port", "0", "--sales-connect-port", "0"},
        folder_ / "sandbox.log");
    const auto endpoints = folder_ / "sandbox" / "endpoints.json";
    for (int i = 0; !fs::exists(endpoints); ++i) {
        if (i == looks || !sandbox_->running())
            throw std::runtime_error("the sandbox did not start: " +
                                     read_file(folder_ / "sandbox.log"));
        std::this_thread::sleep_for(look_again);
    }
    const auto document = json::parse(read_file(endpoints));
    for (const auto where : {side::salesforce, side::sales_connect}) {
        auto& url = urls_[static_cast<int>(where)];
        url = document.at(name_of(where)).at("url").as_string().c_str();
        clients_[static_cast<int>(where)] = std::make_unique<raw_client>(url);
    }
    write_manifest(options);
}

test_bed::~test_bed()
{
    sandbox_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void test_bed::write_manifest(const bed_options& options) const
{
    const auto connection = [&](side where, const char* plugin, const char* token_path) {
        const json::object client_secret{
            {"file", fmt::format("secrets/{}.client-secret", name_of(where))}};
        return json::object{{"plugin", plugin},
                            {"isolation", options.isolated ? "process" : "none"},
                            {"http", {{"base_url", url(where)}, {"compress_replies", false}}},
                            {"auth",
                             {{"type", "oauth2_client_credentials"},
                              {"token_url", url(where) + token_path},
                              {"client_id", "dovetail-sandbox"},
                              {"client_secret", client_secret}}}};
    };
    const json::object manifest{
        {"manifest_version", 1},
        {"plugins",
         {{"search", json::array{(programs_ / "../plugins").string()}},
          {"check", options.checked},
          {"swap", {{"probation_s", 0}, {"max_retired", 10'000}}}}},
        // The checkout may be another user's (a container's mount).
        {"trust", {{"owners", json::array{owner_of(programs_)}}}},
        {"connections",
         {{"salesforce",
           connection(side::salesforce, "dovetail.salesforce", "/services/oauth2/token")},
          {"sales-connect",
           connection(side::sales_connect, "dovetail.sales_connect", "/oauth/token")}}},
        {"mappings",
         {{"tasks",
           {{"plugin", "dovetail.task_mapping"},
            {"isolation", options.isolated ? "process" : "none"}}}}},
        {"syncs",
         {{"tasks",
           {{"left", {{"connection", "salesforce"}, {"first_crossing", "changed"}}},
            {"right",
             {{"connection", "sales-connect"}, {"first_crossing", "created_after_enabling"}}},
            {"mapping", "tasks"},
            {"interval_s", options.interval_s},
            {"parallel_writes", options.parallel_writes}}}}},
        {"state", {{"path", "state/dovetail.db"}}},
        {"log", {{"level", "warning"}}}};
    std::ofstream(folder_ / "manifest.json") << json::serialize(manifest);
}

std::vector<std::string> test_bed::host(const std::string& command) const
{
    std::vector<std::string> line{(programs_ / "dovetail").string(), "--manifest",
                                  (folder_ / "manifest.json").string()};
    for (std::size_t at = 0; at < command.size();) {
        const auto end = std::min(command.find(' ', at), command.size());
        line.push_back(command.substr(at, end - at));
        at = end + 1;
    }
    return line;
}

void test_bed::enable_members()
{
    run_to_end(host("members enable --all-users"), output());
}

usage test_bed::once()
{
    return run_to_end(host("once --json"), output());
}

once_usage test_bed::once_with_first_sync()
{
    // Members are marked as done in the commit after the one that stores the last task.
    constexpr std::string_view end_of_first_sync = "· 0 to go";
    child_process child(host("once --json"), output());
    once_usage used;
    while (child.running() && read_file(output()).find(end_of_first_sync) == std::string::npos)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    used.first_sync = child.so_far();
    used.whole = child.wait();
    if (used.whole.exit_code != 0) throw std::runtime_error(read_file(output()));
    return used;
}

std::string test_bed::swap_to_itself(const std::string& plugin)
{
    const auto output = folder_ / "swap.json";
    run_to_end(
        host("plugins swap " + plugin + " --json --to " + running_version(programs_, plugin)),
        output);
    return read_file(output);
}

std::unique_ptr<child_process> test_bed::run()
{
    return std::make_unique<child_process>(host("run"), output());
}

std::string test_bed::token(side where)
{
    const auto body =
        fmt::format("grant_type=client_credentials&client_id=dovetail-sandbox&client_secret={}",
                    secret(folder_, std::string{name_of(where)} + ".client-secret"));
    const auto answer = client(where).send(
        "POST", where == side::salesforce ? "/services/oauth2/token" : "/oauth/token",
        "Content-Type: application/x-www-form-urlencoded\r\n", body);
    return json::parse(answer.body).at("access_token").as_string().c_str();
}

request_counts test_bed::counts(side where)
{
    const auto answer = client(where).send("GET", "/sandbox/stats", "");
    const auto document = json::parse(answer.body);
    request_counts result;
    for (const auto& [name, tally] : document.at("requests").at(name_of(where)).as_object()) {
        const auto requests = tally.at("requests").to_number<std::uint64_t>();
        if (any_of(name, {"/sandbox/"})) continue;
        if (any_of(name, {"query", "changes", "lookup"}))
            result.reads += requests;
        else if (any_of(name, {"composite", "batch"}))
            result.writes += requests;
        else
            result.others += requests;
    }
    return result;
}

void test_bed::clear_counts(side where)
{
    client(where).send("DELETE", "/sandbox/stats", "");
}

void test_bed::set_latency(unsigned milliseconds)
{
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const json::object fault{{"side", name_of(where)},
                                 {"kind", "latency"},
                                 {"value", milliseconds},
                                 {"match", " /(services|v1|oauth)"}};
        const auto answer =
            client(where).send("POST", "/sandbox/faults", "", json::serialize(fault));
        if (answer.status != 201)
            throw std::runtime_error("no latency: " + std::string{answer.body});
    }
}

} // namespace dovetail::benchmarks
