// SPDX-License-Identifier: Apache-2.0
#include "doubt.hpp"

#include <span>

namespace dovetail::sync {

namespace {

void keep_on(const schema& fields, const work& on, side target, decision& what)
{
    if (on.doubtful.of(target).empty() || what.write.of(target).empty()) return;
    if (!on.present(target) || on.seen.of(target)->revision == on.known.revision.of(target)) return;
    const field_row written = fields.read(on.doubtful.of(target));
    const field_row next = fields.read(what.write.of(target));
    const field_row now = fields.read(on.seen.of(target)->fields);
    field_list kept;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (written[i] && next[i] && now[i] && !same_value(*now[i], *written[i]))
            kept.push_back(fields.make(i, *now[i]));
    if (kept.empty()) return;
    what.lost.of(target) =
        fields.overlay(what.lost.of(target), fields.encode(std::span(kept.data(), kept.size())));
    if (what.reason.empty())
        what.reason = "written before without an answer, and perhaps taken back by a user since";
}

} // namespace

void keep_taken_back(const context& pass, const work& on, decision& what)
{
    for (const side target : {side::left, side::right})
        keep_on(pass.kept.fields, on, target, what);
}

} // namespace dovetail::sync
