// SPDX-License-Identifier: Apache-2.0
// One generation of a plugin that runs in processes: what each of them is started with.
#pragma once

#include "child.hpp"
#include "remote_converter.hpp"

#include <dovetail/host/plugin.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace dovetail::host::isolated {

/// Starts children of one private copy, and stands for the plugin's code: its entry answers what
/// the first child's entry answered, and the table it fills in makes connectors and mappers that
/// forward each call (remote_connector.hpp, remote_mapper.hpp). Whoever uses the plugin through the
/// contract does not notice.
///
/// Threads   any.
/// Lifetime  kept by the plugin and by all it made.
class launcher : public std::enable_shared_from_this<launcher>
{
public:
    /// Starts the first child, which loads `copy`; `owners` as for find_program. Errors: those of
    /// plugin_library::open, as the child found them; those of find_program; config, code
    /// plugin_process_start, plugin_process_confinement (the child cannot give up what it should),
    /// and those of class child.
    static result<std::shared_ptr<launcher>> make(const plugin_manifest& about,
                                                  const std::filesystem::path& copy,
                                                  std::uint64_t generation, const isolation& limits,
                                                  const plugin_host& host,
                                                  std::span<const uid_t> owners);

    /// dovetail_entry_function, but for being a member.
    dovetail_status entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                          dovetail_error* error) const;

    /// What connectors and mappers are created with: the host's own, and the way back to here.
    const dovetail_host* view() const noexcept { return &view_; }
    /// The launcher behind a view, or null.
    static std::shared_ptr<launcher> behind(const dovetail_host* view);

    /// Connectors and mappings, as the plugin provides them; null: it does not.
    const void* provided(dovetail_text id) const noexcept;

    /// The function of the plugin's dovetail_cursor_converter.
    dovetail_status convert(dovetail_bytes from, dovetail_cursor* out, dovetail_error* error);

    /// A child that has loaded the plugin.
    result<std::shared_ptr<child>> start();

    log& sink() const noexcept { return host_.sink(); }
    contract_findings& findings() const noexcept { return host_.findings(); }
    const isolation& limits() const noexcept { return limits_; }
    const std::string& id() const noexcept { return name_.id; }
    const generation_name& name() const noexcept { return name_; }
    const std::string& label() const noexcept { return label_; }

private:
    launcher(const plugin_manifest& about, std::uint64_t generation, const isolation& limits,
             const plugin_host& host);

    result<answered<hello_answer>> greet(child& started) const;
    void tell_started(const child& started, const hello_answer& said) const;
    static const void* extension(void* self, dovetail_text id);

    const plugin_host& host_;
    generation_name name_;
    std::string label_;
    isolation limits_;
    std::filesystem::path program_{};
    descriptor copy_{};
    const dovetail_host* real_view_;
    dovetail_host view_{};
    answered<hello_answer> first_{};
    converter_seat converter_{};
    std::mutex mutex_;
    std::shared_ptr<child> spare_; ///< made nothing yet: taken by who needs one
};

} // namespace dovetail::host::isolated
