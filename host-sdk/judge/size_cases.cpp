// SPDX-License-Identifier: Apache-2.0
// Structs of other sizes than this version's, given to a plugin to fill. No proxy stands between:
// it would give the plugin structs of its own.
#include "judge/cases.hpp"
#include "judge/fence.hpp"
#include "judge/workload.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/sized.hpp>

namespace dovetail::judge::cases {
namespace {

void release(dovetail_error& error)
{
    if (error.release) error.release(error.owner);
    error = host::sized<dovetail_error>();
}

/// The factory's create with tables of all sizes; those that fit are destroyed.
template<class Factory, class Table>
void create_in_all_sizes(subject& of, const host::plugin& from, const char* id, const char* which)
{
    const auto* factory = static_cast<const Factory*>(from.extension(id));
    fence<Table>::each_size([&](fence<Table>& table) {
        auto error = host::sized<dovetail_error>();
        const auto status =
            factory->create(host::to_abi(of.configuration()), from.host(), table.get(), &error);
        release(error);
        table.judge(of.found, which);
        const Table* const whole = table.whole();
        if (status == DOVETAIL_OK && whole && whole->destroy) whole->destroy(whole->self);
    });
}

void begin_in_all_sizes(subject& of, const dovetail_connector& connector, const operation& wanted)
{
    fence<dovetail_exchange>::each_size([&](fence<dovetail_exchange>& table) {
        scratch arguments;
        auto error = host::sized<dovetail_error>();
        const auto status =
            connector.begin(connector.self, arguments.operation(wanted), table.get(), &error);
        release(error);
        table.judge(of.found, "an exchange");
        const dovetail_exchange* const whole = table.whole();
        if (status == DOVETAIL_OK && whole && whole->release) whole->release(whole->self);
    });
    operation unknown = wanted;
    unknown.collection = "no collection of this name";
    fence<dovetail_error>::each_size([&](fence<dovetail_error>& error) {
        scratch arguments;
        auto table = host::sized<dovetail_exchange>();
        const auto status =
            connector.begin(connector.self, arguments.operation(unknown), &table, error.get());
        error.judge(of.found, "an error");
        if (status == DOVETAIL_OK) table.release(table.self);
        if (const auto* whole = error.whole(); status != DOVETAIL_OK && whole && whole->release)
            whole->release(whole->owner);
    });
}

void step_in_all_sizes(subject& of, const dovetail_connector& connector, const operation& wanted)
{
    fence<dovetail_step>::each_size([&](fence<dovetail_step>& step) {
        scratch arguments;
        auto exchange = host::sized<dovetail_exchange>();
        auto error = host::sized<dovetail_error>();
        if (connector.begin(connector.self, arguments.operation(wanted), &exchange, &error) !=
            DOVETAIL_OK)
            return release(error);
        auto event = host::sized<dovetail_event>();
        event.kind = DOVETAIL_EVENT_START;
        event.now_us = wanted.now_us;
        exchange.resume(exchange.self, &event, step.get());
        step.judge(of.found, "a step");
        exchange.release(exchange.self);
    });
}

} // namespace

skipped connector_sizes(subject& of)
{
    const auto generation = of.generation();
    if (!generation) return {};
    create_in_all_sizes<dovetail_connector_factory, dovetail_connector>(
        of, *generation, DOVETAIL_CONNECTOR_ID, "a connector");
    const auto connector = of.connector(view::raw);
    if (!connector) return {};
    fence<dovetail_abilities>::each_size([&](fence<dovetail_abilities>& abilities) {
        (*connector)->abilities((*connector)->self, abilities.get());
        abilities.judge(of.found, "abilities");
    });
    for (const exchange& one : of.conversation().exchanges) {
        begin_in_all_sizes(of, **connector, one.operation);
        step_in_all_sizes(of, **connector, one.operation);
    }
    return {};
}

skipped mapper_sizes(subject& of)
{
    const workload work(of);
    const auto generation = of.generation();
    if (!generation) return {};
    create_in_all_sizes<dovetail_mapper_factory, dovetail_mapper>(of, *generation,
                                                                  DOVETAIL_MAPPER_ID, "a mapper");
    const auto mapper = of.mapper(view::raw);
    if (!mapper) return {};
    for (const std::uint32_t side : {DOVETAIL_LEFT, DOVETAIL_RIGHT}) {
        const auto& records = work.records()[side];
        fence<dovetail_mapped_batch>::each_size([&](fence<dovetail_mapped_batch>& batch) {
            scratch arguments;
            auto error = host::sized<dovetail_error>();
            const auto status =
                (*mapper)->to_canonical((*mapper)->self, side, arguments.records(records),
                                        records.size(), batch.get(), &error);
            release(error);
            batch.judge(of.found, "a mapped batch");
            const auto* const whole = batch.whole();
            if (status == DOVETAIL_OK && whole && whole->release) whole->release(whole->owner);
        });
    }
    return {};
}

} // namespace dovetail::judge::cases
