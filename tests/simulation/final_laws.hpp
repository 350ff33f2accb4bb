// SPDX-License-Identifier: Apache-2.0
// The laws that hold once the faults have stopped and the sync has come to rest.
#pragma once

#include <simulation/scenario.hpp>
#include <simulation/stored.hpp>
#include <simulation/watch.hpp>

namespace dovetail::simulation {

/// Holds both sides and the state against the book; what is broken is reported to `to`.
class final_laws
{
public:
    final_laws(ledger& book, const scenario& plan, const stored_state& state, watch& to);

    void check();

private:
    void check_links();
    void check_problems();
    void check_family(family& of);
    void check_existence(family& of);
    void check_values(family& of, const row& left, const row& right);
    void check_expected(family& of, field which, const row& right);
    bool in_scope(const row& of) const;
    bool has_problem(const family& of) const;
    const sync::link* link_of(const row& of) const;

    ledger& book_;
    const scenario& plan_;
    const stored_state& state_;
    watch& to_;
    std::vector<sync::link> links_;
    std::vector<sync::problem> problems_;
};

} // namespace dovetail::simulation
