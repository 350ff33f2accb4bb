// SPDX-License-Identifier: Apache-2.0
#include "checked/exchange_proxy.hpp"

#include "checked/forward.hpp"
#include "checked/inspect.hpp"
#include "checked/room.hpp"

#include <algorithm>

namespace dovetail::host::checked {
namespace {

using table = handle_table<exchange_proxy>;

bool is_end(std::uint32_t step) noexcept
{
    return step == DOVETAIL_STEP_DONE || step == DOVETAIL_STEP_FAILED;
}

bool is_lower_case(std::string_view name) noexcept
{
    return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

finding inspect_event(const dovetail_event& event)
{
    finding wrong = unreadable(event.headers, event.header_count);
    if (!wrong) wrong = unreadable(event.body, "body");
    if (!wrong) wrong = inspect(event.reason, "reason");
    if (wrong) return wrong;
    for (std::uint64_t at = 0; at < event.header_count; ++at) {
        if (!is_lower_case(view(event.headers[at].name)))
            return {"A-70", "a header whose name is not in lower case"};
    }
    return {};
}

void set_failed(dovetail_step& step, const dovetail_error& error)
{
    dovetail_step failed{};
    failed.kind = DOVETAIL_STEP_FAILED;
    failed.error = &error;
    write_out(&step, failed);
}

/// For an exchange that is gone there is nobody to keep an error of its own.
const dovetail_error& stale_error()
{
    static const dovetail_error error{sizeof(dovetail_error),
                                      DOVETAIL_ERROR_BUG,
                                      0,
                                      to_abi("plugin_contract"),
                                      to_abi("this host broke rule A-36 of the contract "
                                             "(docs/abi.md): it resumed a released exchange"),
                                      {nullptr, 0},
                                      nullptr,
                                      nullptr};
    return error;
}

template<class Handle>
void drop(const Handle* handle)
{
    if (!handle || !DOVETAIL_HAS(handle, Handle, release) || !handle->release) return;
    (void)guarded([&] { handle->release(handle->owner); });
}

} // namespace

exchange_proxy::exchange_proxy(const dovetail_exchange& real, const dovetail_operation& wanted,
                               const shared_ledger& of,
                               std::shared_ptr<std::atomic<std::uint64_t>> open)
    : real_(real), count_(of, &contract_check::ledger::exchanges), open_(std::move(open)),
      operation_(wanted.kind), change_count_(wanted.change_count),
      lookup_count_(wanted.lookup_count)
{
    ++*open_;
}

exchange_proxy::~exchange_proxy()
{
    (void)guarded([&] { real_.release(real_.self); });
    --*open_;
}

dovetail_exchange exchange_proxy::table(std::shared_ptr<exchange_proxy> of)
{
    const std::uint32_t number = of->count_->number;
    return {sizeof(dovetail_exchange), 0, table::instance().add(number, std::move(of)), &resume,
            &release};
}

void exchange_proxy::resume(void* self, const dovetail_event* event, dovetail_step* step) noexcept
{
    const auto mine = checked::table::instance().find(self);
    if (!mine) {
        report_stale(self, "resume");
        return set_failed(*step, stale_error());
    }
    mine->go_on(copy_struct(*event), *step);
}

void exchange_proxy::release(void* self) noexcept
{
    const auto mine = checked::table::instance().remove(self);
    if (!mine)
        report_stale(self, "release of an exchange", "A-65");
    else if (const alone only{mine->running_}; !only)
        mine->count_->report(party::host, {"A-35", "it was released while it is being resumed"},
                             "release of an exchange");
}

void exchange_proxy::go_on(const dovetail_event& event, dovetail_step& step)
{
    const alone only{running_};
    if (!only) {
        // Another thread is in it: nothing of it may be touched, not even to keep a message.
        count_->report(party::host, {"A-35", "two calls on one exchange at once"}, "resume");
        return set_failed(step, stale_error());
    }
    if (const finding wrong = judge_event(event))
        return refuse(step, count_->report(party::host, wrong, "resume"));

    room<dovetail_step> filled;
    finding wrong = guarded([&] { real_.resume(real_.self, &event, &filled); });
    if (!wrong) wrong = filled.inspect("step");
    const bool known = event.kind >= DOVETAIL_EVENT_START && event.kind < DOVETAIL_EVENT_CANCELLED;
    if (!wrong) wrong = judge_step(filled.value(), !known);
    if (wrong) {
        drop(filled.value().batch);
        drop(filled.value().outcomes);
        return refuse(step, count_->report(party::plugin, wrong, "resume"));
    }
    last_ = filled.value().kind;
    hand_on_deliveries(filled.value());
    write_out(&step, filled.value());
}

finding exchange_proxy::judge_event(const dovetail_event& event) const
{
    if (is_end(last_)) return {"A-40", "an event after DONE or FAILED"};
    if (event.kind == DOVETAIL_EVENT_CANCELLED || event.kind > DOVETAIL_EVENT_CANCELLED) return {};
    const bool starts = event.kind == DOVETAIL_EVENT_START;
    if (starts != (last_ == 0))
        return {"A-38", starts ? "a second START" : "START did not come first"};
    const bool answers =
        event.kind == DOVETAIL_EVENT_RESPONSE || event.kind == DOVETAIL_EVENT_TRANSPORT_FAILED;
    if (!starts && answers != (last_ == DOVETAIL_STEP_REQUEST))
        return {"A-39", "an event that does not answer the last step"};
    return inspect_event(event);
}

finding exchange_proxy::judge_step(const dovetail_step& step, bool cancelled)
{
    if (cancelled && !is_end(step.kind))
        return {"A-59", "a step that is neither DONE nor FAILED after CANCELLED"};
    if (step.kind != DOVETAIL_STEP_DELIVER && (step.batch || step.outcomes))
        return {"A-53", "a delivery in a step that is not DELIVER"};
    switch (step.kind) {
    case DOVETAIL_STEP_REQUEST:
        return inspect(step.request);
    case DOVETAIL_STEP_DELIVER:
        return judge_delivery(step);
    case DOVETAIL_STEP_WAIT:
        return {};
    case DOVETAIL_STEP_DONE:
        return cancelled ? finding{} : judge_end();
    case DOVETAIL_STEP_FAILED:
        if (!step.error) return {"A-58", "a step FAILED without an error"};
        if (DOVETAIL_HAS(step.error, dovetail_error, release) && step.error->release)
            return {"A-58", "a step FAILED whose error has a release"};
        return inspect(*step.error);
    default:
        return {"A-50", "a step of the unknown kind " + std::to_string(step.kind)};
    }
}

finding exchange_proxy::judge_delivery(const dovetail_step& step)
{
    if (!step.batch && !step.outcomes) return {"A-53", "a step DELIVER that delivers nothing"};
    const bool writes = operation_ == DOVETAIL_OP_WRITE;
    if (writes ? !step.outcomes || step.batch : !step.batch || step.outcomes)
        return {"A-53", writes ? "a write that delivers no outcomes, or more"
                               : "a read that delivers no batch, or more"};
    if (finding wrong = unreadable(step.cursor, "cursor")) return wrong;
    if (writes) return judge_outcomes(*step.outcomes);

    const dovetail_batch& batch = *step.batch;
    if (!DOVETAIL_HAS(&batch, dovetail_batch, release)) return {"A-2", "a batch of a wrong size"};
    if (!batch.release) return {"A-54", "a batch without release"};
    if (finding wrong = inspect_all(batch.records, batch.record_count)) return wrong;
    records_ += batch.record_count;
    if (operation_ == DOVETAIL_OP_LOOKUP && records_ > lookup_count_)
        return {"A-61", std::to_string(records_) + " records for " + std::to_string(lookup_count_) +
                            " lookups"};
    return {};
}

finding exchange_proxy::judge_outcomes(const dovetail_outcomes& outcomes)
{
    if (!DOVETAIL_HAS(&outcomes, dovetail_outcomes, release))
        return {"A-2", "outcomes of a wrong size"};
    if (!outcomes.release) return {"A-54", "outcomes without release"};
    if (finding wrong = inspect_all(outcomes.outcomes, outcomes.outcome_count)) return wrong;
    outcomes_ += outcomes.outcome_count;
    if (outcomes_ > change_count_)
        return {"A-55", std::to_string(outcomes_) + " outcomes for " +
                            std::to_string(change_count_) + " changes"};
    return {};
}

finding exchange_proxy::judge_end() const
{
    if (operation_ == DOVETAIL_OP_WRITE && outcomes_ != change_count_)
        return {"A-55", "it is done after " + std::to_string(outcomes_) + " outcomes for " +
                            std::to_string(change_count_) + " changes"};
    return {};
}

void exchange_proxy::hand_on_deliveries(dovetail_step& step)
{
    if (step.batch) {
        batch_ = hand_on(*step.batch, count_.shared());
        step.batch = &batch_;
    }
    if (step.outcomes) {
        delivered_ = hand_on(*step.outcomes, count_.shared());
        step.outcomes = &delivered_;
    }
}

void exchange_proxy::refuse(dovetail_step& step, std::string message)
{
    last_ = DOVETAIL_STEP_FAILED;
    message_ = std::move(message);
    error_ = {};
    error_.struct_size = sizeof error_;
    error_.error_class = DOVETAIL_ERROR_BUG;
    error_.code = to_abi("plugin_contract");
    error_.message = to_abi(message_);
    set_failed(step, error_);
}

} // namespace dovetail::host::checked
