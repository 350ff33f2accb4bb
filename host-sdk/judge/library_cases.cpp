// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"
#include "judge/raw_library.hpp"
#include "judge/workload.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/library_facts.hpp>

#include <pthread.h>

#include <thread>

namespace dovetail::judge::cases {
namespace {

/// A loader's error by the rule it is about.
const char* rule_of(const host::error& failure)
{
    if (failure.code == "plugin_digest") return "A-16";
    if (failure.code == "plugin_exports") return "A-13";
    if (failure.code == "plugin_unique_symbols") return "A-14";
    if (failure.code == "plugin_abi") return "A-24";
    if (failure.code == "plugin_identity") return "A-26";
    if (failure.code == "plugin_contract") return "A-25";
    return "A-15";
}

/// Makes, uses and destroys what a raw library provides.
void use(subject& of, const workload& work, const dovetail_plugin& table)
{
    const work_options raw{view::raw};
    const auto make = [&](auto factory_type, auto made_table, const char* id) {
        using factory = decltype(factory_type);
        const auto* found = static_cast<const factory*>(table.extension(host::to_abi(id)));
        made_table.struct_size = sizeof made_table;
        dovetail_error error{};
        error.struct_size = sizeof error;
        if (!found || found->create(host::to_abi(of.configuration()), of.host_table(), &made_table,
                                    &error) != DOVETAIL_OK)
            made_table = {};
        if (error.release) error.release(error.owner);
        return made_table;
    };
    if (of.provides(DOVETAIL_CONNECTOR_ID)) {
        const made_connector connector(
            make(dovetail_connector_factory{}, dovetail_connector{}, DOVETAIL_CONNECTOR_ID));
        if (connector->destroy) work.run(&*connector, nullptr, raw);
    }
    if (of.provides(DOVETAIL_MAPPER_ID)) {
        const made_mapper mapper(
            make(dovetail_mapper_factory{}, dovetail_mapper{}, DOVETAIL_MAPPER_ID));
        if (mapper->destroy) work.run(nullptr, &*mapper, raw);
    }
}

} // namespace

skipped manifest(subject& of)
{
    for (const host::fault& one : of.faults()) {
        if (one.level == host::fault_level::error) of.found.add("A-17", host::to_string(one));
    }
    if (!of.about()) return {};
    const auto facts = host::inspect_library(of.about()->library);
    if (!facts) {
        of.found.add("A-15", facts.error().message);
        return {};
    }
    of.found.require(facts->sha256 == host::to_string(of.about()->sha256), "A-16",
                     "the library is not the one its manifest describes");
    return {};
}

skipped exports(subject& of)
{
    const auto facts = host::inspect_library(of.about()->library);
    if (!facts) {
        of.found.add("A-15", facts.error().message);
        return {};
    }
    const auto accepted = host::accept_library(*facts);
    if (!accepted) of.found.add(rule_of(accepted.error()), accepted.error().message);
    return {};
}

skipped loading(subject& of)
{
    const auto host = std::make_shared<const host::plugin_host>("dovetail-plugin", "1", of.sink());
    host::plugin_loader loader(host);
    const auto loaded = loader.load(of.about());
    if (!loaded) of.found.add(rule_of(loaded.error()), loaded.error().message);
    return {};
}

skipped unload(subject& of)
{
    if (of.about()->resident) return "it is declared resident";
    // Records are made with a generation of the host's, which stays mapped under another name.
    const workload work(of);
    if (of.found.any()) return {};
    const std::filesystem::path file = of.about()->library;
    {
        auto library = of.map_raw();
        if (!library) return {};
        const dovetail_plugin table = library->table();
        if (!of.found.require(table.extension != nullptr, "A-24",
                              "it refuses the host that it was loaded by before"))
            return {};
        use(of, work, table);
        // What a plugin keeps for a thread has to go with the thread.
        std::thread([&] { use(of, work, table); }).join();
    }
    of.found.require(!is_mapped(file), "A-20",
                     "it stays mapped after it was closed; declare it resident, or find out what "
                     "holds it (a thread-local destructor, a unique symbol)");
    // A destructor of a thread-specific key that it left behind runs when a thread ends.
    std::thread([] {}).join();
    return {};
}

} // namespace dovetail::judge::cases
