// SPDX-License-Identifier: Apache-2.0
#include "checked/mapper_proxy.hpp"
#include "checked/create.hpp"

#include "checked/forward.hpp"
#include "checked/host_view.hpp"
#include "checked/inspect.hpp"
#include "checked/room.hpp"

#include <mutex>
#include <set>
#include <string>

namespace dovetail::host::checked {
namespace {

finding inspect_side(std::uint32_t side)
{
    if (side <= DOVETAIL_RIGHT) return {};
    return {"A-79", "the unknown side " + std::to_string(side)};
}

class mapper_proxy
{
public:
    mapper_proxy(const shared_ledger& of, const dovetail_host* host)
        : count_(of, &contract_check::ledger::mappers), host_(host, of)
    {
    }

    ~mapper_proxy()
    {
        if (real_.destroy) (void)guarded([&] { real_.destroy(real_.self); });
    }

    dovetail_status create(const dovetail_mapper_factory& factory, dovetail_text configuration,
                           dovetail_error& error)
    {
        return checked::create(factory, configuration, host_.table(), count_.shared(), "mapper",
                               real_, error);
    }

    static dovetail_mapper table(std::shared_ptr<mapper_proxy> of)
    {
        const std::uint32_t number = of->count_->number;
        auto& all = handle_table<mapper_proxy>::instance();
        return {sizeof(dovetail_mapper),
                0,
                all.add(number, std::move(of)),
                &fields,
                &check,
                &to_canonical,
                &to_native,
                &destroy};
    }

private:
    static std::shared_ptr<mapper_proxy> find(void* self)
    {
        return handle_table<mapper_proxy>::instance().find(self);
    }

    static void fields(void* self, const dovetail_canonical_field** out,
                       std::uint64_t* count) noexcept
    {
        *out = nullptr;
        *count = 0;
        const auto mine = find(self);
        if (!mine) {
            report_stale(self, "fields");
            return;
        }
        finding wrong = guarded([&] { mine->real_.fields(mine->real_.self, out, count); });
        if (!wrong) wrong = mine->judge_fields(*out, *count);
        if (!wrong) return;
        mine->count_->report(party::plugin, wrong, "fields");
        *out = nullptr;
        *count = 0;
    }

    finding judge_fields(const dovetail_canonical_field* first, std::uint64_t count)
    {
        if (finding wrong = unreadable_canonical(first, count)) return wrong;
        if (!DOVETAIL_HAS(first, dovetail_canonical_field, native_name))
            return {"A-2", "canonical fields of a wrong size"};
        if (finding wrong = inspect_all(first, count)) return wrong;
        std::set<std::string, std::less<>> names;
        const array_view<dovetail_canonical_field> all(first, count);
        for (std::size_t at = 0; at < all.size(); ++at)
            names.emplace(view(all[at].name));
        const std::lock_guard guard(mutex_);
        if (names_.empty()) names_ = names;
        if (names_ != names) return {"A-72", "canonical fields that changed"};
        return {};
    }

    static dovetail_status check(void* self, std::uint32_t side, const dovetail_record* facts,
                                 std::uint64_t fact_count, dovetail_error* error) noexcept
    {
        const auto mine = find(self);
        if (!mine) return stale(self, "check", *error);
        const shared_ledger& of = mine->count_.shared();
        finding wrong = inspect_side(side);
        if (!wrong) wrong = inspect_all(facts, fact_count);
        if (wrong) return fail(of, *error, of->report(party::host, wrong, "check"));
        ++mine->running_;
        room<dovetail_error> reported;
        dovetail_status status = DOVETAIL_FAILED;
        wrong = guarded([&] {
            status = mine->real_.check(mine->real_.self, side, facts, fact_count, &reported);
        });
        --mine->running_;
        if (!wrong) wrong = reported.inspect("error");
        const std::uint32_t kind = reported.value().error_class;
        if (!wrong && status == DOVETAIL_FAILED && kind != DOVETAIL_ERROR_CONFIG)
            wrong = {"A-78", "check failed with the class " + std::to_string(kind)};
        return finish(of, "check", status, reported.value(), *error, wrong);
    }

    static dovetail_status to_canonical(void* self, std::uint32_t side,
                                        const dovetail_record* records, std::uint64_t count,
                                        dovetail_mapped_batch* out, dovetail_error* error) noexcept
    {
        const auto mine = find(self);
        if (!mine) return stale(self, "to_canonical", *error);
        finding wrong = inspect_side(side);
        if (!wrong) wrong = inspect_all(records, count);
        const auto call = [&](dovetail_mapped_batch* made, dovetail_error* reported) {
            return mine->real_.to_canonical(mine->real_.self, side, records, count, made, reported);
        };
        return mine->map("to_canonical", std::move(wrong), call, count, *out, *error);
    }

    static dovetail_status to_native(void* self, std::uint32_t target_side,
                                     const dovetail_canonical_change* changes, std::uint64_t count,
                                     dovetail_mapped_batch* out, dovetail_error* error) noexcept
    {
        const auto mine = find(self);
        if (!mine) return stale(self, "to_native", *error);
        finding wrong = inspect_side(target_side);
        if (!wrong) wrong = inspect_all(changes, count);
        const auto call = [&](dovetail_mapped_batch* made, dovetail_error* reported) {
            return mine->real_.to_native(mine->real_.self, target_side, changes, count, made,
                                         reported);
        };
        return mine->map("to_native", std::move(wrong), call, count, *out, *error);
    }

    /// `fault` is what is wrong with the arguments.
    template<class Call>
    dovetail_status map(std::string_view name, finding fault, const Call& call, std::uint64_t count,
                        dovetail_mapped_batch& out, dovetail_error& error)
    {
        const shared_ledger& of = count_.shared();
        if (fault) return fail(of, error, of->report(party::host, fault, name));
        ++running_;
        room<dovetail_mapped_batch> made;
        room<dovetail_error> reported;
        dovetail_status status = DOVETAIL_FAILED;
        finding wrong = guarded([&] { status = call(&made, &reported); });
        --running_;
        if (!wrong) wrong = made.inspect("mapped batch");
        if (!wrong) wrong = reported.inspect("error");
        const dovetail_mapped_batch& batch = made.value();
        const bool handed_out = status == DOVETAIL_OK && batch.release;
        if (!wrong && status == DOVETAIL_OK) wrong = judge_mapped(batch, count, name);
        if (wrong && handed_out) (void)guarded([&] { batch.release(batch.owner); });
        status = finish(of, name, status, reported.value(), error, wrong);
        if (status == DOVETAIL_OK) write_out(&out, hand_on(batch, of));
        return status;
    }

    finding judge_mapped(const dovetail_mapped_batch& batch, std::uint64_t count,
                         std::string_view call)
    {
        if (!DOVETAIL_HAS(&batch, dovetail_mapped_batch, release))
            return {"A-2", "a mapped batch of a wrong size"};
        if (!batch.release) return {"A-54", "a mapped batch without release"};
        if (batch.item_count != count)
            return {"A-73", std::to_string(batch.item_count) + " mapped records for " +
                                std::to_string(count)};
        if (finding wrong = inspect_all(batch.items, batch.item_count)) return wrong;
        const bool canonical = call == "to_canonical";
        const array_view<dovetail_mapped> items(batch.items, batch.item_count);
        for (std::size_t at = 0; at < items.size(); ++at) {
            const dovetail_mapped item = copy_struct(items[at]);
            finding wrong = canonical ? judge_names(item.fields, item.field_count)
                                      : judge_names(item.read_back, item.read_back_count);
            if (!wrong) continue;
            wrong.what += " (element " + std::to_string(at) + ")";
            return wrong;
        }
        return {};
    }

    /// Canonical names among those that `fields` tells, as soon as it was asked.
    finding judge_names(const dovetail_field* fields, std::uint64_t count)
    {
        const std::lock_guard guard(mutex_);
        if (names_.empty()) return {};
        for (std::uint64_t at = 0; at < count; ++at) {
            if (!names_.contains(view(fields[at].name)))
                return {"A-75", "the field " + std::string(view(fields[at].name)) +
                                    " is none of the canonical ones"};
        }
        return {};
    }

    static void destroy(void* self) noexcept
    {
        const auto mine = find(self);
        if (!mine)
            report_stale(self, "destroy");
        else if (mine->running_ != 0)
            mine->count_->report(party::host, {"A-34", "another call on the mapper runs"},
                                 "destroy");
        else
            handle_table<mapper_proxy>::instance().remove(self);
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
    dovetail_mapper real_{};
    std::atomic<int> running_ = 0;
    std::mutex mutex_;
    std::set<std::string, std::less<>> names_; ///< of the canonical fields
};

} // namespace

dovetail_status create_mapper(const shared_ledger& of, const dovetail_mapper_factory& factory,
                              dovetail_text configuration, const dovetail_host* host,
                              dovetail_mapper& out, dovetail_error& error)
{
    const alone only{of->creating};
    if (!only)
        return fail(
            of, error,
            of->report(party::host, {"A-34", "two calls on one factory at once"}, "create"));
    auto made = std::make_shared<mapper_proxy>(of, host);
    const dovetail_status status = made->create(factory, configuration, error);
    if (status == DOVETAIL_OK) out = mapper_proxy::table(std::move(made));
    return status;
}

} // namespace dovetail::host::checked
