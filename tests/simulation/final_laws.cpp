// SPDX-License-Identifier: Apache-2.0
#include <simulation/final_laws.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace dovetail::simulation {

namespace {

const std::string& key_of(const sync::link& of, service where)
{
    return where == service::salesforce ? of.key.left : of.key.right;
}

std::string both_sides(field which, const row& left, const row& right)
{
    return fmt::format("{}: Salesforce {} \"{}\", Sales Connect {} \"{}\"", name_of(which), left.id,
                       at(left.now, which).substr(0, 60), right.id,
                       at(right.now, which).substr(0, 60));
}

} // namespace

final_laws::final_laws(ledger& book, const scenario& plan, const stored_state& state, watch& to)
    : book_(book), plan_(plan), state_(state), to_(to), links_(state.links()),
      problems_(state.problems())
{
}

void final_laws::check()
{
    check_links();
    check_problems();
    for (auto& one : book_.families())
        check_family(one);
}

/// Laws 3 and 8: one link a record, and both of its records of one family.
void final_laws::check_links()
{
    std::array<std::set<std::string>, 2> met;
    for (const auto& one : links_) {
        std::uint64_t number = 0;
        for (const auto where : {service::salesforce, service::sales_connect}) {
            const auto& key = key_of(one, where);
            if (key.empty()) continue;
            if (!met[index_of(where)].insert(key).second)
                to_.report(3, "two links have the record " + key);
            const auto* known = book_.find(where, key);
            if (!known) {
                to_.report(3, "a link has a record that never was: " + key);
                continue;
            }
            if (number != 0 && number != known->of->number)
                to_.report(3,
                           fmt::format("a link joins tasks {} and {}", number, known->of->number),
                           number);
            number = known->of->number;
        }
    }
}

/// Law 16: whatever is stuck has a reason and an age.
void final_laws::check_problems()
{
    for (const auto& one : problems_)
        if (one.reason.empty() || one.code.empty() || one.first_at == 0)
            to_.report(16, fmt::format("{} is stuck without a reason or an age ({})",
                                       one.source_key, one.code));
}

const sync::link* final_laws::link_of(const row& of) const
{
    const auto found = std::find_if(links_.begin(), links_.end(), [&of](const sync::link& one) {
        return key_of(one, of.where) == of.id;
    });
    return found == links_.end() ? nullptr : &*found;
}

bool final_laws::has_problem(const family& of) const
{
    return std::any_of(problems_.begin(), problems_.end(), [&of](const sync::problem& one) {
        return std::any_of(of.rows.begin(), of.rows.end(),
                           [&one](const row* each) { return each->id == one.source_key; });
    });
}

/// E3, E4, C3: whether a record that never crossed must have crossed by now.
bool final_laws::in_scope(const row& of) const
{
    const auto since = to_.on_since(of.owner);
    if (since == 0 || !of.eligible || of.deleted) return false;
    if (at(of.now, field::status) == "complete") return false;
    const auto skew = plan_.skewed.of(of.where);
    // Close to the moment of enabling, whose clock counts is not for us to say.
    constexpr std::int64_t slack_us = 2'000'000;
    return of.where == service::salesforce ||
           of.created_us - skew > since + slack_us + std::abs(skew);
}

void final_laws::check_family(family& of)
{
    const bool read_only = plan_.rules.read_only.left || plan_.rules.read_only.right;
    for (const auto where : {service::salesforce, service::sales_connect})
        if (of.count_live(where) > 1 && !of.undeleted_by_user)
            to_.report(4, "two live twins on one side at the end", of.number);
    if (read_only || has_problem(of)) return;
    check_existence(of);
    for (const auto* left : of.rows) {
        const auto* right = left->live_twin();
        if (left->where != service::salesforce || !right || !to_.is_on(left->owner)) continue;
        const auto* joined = link_of(*left);
        if (joined && joined->state == sync::link_state::live && joined->key.right == right->id)
            check_values(of, *left, *right);
        else if (!of.undeleted_by_user && !of.handed_on)
            to_.report(3, "both records live, and no link joins them", of.number);
    }
}

void final_laws::check_existence(family& of)
{
    const auto left = of.count_live(service::salesforce);
    const auto right = of.count_live(service::sales_connect);
    if (of.handed_on) return; // C6 has rules of its own; its effects are judged as they happen
    if (!of.crossed) {
        for (const auto* one : of.rows)
            if (in_scope(*one) && left + right == 1)
                to_.report(23,
                           fmt::format("{} {} has never crossed, and nothing says why",
                                       sandbox::side_name(one->where), one->id),
                           of.number);
        return;
    }
    const row& any = *of.rows.front();
    if (!to_.is_on(any.owner)) return;
    if (left != right && !of.undeleted_by_user)
        to_.report(23,
                   fmt::format("{} live in Salesforce and {} in Sales Connect, and nothing "
                               "says why",
                               left, right),
                   of.number);
    if (!of.deleted_by_user && left + right != 2)
        to_.report(5, "nobody deleted it, and it is not there on both sides", of.number);
}

/// Laws 15 and 18: both sides say the same, and the bases say so too.
void final_laws::check_values(family& of, const row& left, const row& right)
{
    const auto* joined = link_of(left);
    const auto base_left = state_.values_of(joined->base.left);
    const auto base_right = state_.values_of(joined->base.right);
    for (const auto which : all_fields) {
        const auto i = static_cast<std::size_t>(which);
        if (which == field::name || !syncs(at(left.now, which))) continue;
        if (!book_.agree(which, left, right))
            to_.report(which == field::due ? 18 : 15,
                       "not the same: " + both_sides(which, left, right), of.number);
        if (base_left[i].value_or("") != at(left.now, which) ||
            base_right[i].value_or("") != at(right.now, which))
            to_.report(15,
                       fmt::format("the bases are \"{}\" and \"{}\", but {}",
                                   base_left[i].value_or("(none)"),
                                   base_right[i].value_or("(none)"),
                                   both_sides(which, left, right)),
                       of.number);
        check_expected(of, which, right);
    }
}

/// Law 23: the naive model. What nobody edited since both sides last agreed is as it was then;
/// what one side alone edited is as that side had it: the ledger clears both marks where both
/// agree, so a mark that is left with agreeing values cannot be.
void final_laws::check_expected(family& of, field which, const row& right)
{
    const auto i = static_cast<std::size_t>(which);
    if (of.undeleted_by_user || !of.agreed[i] || of.edited[0][i] || of.edited[1][i]) return;
    if (at(of.agreed_on, which) != at(right.now, which))
        to_.report(23,
                   fmt::format("{} is \"{}\", but both sides agreed on \"{}\" and nobody edited "
                               "it since",
                               name_of(which), at(right.now, which), at(of.agreed_on, which)),
                   of.number);
}

} // namespace dovetail::simulation
