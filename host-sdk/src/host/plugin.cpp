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
    if (host_->checking() == checking::off) return;
    const auto keep = [to = host_, whose = name()](const breach& broken) {
        to->findings().add(whose, broken);
    };
    check_ = std::make_unique<const contract_check>(label(), keep);
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

generation_name plugin::name() const
{
    return {id(), to_string(version()), generation()};
}

std::string plugin::label() const
{
    return name().label();
}

error broken_contract(contract_findings& kept, const generation_name& by, std::string_view call,
                      const checked::finding& wrong)
{
    return {error_class::bug, "plugin_contract",
            kept.add(by, {wrong.rule, party::plugin, call, wrong.what})};
}

error broken_contract(const plugin& by, std::string_view call, const checked::finding& wrong)
{
    return broken_contract(by.findings(), by.name(), call, wrong);
}

error failure_of(const plugin& from, dovetail_error& reported)
{
    error out = error::from_abi(reported);
    // What the host itself found names the plugin already.
    if (out.kind == error_class::bug && out.message.find(from.label()) == std::string::npos)
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
