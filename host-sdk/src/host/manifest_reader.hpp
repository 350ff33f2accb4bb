// SPDX-License-Identifier: Apache-2.0
// manifest.json from a document to values, with the rules that a schema cannot express.
#pragma once

#include "json_node.hpp"

#include <dovetail/host/manifest.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::host {

/// What the sections' readers share.
class manifest_reader
{
public:
    manifest_reader(std::shared_ptr<const json_source> source, std::filesystem::path file,
                    std::vector<fault>& faults);

    /// Values as far as the document has them; the faults say whether they may be used.
    manifest read();

private:
    void read_plugins();
    void read_trust();
    void read_connections();
    void read_mappings();
    void read_syncs();
    void read_state_and_log();

    configuration configuration_at(const json_node& node) const;
    std::filesystem::path path_at(const json_node& node) const;
    isolation read_isolation(const json_node& user);

    http_settings read_http(const json_node& node);
    auth_settings read_auth(const json_node& node);
    void check_auth_keys(const json_node& node, const auth_settings& settings);
    std::optional<secret_source> read_secret_source(const json_node& node) const;
    budget_settings read_budget(const json_node& node);
    retry_settings read_retry(const json_node& node);
    void check_transport(const json_node& connection, const connection_settings& settings);

    sync_settings read_sync(const std::string& name, const json_node& node);
    side_settings read_side(const json_node& node);
    conflict_settings read_conflict(const json_node& node, const sync_settings& sync);
    /// `left`, `right` or the name of a connection of the sync; `words` are valid besides.
    std::optional<side> side_at(const json_node& node, const sync_settings& sync,
                                std::vector<std::string> words);
    void check_name(const json_node& node, const std::string& kind,
                    const std::vector<std::string>& known);

    std::shared_ptr<const json_source> source_;
    std::filesystem::path folder_;
    std::vector<fault>& faults_;
    json_node root_;
    manifest out_;
};

} // namespace dovetail::host
