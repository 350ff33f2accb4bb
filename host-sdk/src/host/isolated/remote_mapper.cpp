// SPDX-License-Identifier: Apache-2.0
#include "remote_mapper.hpp"

#include "report.hpp"
#include "seat.hpp"

#include <dovetail/host/batch.hpp>

#include <memory>
#include <utility>

namespace dovetail::host::isolated {
namespace {

struct remote_mapper
{
    std::shared_ptr<isolated::seat> seat;
    answered<create_answer> made{}; ///< holds the canonical fields
};

void fields(void* self, const dovetail_canonical_field** out, std::uint64_t* count)
{
    const create_answer& made = *static_cast<const remote_mapper*>(self)->made.root;
    *out = made.fields;
    *count = made.field_count;
}

const launcher& launcher_of(void* self)
{
    return static_cast<const remote_mapper*>(self)->seat->from();
}

template<class Answer, class Call>
result<answered<Answer>> ask(void* self, call what, const Call& said)
{
    return static_cast<const remote_mapper*>(self)->seat->ask_twice<Answer>(what, said);
}

dovetail_status check(void* self, std::uint32_t side, const dovetail_record* facts,
                      std::uint64_t fact_count, dovetail_error* error)
{
    auto got = ask<plain_answer>(self, call::check, check_call{facts, fact_count, side});
    return is_ok(got, error, {launcher_of(self), "check"}) ? DOVETAIL_OK : DOVETAIL_FAILED;
}

dovetail_status hand_out(result<answered<mapped_answer>> got, dovetail_mapped_batch* out,
                         dovetail_error* error, const asked& what)
{
    if (!is_ok(got, error, what)) return DOVETAIL_FAILED;
    const mapped_answer& said = *got->root;
    out->struct_size = sizeof *out;
    out->items = said.items;
    out->item_count = said.item_count;
    out->owner = new block(std::move(got->memory));
    out->release = [](void* owner) { delete static_cast<block*>(owner); };
    return DOVETAIL_OK;
}

dovetail_status to_canonical(void* self, std::uint32_t side, const dovetail_record* records,
                             std::uint64_t record_count, dovetail_mapped_batch* out,
                             dovetail_error* error)
{
    return hand_out(ask<mapped_answer>(self, call::to_canonical,
                                       to_canonical_call{records, record_count, side}),
                    out, error, {launcher_of(self), "to_canonical"});
}

dovetail_status to_native(void* self, std::uint32_t target_side,
                          const dovetail_canonical_change* changes, std::uint64_t change_count,
                          dovetail_mapped_batch* out, dovetail_error* error)
{
    return hand_out(ask<mapped_answer>(self, call::to_native,
                                       to_native_call{changes, change_count, target_side}),
                    out, error, {launcher_of(self), "to_native"});
}

void destroy(void* self)
{
    delete static_cast<remote_mapper*>(self);
}

dovetail_status create(dovetail_text configuration, const dovetail_host* host, dovetail_mapper* out,
                       dovetail_error* error)
{
    auto at = std::make_shared<seat>(launcher::behind(host), call::create_mapper,
                                     std::string(view(configuration)));
    auto made = at->open();
    if (!is_ok(made, error, {at->from(), "create"})) return DOVETAIL_FAILED;
    out->struct_size = sizeof *out;
    out->self = new remote_mapper{std::move(at), std::move(*made)};
    out->fields = &fields;
    out->check = &check;
    out->to_canonical = &to_canonical;
    out->to_native = &to_native;
    out->destroy = &destroy;
    return DOVETAIL_OK;
}

} // namespace

const dovetail_mapper_factory remote_mapper_factory{sizeof(dovetail_mapper_factory), 0, &create};

} // namespace dovetail::host::isolated
