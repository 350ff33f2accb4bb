// SPDX-License-Identifier: Apache-2.0
#include "apply_changes.hpp"

#include "cursor_rows.hpp"
#include "ended_links.hpp"
#include "history_rows.hpp"
#include "intent_rows.hpp"
#include "link_rows.hpp"
#include "member_rows.hpp"
#include "problem_rows.hpp"

#include <algorithm>

namespace dovetail::sync::sqlite {
namespace {

/// The count that a link of this state is in.
std::uint64_t& count_of(sync_counts& counts, link_state state) noexcept
{
    switch (state) {
    case link_state::deleted:
        return counts.deleted;
    case link_state::released:
        return counts.released;
    case link_state::waiting:
        return counts.waiting;
    default:
        return counts.live;
    }
}

/// The count that a problem is in.
std::uint64_t& count_of(sync_counts& counts, outcome kind, bool dismissed) noexcept
{
    if (dismissed) return counts.dismissed;
    return kind == outcome::failed ? counts.failed : counts.held;
}

/// One change set on its way into the tables.
class application
{
public:
    application(database& in, sync_row& row, const change_set& changes, bool by_person,
                given_ids& given)
        : in_(in), row_(row), changes_(changes), by_person_(by_person), given_(given)
    {
    }

    code run()
    {
        using step = code (application::*)();
        for (const step next :
             {&application::members, &application::old_links, &application::new_links,
              &application::intents, &application::problems, &application::history,
              &application::cursors})
            if (const code outcome = (this->*next)(); outcome != SQLITE_OK) return outcome;
        return SQLITE_OK;
    }

private:
    code members()
    {
        for (const auto& value : changes_.members) {
            code outcome = SQLITE_OK;
            if (value.id == 0)
                outcome = insert_member(in_, row_.id, row_.next_member++, value);
            else if (by_person_)
                outcome = replace_member(in_, row_.id, value);
            else
                outcome = note_progress(in_, row_.id, value);
            if (outcome != SQLITE_OK) return outcome;
        }
        return SQLITE_OK;
    }

    code old_links()
    {
        for (const auto id : changes_.links_removed)
            if (const code outcome = remove(id); outcome != SQLITE_OK) return outcome;
        if (all_links_new_) return SQLITE_OK;
        for (const auto& value : changes_.links) {
            if (value.id == 0) continue;
            link_state before{};
            code outcome = replace_link(in_, row_.id, value, before);
            if (outcome != SQLITE_OK) return outcome;
            --count_of(row_.counts, before);
            ++count_of(row_.counts, value.state);
            if (has_ended(value.state))
                outcome = note_end(in_, row_.id, value.id);
            else if (has_ended(before))
                outcome = forget_end(in_, row_.id, value.id);
            if (outcome != SQLITE_OK) return outcome;
        }
        return SQLITE_OK;
    }

    code remove(link_id number)
    {
        std::optional<link_state> before;
        const code outcome = remove_link(in_, row_.id, number, before);
        if (outcome != SQLITE_OK || !before) return outcome;
        --count_of(row_.counts, *before);
        return has_ended(*before) ? forget_end(in_, row_.id, number) : SQLITE_OK;
    }

    code new_links()
    {
        std::vector<const link*> values;
        values.reserve(changes_.links.size());
        for (const auto& value : changes_.links)
            if (value.id == 0) values.push_back(&value);
        given_.first_link = row_.next_link;
        given_.links = static_cast<std::int64_t>(values.size());
        row_.next_link += given_.links;
        code outcome = insert_links(in_, row_.id, given_.first_link, values);
        if (outcome != SQLITE_OK) return outcome;
        for (std::size_t i = 0; i < values.size(); ++i) {
            ++count_of(row_.counts, values[i]->state);
            if (!has_ended(values[i]->state)) continue;
            outcome = note_end(in_, row_.id, given_.first_link + static_cast<link_id>(i));
            if (outcome != SQLITE_OK) return outcome;
        }
        return SQLITE_OK;
    }

    code intents()
    {
        std::vector<new_intent> values;
        values.reserve(changes_.intents.size());
        for (const auto& value : changes_.intents) {
            const auto of_link = resolve(value.link);
            if (value.id == 0) {
                values.push_back({&value, of_link});
                continue;
            }
            const code outcome = replace_intent(in_, row_.id, value, of_link);
            if (outcome != SQLITE_OK) return outcome;
        }
        given_.first_intent = row_.next_intent;
        given_.intents = static_cast<std::int64_t>(values.size());
        row_.next_intent += given_.intents;
        code outcome = insert_intents(in_, row_.id, given_.first_intent, values);
        if (outcome == SQLITE_OK) outcome = mark_intents_sent(in_, row_.id, changes_.intents_sent);
        if (outcome != SQLITE_OK) return outcome;
        std::uint64_t removed = 0;
        outcome = remove_intents(in_, row_.id, changes_.intents_done, removed);
        row_.counts.intents += values.size();
        row_.counts.intents -= removed;
        return outcome;
    }

    code problems()
    {
        for (const auto& value : changes_.problems)
            if (const code outcome = put(value); outcome != SQLITE_OK) return outcome;
        for (const auto& [source, key] : changes_.problems_solved) {
            std::optional<known_problem> known;
            code outcome = find_problem(in_, row_.id, source, key, known);
            if (outcome != SQLITE_OK) return outcome;
            if (!known) continue;
            outcome = remove_problem(in_, row_.id, source, key);
            if (outcome != SQLITE_OK) return outcome;
            --count_of(row_.counts, known->kind, known->dismissed);
        }
        return SQLITE_OK;
    }

    code put(problem value)
    {
        std::optional<known_problem> known;
        code outcome = find_problem(in_, row_.id, value.source, value.source_key, known);
        if (outcome != SQLITE_OK) return outcome;
        if (known) {
            --count_of(row_.counts, known->kind, known->dismissed);
            if (value.first_at == 0) value.first_at = known->first_at;
            if (!by_person_ && value.code == known->code) {
                value.dismissed = known->dismissed;
                value.confirmed = known->confirmed;
            }
        }
        const auto number = known ? 0 : row_.next_problem++;
        outcome = put_problem(in_, row_.id, number, value, resolve(value.link));
        ++count_of(row_.counts, value.kind, value.dismissed);
        return outcome;
    }

    code history()
    {
        const code outcome = insert_history(in_, row_.id, row_.next_history, changes_.history,
                                            [this](link_id named) { return resolve(named); });
        for (const auto& entry : changes_.history) {
            row_.counts.applied += entry.result == outcome::applied;
            row_.counts.no_ops += entry.result == outcome::no_op;
            row_.counts.conflicts += entry.result == outcome::conflict;
        }
        row_.counts.history += changes_.history.size();
        row_.next_history += static_cast<std::int64_t>(changes_.history.size());
        return outcome;
    }

    code cursors()
    {
        for (const auto where : {side::left, side::right}) {
            const auto& value = changes_.cursors.of(where);
            if (!value) continue;
            const code outcome = put_cursor(in_, row_.id, where, *value);
            if (outcome != SQLITE_OK) return outcome;
        }
        return SQLITE_OK;
    }

    /// The number of a link that may be named by its place in the change set.
    link_id resolve(link_id named) const
    {
        if (named >= 0) return named;
        const auto index = static_cast<std::size_t>(-(named + 1));
        const auto& links = changes_.links;
        if (links[index].id != 0) return links[index].id;
        if (all_links_new_) return given_.first_link + static_cast<link_id>(index);
        const auto before = std::count_if(links.begin(), links.begin() - (named + 1),
                                          [](const link& value) { return value.id == 0; });
        return given_.first_link + before;
    }

    database& in_;
    sync_row& row_;
    const change_set& changes_;
    const bool by_person_;
    given_ids& given_;
    const bool all_links_new_ = std::all_of(changes_.links.begin(), changes_.links.end(),
                                            [](const link& value) { return value.id == 0; });
};

} // namespace

std::optional<std::string> find_nonsense(const change_set& changes, bool by_person)
{
    const auto unknown = [&](link_id named) {
        return named < 0 && static_cast<std::size_t>(-(named + 1)) >= changes.links.size();
    };
    const auto names_unknown = [&](const auto& rows) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const auto& row) { return unknown(row.link); });
    };
    if (names_unknown(changes.intents)) return "an intent names a link that is not in the set";
    if (names_unknown(changes.problems)) return "a problem names a link that is not in the set";
    if (names_unknown(changes.history)) return "history names a link that is not in the set";
    if (by_person && changes.lease != lease_action::keep)
        return "a person's change cannot release a lease";
    return std::nullopt;
}

code apply_changes(database& in, sync_row& row, const change_set& changes, bool by_person,
                   given_ids& given)
{
    return application(in, row, changes, by_person, given).run();
}

} // namespace dovetail::sync::sqlite
