// SPDX-License-Identifier: Apache-2.0
// The plugin that is judged, as one case sees it.
#pragma once

#include "judge/conversation.hpp"
#include "judge/evidence.hpp"
#include "judge/raw_library.hpp"

#include <dovetail/abi/entry.h>
#include <dovetail/host/contract_check.hpp>
#include <dovetail/host/plugin.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace dovetail::judge {

/// What a judge is asked to look at.
struct question
{
    std::filesystem::path manifest;                       ///< *.plugin.json
    std::optional<std::filesystem::path> configuration{}; ///< a file with one JSON object
    std::optional<std::filesystem::path> conversation{};
    std::uint64_t seed = 0;
};

/// A connector or a mapper that is destroyed at the end.
template<class Table>
class made
{
public:
    explicit made(const Table& from) noexcept : table_(from) {}
    made(made&& other) noexcept : table_(std::exchange(other.table_, Table{})) {}
    made(const made&) = delete;
    made& operator=(const made&) = delete;
    made& operator=(made&& other) noexcept
    {
        std::swap(table_, other.table_);
        return *this;
    }
    ~made()
    {
        if (table_.destroy) table_.destroy(table_.self);
    }

    const Table& operator*() const noexcept { return table_; }
    const Table* operator->() const noexcept { return &table_; }

private:
    Table table_;
};

using made_connector = made<dovetail_connector>;
using made_mapper = made<dovetail_mapper>;

/// Whether the checking proxy stands between.
enum class view
{
    checked,
    raw
};

/// Threads   those that only read may be called on any; the rest on one.
class subject
{
public:
    /// Reads manifest, configuration and conversation; runs nothing of the plugin. An error means
    /// that what the judge was given cannot be used (config), not that the plugin is bad.
    static host::result<std::unique_ptr<subject>> open(const question& asked);

    evidence found{};
    std::mt19937_64 random;

    /// Null: the manifest has errors.
    const std::shared_ptr<const host::plugin_manifest>& about() const noexcept { return about_; }
    const std::vector<host::fault>& faults() const noexcept { return faults_; }
    bool provides(std::string_view extension) const noexcept;

    /// A configuration the plugin's schema accepts: the one given, or one made from the schema.
    const std::string& configuration() const noexcept { return configuration_; }
    /// The given conversation, or one of every operation with answers that fit no plugin.
    const judge::conversation& conversation() const noexcept { return conversation_; }
    bool is_recorded() const noexcept { return recorded_; }

    /// The library alone, mapped by no loader; nothing after a finding.
    std::optional<raw_library> map_raw();
    /// A new generation; null after a finding.
    std::shared_ptr<const host::plugin> load();
    /// The generation that the functions below use, loaded at the first call.
    std::shared_ptr<const host::plugin> generation();

    /// Nothing after a finding. A refusal of the configuration is a finding too.
    std::optional<made_connector> connector(view how = view::checked);
    std::optional<made_mapper> mapper(view how = view::checked);
    std::optional<made_connector> connector_of(const host::plugin& from, view how = view::checked);
    std::optional<made_mapper> mapper_of(const host::plugin& from, view how = view::checked);

    /// Where its lines go: nowhere.
    host::log& sink() const noexcept { return host_->sink(); }
    /// What a plugin is given, for a library that was not loaded by a loader.
    const dovetail_host* host_table() const;

    /// As the plugin's create does, with any configuration; the error is released. No finding.
    host::result<void> try_configuration(const std::string& json);

    /// What passes through the proxies of all generations.
    const host::contract_check& check() const noexcept { return check_; }

private:
    subject(std::uint64_t seed);

    template<class Made, class Factory, class Table>
    std::optional<Made> make(const host::plugin& from, std::string_view id, view how);

    std::shared_ptr<const host::plugin_manifest> about_{};
    std::vector<host::fault> faults_{};
    std::string configuration_ = "{}";
    judge::conversation conversation_{};
    bool recorded_ = false;
    std::shared_ptr<const host::plugin_host> host_;
    std::shared_ptr<const host::plugin> generation_{};
    host::contract_check check_;
    std::mutex creating_; ///< a factory's create is [control]
};

} // namespace dovetail::judge
