// SPDX-License-Identifier: Apache-2.0
// A loaded plugin: one generation of one library, alive as long as anything it made is.
#pragma once

#include <dovetail/abi/entry.h>

#include <dovetail/host/contract_check.hpp>
#include <dovetail/host/contract_findings.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/isolation.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/host/plugin_manifest.hpp>
#include <dovetail/host/plugin_trust.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dovetail::host {

class plugin_library;

namespace isolated {
class launcher;
}

/// What plugins get from their host: its name and the extension dovetail.log/1.
///
/// Threads   immutable; plugins may call into it on any thread.
/// Lifetime  kept alive by every plugin opened with it; `sink` outlives all of those.
class plugin_host
{
public:
    /// `how`: whether the calls between it and its plugins go through the checking proxy.
    plugin_host(std::string name, std::string version, log& sink,
                host::checking how = checking_for({}));
    ~plugin_host();
    plugin_host(const plugin_host&) = delete;
    plugin_host& operator=(const plugin_host&) = delete;

    /// The contract's view of it, for a plugin that negotiated `abi_version` and is called `plugin`
    /// in log lines. Lives as long as this object.
    const dovetail_host* for_plugin(std::string_view plugin, std::uint32_t abi_version) const;

    log& sink() const noexcept;
    host::checking checking() const noexcept;
    /// Rules that were broken in calls of its plugins, from now on.
    contract_findings& findings() const noexcept;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// One generation: a private copy of a library, mapped, checked and negotiated with.
///
/// Made by plugin_loader. Every connector, mapper, exchange and batch holds a shared_ptr to it; it
/// retires when the last of them is gone. A retired generation stays mapped: glibc often cannot
/// unload safely, and at the end of a process nothing is ever unmapped.
///
/// Threads   immutable.
class plugin
{
public:
    plugin(std::shared_ptr<const plugin_manifest> about, std::unique_ptr<plugin_library> library,
           const dovetail_plugin& table, std::shared_ptr<const plugin_host> host,
           std::shared_ptr<isolated::launcher> processes = nullptr);
    ~plugin();
    plugin(const plugin&) = delete;
    plugin& operator=(const plugin&) = delete;

    const std::string& id() const noexcept { return about_->id; }
    const semantic_version& version() const noexcept { return about_->version; }
    const plugin_manifest& about() const noexcept { return *about_; }
    /// Counts all loads of this process from 1.
    std::uint64_t generation() const noexcept;
    /// The private copy.
    const std::filesystem::path& path() const noexcept;
    std::uint32_t abi_version() const noexcept { return table_.abi_version; }
    /// Where its code runs.
    const isolation& how() const noexcept;
    generation_name name() const;
    /// `dovetail.salesforce 1.2.0 (generation 3)`, for messages.
    std::string label() const;

    /// An extension of the plugin, or null.
    const void* extension(std::string_view id) const;

    /// What this plugin's connectors and mappers are given.
    const dovetail_host* host() const noexcept { return host_view_; }

    /// What its connectors, mappers and cursors are made through when calls are checked; null: they
    /// are not. With isolation too it stands in this process, before the tables that forward.
    const contract_check* check() const noexcept { return check_.get(); }

    /// The log of the host it was loaded by.
    log& sink() const noexcept { return host_->sink(); }
    /// Where that host keeps who broke which rule.
    contract_findings& findings() const noexcept { return host_->findings(); }

private:
    std::shared_ptr<const plugin_manifest> about_;
    std::unique_ptr<plugin_library> library_;
    dovetail_plugin table_;
    std::shared_ptr<const plugin_host> host_;
    std::shared_ptr<isolated::launcher> processes_; ///< null: its code runs in this process
    const dovetail_host* host_view_;
    std::unique_ptr<const contract_check> check_;
};

/// Loads plugins.
///
/// The library is copied into a private directory (0700) while it is hashed, and the copy is what
/// is mapped, so replacing or overwriting the file never touches running code, and what was checked
/// is what runs. Copies of a process are removed when its loader ends; those that a killed process
/// left are removed by the next one.
///
/// Threads   any; loads are independent.
class plugin_loader
{
public:
    /// `private_parent`: where the private directory is made; must allow mapping code (not mounted
    /// noexec) and be a place in which only root and this user can replace things (/tmp is).
    /// Empty: the system's directory for temporary files. `trust` is asked at each load.
    explicit plugin_loader(std::shared_ptr<const plugin_host> host,
                           std::filesystem::path private_parent = {}, trust_settings trust = {});
    ~plugin_loader();
    plugin_loader(const plugin_loader&) = delete;
    plugin_loader& operator=(const plugin_loader&) = delete;

    /// A new generation, even when the same library is loaded already. With isolation nothing is
    /// mapped into this process: the copy runs in child programs (docs/isolation.md).
    ///
    /// Errors (class config, unless the plugin itself says otherwise), by code:
    ///   those of judge_plugin, and plugin_private_copy, plugin_undefined_symbol, plugin_load,
    ///   plugin_refused, plugin_identity, plugin_contract; with isolation also
    ///   plugin_process_start, plugin_process_unsafe, plugin_process_confinement, and class
    ///   retryable: plugin_process_ended, plugin_process_hung.
    result<std::shared_ptr<const plugin>> load(const std::shared_ptr<const plugin_manifest>& about,
                                               const isolation& how = {});

private:
    class private_directory;

    result<std::shared_ptr<const plugin>> start(const std::shared_ptr<const plugin_manifest>& about,
                                                const std::filesystem::path& copy,
                                                std::uint64_t generation) const;
    result<std::shared_ptr<const plugin>> start_isolated(
        const std::shared_ptr<const plugin_manifest>& about, const std::filesystem::path& copy,
        std::uint64_t generation, const isolation& how) const;

    std::shared_ptr<const plugin_host> host_;
    trust_settings trust_;
    std::unique_ptr<private_directory> copies_;
};

} // namespace dovetail::host
