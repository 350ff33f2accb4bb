// SPDX-License-Identifier: Apache-2.0
// Looking for plugins, with a trace of every place looked at and why each find was passed over.
#pragma once

#include <dovetail/host/plugin_manifest.hpp>
#include <dovetail/host/plugin_trust.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

struct plugins_settings;

/// One plugin manifest that was found, and what was decided about it.
struct search_candidate
{
    std::filesystem::path file;
    std::string id{};      ///< as far as the file tells
    std::string version{}; ///< likewise
    bool chosen = false;
    std::string reason{};                ///< why it was passed over; empty when chosen
    bool broken = false;                 ///< passed over because something is wrong with it
    std::vector<std::string> warnings{}; ///< about the file, e.g. an unknown key
    std::vector<std::string> doubts{};   ///< about the plugin, e.g. that it is not signed
    std::shared_ptr<const plugin_manifest> manifest{}; ///< null where it could not be read
};

/// One directory that was looked at.
struct search_place
{
    std::filesystem::path directory;
    std::string origin;    ///< "manifest" or "DOVETAIL_PLUGIN_PATH"
    std::string problem{}; ///< why nothing was read there; empty: it was read
    bool unsafe = false;   ///< that is why: others may write to it
    std::vector<search_candidate> candidates{};
};

/// Everything a search looked at, in order.
struct search_trace
{
    std::string wanted; ///< plugin id; empty: all plugins
    std::string pinned_version{};
    std::vector<std::string> notes{}; ///< e.g. that the environment was not honoured
    std::vector<search_place> places{};

    /// For people, several lines, no line end at the end.
    std::string to_text() const;
};

/// What a search came to.
struct search_outcome
{
    std::shared_ptr<const plugin_manifest> found{}; ///< null: none is usable
    search_trace trace{};

    bool ok() const noexcept { return found != nullptr; }
    /// Class config, code "plugin_not_found", with the nearest known id and the whole trace.
    error failure() const;
};

/// A version that is used only for want of another: it failed after it was swapped in, or somebody
/// went back from it.
struct version_set_aside
{
    std::string id;
    std::string version;
    std::string reason;
};

/// What is wanted of a search beside an id.
struct search_wish
{
    std::string version{}; ///< only this one, e.g. a pin; empty: the newest
    std::vector<version_set_aside> set_aside{};
};

/// Directories in which plugins may lie.
///
/// The environment's DOVETAIL_PLUGIN_PATH (absolute directories, separated by ':') is looked
/// through before those of the manifest, unless the process runs with raised privileges
/// (secure_getenv). Within a directory the files <name>.plugin.json are candidates; directories
/// below it are not entered. The newest usable version wins (a pin allows only its own), and among
/// equals the first place. Usable: manifest without errors, and no problem found by judge_plugin. A
/// directory that somebody else may write to is not looked into. No plugin code runs.
///
/// Threads   immutable; any number of searches may run at once.
class plugin_search
{
public:
    explicit plugin_search(const plugins_settings& settings);

    /// The best plugin with that id. A pin in the settings applies where no version is wished for.
    search_outcome find(std::string_view id, const search_wish& wish = {}) const;

    /// The version the settings pin; empty: none.
    std::string_view pinned_version(std::string_view id) const noexcept;

    /// The directories, in the order of preference.
    std::vector<std::filesystem::path> directories() const;

    /// All there is, each judged as if its id were looked for with these versions set aside.
    search_trace list(const std::vector<version_set_aside>& set_aside = {}) const;

    /// The rules the finds were judged by.
    const trust_settings& trust() const noexcept { return trust_; }

private:
    struct directory
    {
        std::filesystem::path path;
        std::string origin;
    };

    search_trace survey(std::string_view id, std::string_view version,
                        std::string_view because) const;

    std::vector<directory> directories_;
    std::vector<std::string> notes_;
    std::vector<std::pair<std::string, std::string>> pins_;
    trust_settings trust_;
};

} // namespace dovetail::host
