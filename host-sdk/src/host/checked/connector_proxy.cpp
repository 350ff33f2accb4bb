// SPDX-License-Identifier: Apache-2.0
#include "checked/connector_proxy.hpp"
#include "checked/create.hpp"

#include "checked/exchange_proxy.hpp"
#include "checked/forward.hpp"
#include "checked/host_view.hpp"
#include "checked/inspect.hpp"
#include "checked/room.hpp"

#include <mutex>
#include <optional>

namespace dovetail::host::checked {
namespace {

constexpr std::uint32_t known_abilities =
    DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
    DOVETAIL_CAN_DELETE_CONDITIONALLY | DOVETAIL_CAN_LISTEN | DOVETAIL_WRITES_ATOMICALLY |
    DOVETAIL_CONDITION_COSTS_REQUEST;

finding inspect_scope(const dovetail_scope& scope)
{
    if (scope.owner_count && !scope.owners) return {"A-7", "null owners"};
    for (std::uint64_t at = 0; at < scope.owner_count; ++at) {
        if (finding wrong = inspect(scope.owners[at], "owner")) return wrong;
    }
    if (scope.want > DOVETAIL_WANT_TOMBSTONES) return {"A-47", "a scope that wants the unknown"};
    return {};
}

/// What a host asks for. An unknown operation is allowed: a newer host may know more.
finding inspect_operation(const dovetail_operation& wanted)
{
    if (!DOVETAIL_HAS(&wanted, dovetail_operation, now_us))
        return {"A-2", "an operation of a wrong size"};
    finding wrong = inspect(wanted.collection, "collection");
    if (!wrong) wrong = unreadable(wanted.cursor, "cursor");
    if (!wrong && wanted.scope) wrong = inspect_scope(copy_struct(*wanted.scope));
    if (!wrong) wrong = inspect_all(wanted.changes, wanted.change_count);
    if (!wrong) wrong = inspect_all(wanted.lookups, wanted.lookup_count);
    return wrong;
}

bool same(const dovetail_abilities& a, const dovetail_abilities& b)
{
    return a.can == b.can && a.max_write_batch == b.max_write_batch &&
           a.max_lookup_batch == b.max_lookup_batch &&
           a.tombstone_horizon_ms == b.tombstone_horizon_ms &&
           a.revision_step_us == b.revision_step_us && a.overlap_ms == b.overlap_ms;
}

class connector_proxy
{
public:
    connector_proxy(const shared_ledger& of, const dovetail_host* host)
        : count_(of, &contract_check::ledger::connectors), host_(host, of),
          open_(std::make_shared<std::atomic<std::uint64_t>>(0))
    {
    }

    ~connector_proxy()
    {
        if (real_.destroy) (void)guarded([&] { real_.destroy(real_.self); });
    }

    dovetail_status create(const dovetail_connector_factory& factory, dovetail_text configuration,
                           dovetail_error& error)
    {
        return checked::create(factory, configuration, host_.table(), count_.shared(), "connector",
                               real_, error);
    }

    static dovetail_connector table(std::shared_ptr<connector_proxy> of)
    {
        const std::uint32_t number = of->count_->number;
        auto& all = handle_table<connector_proxy>::instance();
        return {sizeof(dovetail_connector),
                0,
                all.add(number, std::move(of)),
                &abilities,
                &accepts_cursor,
                &begin,
                &destroy};
    }

private:
    static std::shared_ptr<connector_proxy> find(void* self)
    {
        return handle_table<connector_proxy>::instance().find(self);
    }

    static void abilities(void* self, dovetail_abilities* out) noexcept
    {
        const auto mine = find(self);
        if (!mine) {
            report_stale(self, "abilities");
            return write_out(out, dovetail_abilities{});
        }
        ++mine->running_;
        room<dovetail_abilities> filled;
        finding wrong = guarded([&] { mine->real_.abilities(mine->real_.self, &filled); });
        if (!wrong) wrong = filled.inspect("abilities");
        if (!wrong) wrong = mine->judge(filled.value());
        --mine->running_;
        if (wrong) mine->count_->report(party::plugin, wrong, "abilities");
        write_out(out, wrong ? dovetail_abilities{} : filled.value());
    }

    finding judge(const dovetail_abilities& now)
    {
        if (now.max_write_batch == 0 || now.max_lookup_batch == 0)
            return {"A-44", "a batch that holds no record"};
        if (now.can & ~known_abilities) return {"A-44", "abilities that nobody knows"};
        const std::lock_guard guard(mutex_);
        if (!abilities_) abilities_ = now;
        if (!same(*abilities_, now)) return {"A-44", "abilities that changed"};
        return {};
    }

    static dovetail_status accepts_cursor(void* self, dovetail_bytes cursor,
                                          dovetail_error* error) noexcept
    {
        const auto mine = find(self);
        if (!mine) return stale(self, "accepts_cursor", *error);
        const shared_ledger& of = mine->count_.shared();
        if (const finding wrong = unreadable(cursor, "cursor"))
            return fail(of, *error, of->report(party::host, wrong, "accepts_cursor"));
        ++mine->running_;
        room<dovetail_error> reported;
        dovetail_status status = DOVETAIL_FAILED;
        finding wrong = guarded(
            [&] { status = mine->real_.accepts_cursor(mine->real_.self, cursor, &reported); });
        --mine->running_;
        if (!wrong) wrong = reported.inspect("error");
        const std::uint32_t kind = reported.value().error_class;
        if (!wrong && status == DOVETAIL_FAILED && kind != DOVETAIL_ERROR_GONE &&
            kind != DOVETAIL_ERROR_CONFIG)
            wrong = {"A-45", "a cursor is refused with the class " + std::to_string(kind) +
                                 "; gone or config are possible"};
        return finish(of, "accepts_cursor", status, reported.value(), *error, wrong);
    }

    static dovetail_status begin(void* self, const dovetail_operation* operation,
                                 dovetail_exchange* out, dovetail_error* error) noexcept
    {
        const auto mine = find(self);
        if (!mine) return stale(self, "begin", *error);
        const shared_ledger& of = mine->count_.shared();
        finding wrong = inspect_operation(*operation);
        if (!wrong) wrong = mine->judge_size(*operation);
        if (wrong) return fail(of, *error, of->report(party::host, wrong, "begin"));
        ++mine->running_;
        room<dovetail_exchange> made;
        room<dovetail_error> reported;
        dovetail_status status = DOVETAIL_FAILED;
        wrong = guarded(
            [&] { status = mine->real_.begin(mine->real_.self, operation, &made, &reported); });
        --mine->running_;
        if (!wrong) wrong = made.inspect("exchange");
        if (!wrong) wrong = reported.inspect("error");
        const dovetail_exchange& begun = made.value();
        if (!wrong && status == DOVETAIL_OK) wrong = unusable(begun);
        status = finish(of, "begin", status, reported.value(), *error, wrong);
        if (status == DOVETAIL_OK)
            write_out(out, exchange_proxy::table(std::make_shared<exchange_proxy>(
                               begun, *operation, of, mine->open_)));
        return status;
    }

    /// Batches within what the connector said of itself, as far as it was asked.
    finding judge_size(const dovetail_operation& wanted)
    {
        const std::lock_guard guard(mutex_);
        if (!abilities_) return {};
        if (wanted.change_count > abilities_->max_write_batch)
            return {"A-47", "more changes than max_write_batch"};
        if (wanted.lookup_count > abilities_->max_lookup_batch)
            return {"A-47", "more lookups than max_lookup_batch"};
        return {};
    }

    static void destroy(void* self) noexcept
    {
        const auto mine = find(self);
        if (!mine) {
            report_stale(self, "destroy");
            return;
        }
        if (mine->running_ != 0)
            mine->count_->report(party::host, {"A-34", "another call on the connector runs"},
                                 "destroy");
        else if (*mine->open_ != 0)
            mine->count_->report(party::host,
                                 {"A-37", std::to_string(*mine->open_) + " exchanges are open"},
                                 "destroy");
        else
            handle_table<connector_proxy>::instance().remove(self);
    }

    static dovetail_status stale(void* self, std::string_view call, dovetail_error& error)
    {
        const std::string message = report_stale(self, call);
        if (const auto known = contract_check::ledger::of(self)) return fail(known, error, message);
        error.error_class = DOVETAIL_ERROR_BUG;
        error.code = to_abi("plugin_contract");
        return DOVETAIL_FAILED;
    }

    counted count_;
    host_view host_;
    dovetail_connector real_{};
    std::shared_ptr<std::atomic<std::uint64_t>> open_;
    std::atomic<int> running_ = 0;
    std::mutex mutex_;
    std::optional<dovetail_abilities> abilities_{}; ///< as first told
};

} // namespace

dovetail_status create_connector(const shared_ledger& of, const dovetail_connector_factory& factory,
                                 dovetail_text configuration, const dovetail_host* host,
                                 dovetail_connector& out, dovetail_error& error)
{
    const alone only{of->creating};
    if (!only)
        return fail(
            of, error,
            of->report(party::host, {"A-34", "two calls on one factory at once"}, "create"));
    auto made = std::make_shared<connector_proxy>(of, host);
    const dovetail_status status = made->create(factory, configuration, error);
    if (status == DOVETAIL_OK) out = connector_proxy::table(std::move(made));
    return status;
}

} // namespace dovetail::host::checked
