// SPDX-License-Identifier: Apache-2.0
// The calls of a mapper.
#include "plugin_server.hpp"
#include "verdicts.hpp"

#include "contract.hpp"

namespace dovetail::plugin_host {
namespace {

bool is_complete(const dovetail_mapper& made) noexcept
{
    return DOVETAIL_HAS(&made, dovetail_mapper, destroy) && made.fields && made.check &&
           made.to_canonical && made.to_native && made.destroy;
}

wire::mapped_answer take(dovetail_status status, const dovetail_mapped_batch& made,
                         const char* call, kept& keep)
{
    wire::mapped_answer out{};
    out.outcome = reported(status, keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    keep.mapped = host::mapped_batch(host::copy_struct(made), nullptr);
    const std::string wrong = host::accept(keep.mapped);
    if (!wrong.empty()) {
        out.outcome = broken(std::string(call) + " handed out " + wrong, keep);
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
        out.outcome = broken("its mapper factory has no create", keep);
        return out;
    }
    mapper_ = host::empty_struct<dovetail_mapper>();
    keep.error = host::empty_struct<dovetail_error>();
    out.outcome =
        reported(factory->create(said.configuration, &host_, &mapper_, &keep.error), keep);
    if (out.outcome.status != DOVETAIL_OK) return out;
    if (!is_complete(mapper_)) {
        out.outcome = broken("create handed out a mapper without functions", keep);
        return out;
    }
    mapper_.fields(mapper_.self, &out.fields, &out.field_count);
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
    return take(status, made, "to_canonical", keep);
}

wire::mapped_answer plugin_server::to_native(const wire::to_native_call& said, kept& keep)
{
    keep.error = host::empty_struct<dovetail_error>();
    auto made = host::empty_struct<dovetail_mapped_batch>();
    const auto status = mapper_.to_native(mapper_.self, static_cast<std::uint32_t>(said.side),
                                          said.changes, said.change_count, &made, &keep.error);
    return take(status, made, "to_native", keep);
}

} // namespace dovetail::plugin_host
