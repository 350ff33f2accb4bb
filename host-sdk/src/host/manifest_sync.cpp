// SPDX-License-Identifier: Apache-2.0
// The syncs of a manifest.
#include "manifest_reader.hpp"

#include "nearest.hpp"

#include <algorithm>

namespace dovetail::host {
namespace {

template<class Settings>
std::vector<std::string> names_of(const std::vector<Settings>& all)
{
    std::vector<std::string> out;
    for (const Settings& one : all)
        out.push_back(one.name);
    return out;
}

template<class Duration>
void read_duration(const json_node& node, Duration& into)
{
    if (const auto found = node.number()) into = Duration(static_cast<std::int64_t>(*found));
}

} // namespace

void manifest_reader::read_syncs()
{
    root_["syncs"].each_member([&](const std::string& name, const json_node& node) {
        out_.syncs.push_back(read_sync(name, node));
    });
}

side_settings manifest_reader::read_side(const json_node& node)
{
    side_settings out;
    node["connection"].read(out.connection);
    check_name(node["connection"], "connection", names_of(out_.connections));
    if (node["first_crossing"].text() == "created_after_enabling")
        out.first_crossing = first_crossing::created_after_enabling;
    read_duration(node["backfill_hours"], out.backfill);
    node["read_only"].read(out.read_only);
    return out;
}

sync_settings manifest_reader::read_sync(const std::string& name, const json_node& node)
{
    sync_settings out{name, read_side(node["left"]), read_side(node["right"]), {}};
    if (!out.left.connection.empty() && out.left.connection == out.right.connection)
        faults_.push_back(node["right"]["connection"].error("both sides are the connection \"" +
                                                                out.left.connection + '"',
                                                            "a sync needs two different ones"));
    if (out.left.read_only && out.right.read_only)
        faults_.push_back(
            node.warning("both sides are read-only: this sync never writes anything"));
    node["mapping"].read(out.mapping);
    check_name(node["mapping"], "mapping", names_of(out_.mappings));
    node["interval_s"].read_seconds(out.interval);
    out.conflict = read_conflict(node["conflict"], out);
    if (node["delete_versus_edit"].text() == "edit")
        out.delete_versus_edit = delete_versus_edit::edit;
    node["mass_delete"]["more_than"].read_integer(out.mass_delete.more_than);
    node["mass_delete"]["percent"].read_integer(out.mass_delete.percent);
    read_duration(node["history"]["days"], out.history.age);
    node["history"]["entries"].read_integer(out.history.entries);
    if (node["conditional_writes"].text() == "always")
        out.conditional_writes = conditional_writes::always;
    node["parallel_writes"].read_integer(out.parallel_writes);
    const json_node owner = node["owner_flow"];
    if (owner.exists()) out.owner_flow = side_at(owner, out, {"none"});
    return out;
}

conflict_settings manifest_reader::read_conflict(const json_node& node, const sync_settings& sync)
{
    const auto winner_at = [&](const json_node& where) {
        const auto found = side_at(where, sync, {"latest"});
        if (!found) return conflict_winner::latest;
        return *found == side::left ? conflict_winner::left : conflict_winner::right;
    };
    conflict_settings out;
    out.fallback = winner_at(node["default"]);
    node["fields"].each_member([&](const std::string& field, const json_node& where) {
        out.fields.emplace(field, winner_at(where));
    });
    return out;
}

std::optional<side> manifest_reader::side_at(const json_node& node, const sync_settings& sync,
                                             std::vector<std::string> words)
{
    const auto text = node.text();
    if (!text) return std::nullopt;
    if (*text == "left" || *text == sync.left.connection) return side::left;
    if (*text == "right" || *text == sync.right.connection) return side::right;
    if (std::ranges::find(words, *text) != words.end()) return std::nullopt;
    words.insert(words.end(), {"left", "right", sync.left.connection, sync.right.connection});
    std::erase(words, "");
    faults_.push_back(
        node.error("\"" + *text + "\" is no side of this sync", suggestion(*text, words)));
    return std::nullopt;
}

} // namespace dovetail::host
