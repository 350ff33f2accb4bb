// SPDX-License-Identifier: Apache-2.0
#include "manifest_reader.hpp"

#include "nearest.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

// Words that a sync uses for its sides and winners: a connection called so would be ambiguous.
constexpr std::array<std::string_view, 4> reserved_names{"left", "right", "latest", "none"};

constexpr std::array canary_modes{std::pair{"off", canary_mode::off},
                                  std::pair{"show", canary_mode::show},
                                  std::pair{"require", canary_mode::require}};

constexpr std::array log_levels{
    std::pair{"debug", log_level::debug}, std::pair{"info", log_level::info},
    std::pair{"warning", log_level::warning}, std::pair{"error", log_level::error}};

} // namespace

manifest_reader::manifest_reader(std::shared_ptr<const json_source> source, fs::path file,
                                 std::vector<fault>& faults)
    : source_(std::move(source)), folder_(file.parent_path()), faults_(faults), root_(*source_, "")
{
    out_.file = std::move(file);
}

manifest manifest_reader::read()
{
    read_plugins();
    read_trust();
    read_connections();
    read_mappings();
    read_syncs();
    read_state_and_log();
    return std::move(out_);
}

fs::path manifest_reader::path_at(const json_node& node) const
{
    const auto text = node.text();
    return text ? (folder_ / *text).lexically_normal() : fs::path{};
}

configuration manifest_reader::configuration_at(const json_node& node) const
{
    configuration out;
    if (node.exists()) out.json = boost::json::serialize(*node.value());
    out.source = source_;
    out.pointer = node.pointer();
    return out;
}

void manifest_reader::read_plugins()
{
    const json_node node = root_["plugins"];
    out_.plugins.isolation_program = path_at(node["isolation_program"]);
    node["search"].each_element(
        [&](const json_node& one) { out_.plugins.search.push_back(path_at(one)); });
    node["pins"].each_member([&](const std::string& id, const json_node& version) {
        if (const auto text = version.text()) out_.plugins.pins.emplace(id, *text);
    });
    out_.plugins.check = node["check"].flag();
    node["watch"].read(out_.plugins.watch);
    swap_settings& swap = out_.plugins.swap;
    node["swap"]["drain_s"].read_seconds(swap.drain);
    node["swap"]["probation_s"].read_seconds(swap.probation);
    node["swap"]["max_retired"].read_integer(swap.max_retired);
    for (const auto& [word, value] : canary_modes) {
        if (node["swap"]["canary"].text() == word) swap.canary = value;
    }
}

isolation manifest_reader::read_isolation(const json_node& user)
{
    constexpr std::uint64_t mib = 1024 * 1024;
    isolation out;
    out.process = user["isolation"].text() == "process";
    out.program = out_.plugins.isolation_program;
    const json_node limits = user["isolation_limits"];
    if (limits.exists() && !out.process)
        faults_.push_back(limits.warning("isolation_limits is not used without isolation",
                                         "write \"isolation\": \"process\" beside it"));
    limits["call_timeout_s"].read_seconds(out.call_timeout);
    std::uint64_t memory_mb = out.memory_bytes / mib;
    limits["memory_mb"].read_integer(memory_mb);
    out.memory_bytes = memory_mb * mib;
    return out;
}

void manifest_reader::read_connections()
{
    root_["connections"].each_member([&](const std::string& name, const json_node& node) {
        if (std::ranges::find(reserved_names, name) != reserved_names.end()) {
            fault found = node.error("a connection cannot be called \"" + name +
                                         "\": syncs use that word for something else",
                                     "choose another name");
            found.where = source_->key_at(node.pointer());
            faults_.push_back(std::move(found));
        }
        connection_settings out{name, {}};
        node["plugin"].read(out.plugin);
        out.settings = configuration_at(node["configuration"]);
        out.isolation = read_isolation(node);
        out.http = read_http(node["http"]);
        // A body has to fit, together with what the plugin makes of it.
        out.isolation.message_bytes =
            std::max(out.isolation.message_bytes, 2 * out.http.max_body_bytes);
        out.auth = read_auth(node["auth"]);
        out.budget = read_budget(node["budget"]);
        out.retry = read_retry(node["retry"]);
        check_transport(node, out);
        out_.connections.push_back(std::move(out));
    });
}

void manifest_reader::read_mappings()
{
    root_["mappings"].each_member([&](const std::string& name, const json_node& node) {
        mapping_settings out{name, {}};
        node["plugin"].read(out.plugin);
        out.settings = configuration_at(node["configuration"]);
        out.isolation = read_isolation(node);
        out_.mappings.push_back(std::move(out));
    });
}

void manifest_reader::read_state_and_log()
{
    out_.state.path = path_at(root_["state"]["path"]);
    if (out_.state.path.empty())
        out_.state.path = (folder_ / state_settings::default_path).lexically_normal();
    const auto level = root_["log"]["level"].text();
    for (const auto& [word, value] : log_levels) {
        if (level == word) out_.log.level = value;
    }
    if (root_["log"]["format"].text() == "json") out_.log.format = log_format::json;
}

void manifest_reader::check_name(const json_node& node, const std::string& kind,
                                 const std::vector<std::string>& known)
{
    const auto name = node.text();
    if (!name || std::ranges::find(known, *name) != known.end()) return;
    const std::string remedy =
        known.empty() ? "add it to \"" + kind + "s\"" : suggestion(*name, known);
    faults_.push_back(node.error("no " + kind + " is called \"" + *name + '"', remedy));
}

} // namespace dovetail::host
