// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"
#include "plugin_library.hpp"

#include "isolated/launcher.hpp"

#include <dovetail/host/plugin.hpp>

namespace dovetail::host {

plugin::plugin(std::shared_ptr<const plugin_manifest> about,
               std::unique_ptr<plugin_library> library, const dovetail_plugin& table,
               std::shared_ptr<const plugin_host> host,
               std::shared_ptr<isolated::launcher> processes)
    : about_(std::move(about)), library_(std::move(library)), table_(table), host_(std::move(host)),
      processes_(std::move(processes)),
      host_view_(processes_ ? processes_->view()
                            : host_->for_plugin(about_->id, table_.abi_version))
{
}

plugin::~plugin() = default;

std::uint64_t plugin::generation() const noexcept
{
    return library_->generation();
}

const std::filesystem::path& plugin::path() const noexcept
{
    return library_->path();
}

std::string plugin::label() const
{
    return id() + ' ' + to_string(version()) + " (generation " + std::to_string(generation()) + ')';
}

error broken_contract(const plugin& by, const std::string& what)
{
    return {error_class::bug, "plugin_contract",
            "the plugin " + by.label() + " broke the contract: " + what +
                "; report it to its author"};
}

error failure_of(const plugin& from, dovetail_error& reported)
{
    error out = error::from_abi(reported);
    if (out.kind == error_class::bug)
        out.message = "the plugin " + from.label() + ": " + out.message;
    return out;
}

const isolation& plugin::how() const noexcept
{
    static const isolation in_this_process;
    return processes_ ? processes_->limits() : in_this_process;
}

const void* plugin::extension(std::string_view id) const
{
    return table_.extension(to_abi(id));
}

} // namespace dovetail::host
