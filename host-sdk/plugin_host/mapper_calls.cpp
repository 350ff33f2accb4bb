// SPDX-License-Identifier: Apache-2.0
// The calls of a mapper.
#include "plugin_server.hpp"
#include "verdicts.hpp"

#include "checked/readable.hpp"
#include "contract.hpp"

namespace dovetail::plugin_host {
namespace {

wire::mapped_answer take(dovetail_status status, const dovetail_mapped_batch& made, kept& keep)
{
    wire::mapped_answer out{};
    out.outcome = reported(status, keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    keep.mapped = host::mapped_batch(host::copy_struct(made), nullptr);
    if (const auto wrong = host::accept(keep.mapped)) {
        out.outcome = broken(wrong, keep);
        return out;
    }
    out.items = keep.mapped.get().items;
    out.item_count = keep.mapped.get().item_count;
    return out;
}

} // namespace

wire::create_answer plugin_server::create_mapper(const wire::create_call& said, kept& keep)
{
    wire::create_answer out{};
    const auto* factory = static_cast<const dovetail_mapper_factory*>(
        table_.extension(host::to_abi(DOVETAIL_MAPPER_ID)));
    if (!factory || !DOVETAIL_HAS(factory, dovetail_mapper_factory, create) || !factory->create) {
        out.outcome = broken({"A-46", "its mapper factory has no create"}, keep);
        return out;
    }
    mapper_ = host::empty_struct<dovetail_mapper>();
    keep.error = host::empty_struct<dovetail_error>();
    out.outcome =
        reported(factory->create(said.configuration, &host_, &mapper_, &keep.error), keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    if (const auto wrong = host::checked::unusable(mapper_)) {
        out.outcome = broken(wrong, keep);
        return out;
    }
    mapper_.fields(mapper_.self, &out.fields, &out.field_count);
    if (const auto wrong = host::checked::unreadable_canonical(out.fields, out.field_count)) {
        out = {};
        out.outcome = broken(wrong, keep);
    }
    return out;
}

wire::plain_answer plugin_server::check(const wire::check_call& said, kept& keep)
{
    keep.error = host::empty_struct<dovetail_error>();
    return {reported(mapper_.check(mapper_.self, static_cast<std::uint32_t>(said.side), said.facts,
                                   said.fact_count, &keep.error),
                     keep)};
}

wire::mapped_answer plugin_server::to_canonical(const wire::to_canonical_call& said, kept& keep)
{
    keep.error = host::empty_struct<dovetail_error>();
    auto made = host::empty_struct<dovetail_mapped_batch>();
    const auto status = mapper_.to_canonical(mapper_.self, static_cast<std::uint32_t>(said.side),
                                             said.records, said.record_count, &made, &keep.error);
    return take(status, made, keep);
}

wire::mapped_answer plugin_server::to_native(const wire::to_native_call& said, kept& keep)
{
    keep.error = host::empty_struct<dovetail_error>();
    auto made = host::empty_struct<dovetail_mapped_batch>();
    const auto status = mapper_.to_native(mapper_.self, static_cast<std::uint32_t>(said.side),
                                          said.changes, said.change_count, &made, &keep.error);
    return take(status, made, keep);
}

} // namespace dovetail::plugin_host
