// SPDX-License-Identifier: Apache-2.0
// The calls of a connector and its exchanges.
#include "plugin_server.hpp"
#include "verdicts.hpp"

#include "checked/readable.hpp"
#include "contract.hpp"

namespace dovetail::plugin_host {
namespace {

/// Takes over what a step delivers; how it is broken, or nothing.
host::checked::finding take_deliveries(dovetail_step& step, kept& keep)
{
    host::checked::finding wrong;
    if (step.batch) {
        keep.batch = host::record_batch(host::copy_struct(*step.batch), nullptr);
        wrong = host::accept(keep.batch);
        keep.batch_table = keep.batch.get();
        keep.batch_table.struct_size = sizeof keep.batch_table;
        step.batch = &keep.batch_table;
    }
    if (step.outcomes) {
        keep.outcomes = host::outcome_batch(host::copy_struct(*step.outcomes), nullptr);
        if (!wrong) wrong = host::accept(keep.outcomes);
        keep.outcomes_table = keep.outcomes.get();
        keep.outcomes_table.struct_size = sizeof keep.outcomes_table;
        step.outcomes = &keep.outcomes_table;
    }
    return wrong;
}

} // namespace

wire::create_answer plugin_server::create_connector(const wire::create_call& said, kept& keep)
{
    wire::create_answer out{};
    const auto* factory = static_cast<const dovetail_connector_factory*>(
        table_.extension(host::to_abi(DOVETAIL_CONNECTOR_ID)));
    if (!factory || !DOVETAIL_HAS(factory, dovetail_connector_factory, create) ||
        !factory->create) {
        out.outcome = broken({"A-46", "its connector factory has no create"}, keep);
        return out;
    }
    connector_ = host::empty_struct<dovetail_connector>();
    keep.error = host::empty_struct<dovetail_error>();
    out.outcome =
        reported(factory->create(said.configuration, &host_, &connector_, &keep.error), keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    if (const auto wrong = host::checked::unusable(connector_)) {
        out.outcome = broken(wrong, keep);
        return out;
    }
    out.abilities = host::empty_struct<dovetail_abilities>();
    connector_.abilities(connector_.self, &out.abilities);
    out.abilities.struct_size = sizeof out.abilities;
    return out;
}

wire::plain_answer plugin_server::accepts_cursor(const wire::cursor_call& said, kept& keep)
{
    keep.error = host::empty_struct<dovetail_error>();
    return {reported(connector_.accepts_cursor(connector_.self, said.cursor, &keep.error), keep)};
}

wire::begin_answer plugin_server::begin(const wire::begin_call& said, kept& keep)
{
    wire::begin_answer out{};
    auto made = host::empty_struct<dovetail_exchange>();
    keep.error = host::empty_struct<dovetail_error>();
    out.outcome =
        reported(connector_.begin(connector_.self, &said.operation, &made, &keep.error), keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    if (const auto wrong = host::checked::unusable(made)) {
        out.outcome = broken(wrong, keep);
        return out;
    }
    const std::lock_guard lock(mutex_);
    out.exchange = ++last_exchange_;
    exchanges_.emplace(out.exchange, made);
    return out;
}

wire::resume_answer plugin_server::resume(std::uint64_t exchange, const wire::resume_call& said,
                                          kept& keep)
{
    wire::resume_answer out{};
    const dovetail_exchange* running = find(exchange);
    if (!running) { // a bug of the host's side of this protocol
        out.outcome = broken({"A-36", "there is no such exchange"}, keep);
        return out;
    }
    out.step = host::empty_struct<dovetail_step>();
    running->resume(running->self, &said.event, &out.step);
    if (const auto wrong = take_deliveries(out.step, keep)) {
        out.step = {};
        out.outcome = broken(wrong, keep);
    }
    return out;
}

void plugin_server::end(std::uint64_t exchange)
{
    dovetail_exchange over{};
    {
        const std::lock_guard lock(mutex_);
        const auto found = exchanges_.find(exchange);
        if (found == exchanges_.end()) return;
        over = found->second;
        exchanges_.erase(found);
    }
    over.release(over.self);
}

} // namespace dovetail::plugin_host
