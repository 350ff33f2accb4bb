// SPDX-License-Identifier: Apache-2.0
#include "plugin_server.hpp"

#include "log_sender.hpp"
#include "verdicts.hpp"

#include "checked/readable.hpp"
#include "contract.hpp"
#include "plugin_library.hpp"

namespace dovetail::plugin_host {
namespace {

const void* extension_of_host(void*, dovetail_text id)
{
    return id.data && host::view(id) == DOVETAIL_LOG_ID ? log_extension() : nullptr;
}

bool is_complete(const dovetail_plugin& table) noexcept
{
    return DOVETAIL_HAS(&table, dovetail_plugin, extension) && table.extension && table.id.data &&
           table.version.data;
}

const dovetail_cursor_converter* converter_of(const dovetail_plugin& table) noexcept
{
    const auto* found = static_cast<const dovetail_cursor_converter*>(
        table.extension(host::to_abi(DOVETAIL_CURSOR_ID)));
    return found && !host::checked::unusable(*found) ? found : nullptr;
}

} // namespace

plugin_server::plugin_server() = default;
plugin_server::~plugin_server() = default;

void plugin_server::load(const std::string& library)
{
    auto opened = host::plugin_library::open(library, 1);
    if (!opened) {
        problem_ = opened.error();
        return;
    }
    library_ = std::move(*opened);
}

void plugin_server::confined(std::uint32_t dropped, const std::string& problem)
{
    dropped_ = dropped;
    if (!problem.empty())
        problem_ = {host::error_class::config, "plugin_process_confinement",
                    "the process for the plugin is not started unprotected: " + problem};
}

wire::hello_answer plugin_server::hello(const wire::hello_call& said, kept& keep)
{
    wire::hello_answer out{};
    out.dropped = dropped_;
    if (problem_.kind != host::error_class::none) {
        out.outcome = failed(problem_, keep);
        return out;
    }
    host_name_ = host::view(said.host_name);
    host_version_ = host::view(said.host_version);
    out.negotiation = host::empty_struct<dovetail_negotiation>();
    out.negotiation.host_oldest = said.host_oldest;
    out.negotiation.host_newest = said.host_newest;
    table_ = host::empty_struct<dovetail_plugin>();
    keep.error = host::empty_struct<dovetail_error>();
    out.entry_status = library_->entry()(&out.negotiation, &table_, &keep.error);
    out.entry_error = keep.error;
    if (out.entry_status != DOVETAIL_OK) return out;
    out.table_abi_version = table_.abi_version;
    out.table_complete = is_complete(table_) ? 1 : 0;
    if (!out.table_complete) return out;
    out.id = table_.id;
    out.version = table_.version;
    if (table_.extension(host::to_abi(DOVETAIL_CONNECTOR_ID)))
        out.provides |= wire::provides_connector;
    if (table_.extension(host::to_abi(DOVETAIL_MAPPER_ID))) out.provides |= wire::provides_mapper;
    if (const auto* converter = converter_of(table_)) {
        out.provides |= wire::provides_converter;
        out.cursor_version = converter->version;
    }
    host_ = {
        sizeof host_, table_.abi_version, host::to_abi(host_name_), host::to_abi(host_version_),
        nullptr,      &extension_of_host};
    return out;
}

wire::convert_answer plugin_server::convert(const wire::cursor_call& said, kept& keep)
{
    wire::convert_answer out{};
    keep.error = host::empty_struct<dovetail_error>();
    keep.cursor = host::empty_struct<dovetail_cursor>();
    out.outcome =
        reported(converter_of(table_)->convert(said.cursor, &keep.cursor, &keep.error), keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    if (const auto wrong = host::checked::unreadable(keep.cursor))
        out.outcome = broken(wrong, keep);
    else
        out.cursor = keep.cursor.bytes;
    return out;
}

dovetail_exchange* plugin_server::find(std::uint64_t exchange)
{
    const std::lock_guard lock(mutex_);
    const auto found = exchanges_.find(exchange);
    return found == exchanges_.end() ? nullptr : &found->second; // nodes do not move
}

} // namespace dovetail::plugin_host
