// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/swapping.hpp"

#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <sqlite3.h>

#include <stdexcept>

namespace dovetail::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// The library of a plugin beside its manifest.
fs::path library_of(const fs::path& manifest)
{
    const auto library = json::parse(read_file(manifest)).at("library").as_string();
    return manifest.parent_path() / std::string(library);
}

fs::path manifest_in(const fs::path& folder)
{
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().string().ends_with(".plugin.json")) return entry.path();
    throw std::runtime_error("no plugin in " + folder.string());
}

} // namespace

fs::path later_version(const std::string& name)
{
    return fs::path(DOVETAIL_SWAP_PLUGINS) / name;
}

swapping::swapping(const std::string& seed, bool sandbox_on_disk)
    : deployment(seed, sandbox_on_disk), plugins_(folder() / "plugins")
{
    fs::create_directories(plugins_);
    for (const auto& entry : fs::directory_iterator(plugin_folder()))
        fs::copy(entry.path(), plugins_ / entry.path().filename());
    manifest["plugins"] = json::object{
        {"search", json::array{plugins_.string()}},
        {"swap", json::object{{"drain_s", 20}, {"probation_s", 0.2}, {"canary", "show"}}}};
    sync_settings()["interval_s"] = 0.1;
}

json::object& swapping::swap_settings()
{
    return manifest.at("plugins").at("swap").as_object();
}

fs::path swapping::install(const std::string& name)
{
    const auto from = manifest_in(later_version(name));
    const auto library = library_of(from);
    // The library first: until its manifest is there, it is nothing.
    fs::copy_file(library, plugins_ / library.filename());
    const auto to = plugins_ / from.filename();
    fs::copy_file(from, plugins_ / "arriving");
    fs::rename(plugins_ / "arriving", to);
    return to;
}

std::unique_ptr<process> swapping::run_host()
{
    auto host = start({"run"});
    host->wait_for_output("⇄");
    const auto before = world.requests(service::sales_connect);
    if (!eventually([&] { return world.requests(service::sales_connect) > before + 1; }))
        throw std::runtime_error("the host makes no pass: " + host->err());
    return host;
}

ended swapping::swap(const std::string& id, const std::string& to, arguments more)
{
    arguments words{"plugins", "swap", id};
    if (!to.empty()) words.insert(words.end(), {"--to", to});
    words.insert(words.end(), more.begin(), more.end());
    return run(std::move(words));
}

json::object swapping::memory()
{
    sqlite3* file = nullptr;
    sqlite3_stmt* query = nullptr;
    std::string text;
    if (sqlite3_open_v2(state_file().c_str(), &file, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
        sqlite3_prepare_v2(file, "SELECT value FROM fact WHERE name = 'plugins/swaps'", -1, &query,
                           nullptr) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW)
        text = reinterpret_cast<const char*>(sqlite3_column_text(query, 0));
    sqlite3_finalize(query);
    sqlite3_close(file);
    return text.empty() ? json::object() : json::parse(text).as_object();
}

std::string swapping::last_swap()
{
    const auto all = memory();
    const auto* swaps = all.if_contains("swaps");
    if (!swaps || swaps->as_array().empty()) return {};
    return std::string(swaps->as_array().back().at("id").as_string());
}

std::string swapping::last_state()
{
    const auto all = memory();
    const auto* swaps = all.if_contains("swaps");
    if (!swaps || swaps->as_array().empty()) return {};
    const auto& steps = swaps->as_array().back().at("steps").as_array();
    return steps.empty() ? std::string() : std::string(steps.back().at("state").as_string());
}

std::string swapping::plugin_of(const std::string& connection)
{
    const auto document = run_json({"status"});
    const auto& sync = document.at("syncs").as_array().front();
    const auto& plugin = sync.at("connections").at(connection).at("plugin");
    return plugin.is_string() ? std::string(plugin.as_string()) : std::string();
}

} // namespace dovetail::test
