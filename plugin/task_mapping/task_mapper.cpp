// SPDX-License-Identifier: Apache-2.0
#include "task_mapper.hpp"

#include "facts.hpp"
#include "rule_reader.hpp"
#include "to_canonical.hpp"
#include "to_native.hpp"

namespace dovetail::task_mapping {

namespace {

std::size_t index_of(kit::side which) noexcept
{
    return static_cast<std::size_t>(which);
}

dovetail_canonical_field named(const rule_set& rules, std::size_t index)
{
    dovetail_canonical_field out{};
    out.struct_size = sizeof out;
    out.flow[DOVETAIL_LEFT] = out.flow[DOVETAIL_RIGHT] = DOVETAIL_FLOW_NEVER;
    out.name = kit::borrow(rules.canonical.name(index));
    return out;
}

/// The list that the host sees; it points into the rules.
std::vector<dovetail_canonical_field> list_fields(const rule_set& rules)
{
    std::vector<dovetail_canonical_field> out;
    for (std::size_t i = 0; i < rules.canonical.size(); ++i)
        out.push_back(named(rules, i));
    for (std::size_t i = 0; i < rules.fields.size(); ++i) {
        for (std::size_t side = 0; side < 2; ++side) {
            const auto& here = rules.fields[i].side[side];
            out[i].flow[side] = here.flow;
            out[i].native_name[side] = kit::borrow(here.native);
            if (here.clock) out[*here.clock].native_name[side] = kit::borrow(here.native);
            if (!here.rendered) continue;
            for (const auto& token : here.rendered->tokens) {
                if (token.canonical)
                    out[*token.canonical].native_name[1 - side] = kit::borrow(token.native);
            }
        }
    }
    return out;
}

} // namespace

task_mapper::task_mapper(std::string_view configuration)
    : rules_(read_rules(configuration)), fields_(list_fields(rules_))
{
}

void task_mapper::check(kit::side which, kit::record_range facts) const
{
    check_facts(rules_, index_of(which), facts);
}

void task_mapper::to_canonical(kit::side which, kit::record_range records,
                               kit::mapped_builder& out) const
{
    task_mapping::to_canonical(rules_, index_of(which), records, out);
}

void task_mapper::to_native(kit::side target, kit::canonical_change_range changes,
                            kit::mapped_builder& out) const
{
    task_mapping::to_native(rules_, index_of(target), changes, out);
}

} // namespace dovetail::task_mapping
