// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"
#include "judge/fence.hpp"
#include "judge/raw_library.hpp"

#include <dovetail/host/batch.hpp>

#include <algorithm>
#include <array>

namespace dovetail::judge::cases {
namespace {

std::string range(std::uint32_t oldest, std::uint32_t newest)
{
    return std::to_string(oldest) + " to " + std::to_string(newest);
}

/// One handshake with a host that speaks this range.
void shake_hands(subject& of, dovetail_entry_function entry, host::abi_range host)
{
    dovetail_negotiation talk{sizeof(dovetail_negotiation), host.oldest, host.newest, 0, 0, 0};
    dovetail_plugin table{};
    table.struct_size = sizeof table;
    dovetail_error error{};
    error.struct_size = sizeof error;
    const dovetail_status status = entry(&talk, &table, &error);
    const std::string who = "to a host of versions " + range(host.oldest, host.newest) + ' ';
    const host::abi_range plugin{talk.plugin_oldest, talk.plugin_newest};
    of.found.require(plugin.oldest >= 1 && plugin.oldest <= plugin.newest, "A-22",
                     who + "it does not say which versions it speaks");
    of.found.require(
        plugin.oldest == of.about()->abi.oldest && plugin.newest == of.about()->abi.newest, "A-22",
        who + "it says versions " + range(plugin.oldest, plugin.newest) +
            ", and its manifest says others");
    if (!plugin.overlaps(host)) {
        of.found.require(status != DOVETAIL_OK, "A-24", who + "it does not refuse to talk");
        of.found.require(error.message.size != 0 && error.message.data, "A-24",
                         who + "it refuses to talk without a message");
    } else if (of.found.require(status == DOVETAIL_OK, "A-23",
                                who + "it refuses to talk although both know a version")) {
        of.found.require(talk.chosen == std::min(host.newest, plugin.newest), "A-23",
                         who + "it chooses version " + std::to_string(talk.chosen) +
                             ", not the highest that both know");
        of.found.require(table.abi_version == talk.chosen, "A-25",
                         who + "its table is of another version than it chose");
    }
    if (error.release) error.release(error.owner);
}

} // namespace

skipped negotiation(subject& of)
{
    auto library = of.map_raw();
    if (!library) return {};
    library->keep();
    const host::abi_range own = of.about()->abi;
    constexpr std::uint32_t far = 1'000;
    const std::array<host::abi_range, 8> hosts{{{own.newest, own.newest},
                                                {own.oldest, own.oldest},
                                                {own.oldest, own.newest + far},
                                                {0, own.newest},
                                                {0, own.oldest - 1},
                                                {own.newest + 1, own.newest + 1},
                                                {own.newest + far, own.newest + 2 * far},
                                                {0xFFFF'FFFF, 0xFFFF'FFFF}}};
    for (const host::abi_range& one : hosts)
        shake_hands(of, library->entry(), one);
    return {};
}

skipped extensions(subject& of)
{
    const auto generation = of.generation();
    if (!generation) return {};
    std::vector<std::string> unknown{"",         "dovetail",           "dovetail.nothing/1",
                                     "\xFF\xFE", std::string(1, '\0'), std::string(100'000, 'x')};
    for (const std::string& id : of.about()->provides) {
        const void* const first = generation->extension(id);
        of.found.require(first != nullptr, "A-27",
                         "its manifest provides " + id + ", and its code does not");
        of.found.require(first == generation->extension(id), "A-28",
                         "another table for " + id + " at the second call");
        unknown.insert(unknown.end(), {id + "x", id.substr(0, id.size() - 1), id + '\0',
                                       id.substr(0, id.find('/')) + "/999", ' ' + id});
    }
    for (const std::string& id : unknown) {
        if (std::count(of.about()->provides.begin(), of.about()->provides.end(), id)) continue;
        of.found.require(generation->extension(id) == nullptr, "A-27",
                         "it has an extension for an id it does not know, of " +
                             std::to_string(id.size()) + " bytes");
    }
    return {};
}

skipped entry_sizes(subject& of)
{
    auto library = of.map_raw();
    if (!library) return {};
    library->keep();
    const host::abi_range own = of.about()->abi;
    fence<dovetail_plugin>::each_size([&](fence<dovetail_plugin>& table) {
        dovetail_negotiation talk{sizeof(dovetail_negotiation), own.oldest, own.newest, 0, 0, 0};
        dovetail_error error{};
        error.struct_size = sizeof error;
        (void)library->entry()(&talk, table.get(), &error);
        if (error.release) error.release(error.owner);
        table.judge(of.found, "the plugin's table");
    });
    // The refusal's error, in a struct of a host that has less of it.
    fence<dovetail_error>::each_size([&](fence<dovetail_error>& error) {
        const std::uint32_t above = own.newest + 1;
        dovetail_negotiation talk{sizeof(dovetail_negotiation), above, above, 0, 0, 0};
        dovetail_plugin table{};
        table.struct_size = sizeof table;
        (void)library->entry()(&talk, &table, error.get());
        error.judge(of.found, "the error of a refusal");
        if (const auto* whole = error.whole(); whole && whole->release)
            whole->release(whole->owner);
    });
    return {};
}

} // namespace dovetail::judge::cases
