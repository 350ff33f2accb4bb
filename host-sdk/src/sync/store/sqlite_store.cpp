// SPDX-License-Identifier: Apache-2.0
#include "sqlite_store.hpp"

#include "apply_changes.hpp"
#include "cursor_rows.hpp"
#include "history_rows.hpp"
#include "intent_rows.hpp"
#include "link_rows.hpp"
#include "member_rows.hpp"
#include "problem_rows.hpp"
#include "prune.hpp"

#include <utility>

namespace dovetail::sync::sqlite {
namespace {

using host::error;
using host::error_class;

/// Whether the fence still stands.
bool holds(const sync_row& row, const fence& held) noexcept
{
    return row.epoch == held.epoch && row.owner == held.worker;
}

/// What is common to the commits of workers and people, within their transaction.
class commit_work
{
public:
    /// `held` is null for a person.
    commit_work(std::string_view sync, const fence* held, const change_set& changes)
        : sync_(sync), held_(held), changes_(changes)
    {
    }

    code operator()(database& in)
    {
        std::optional<sync_row> row;
        code outcome = held_ ? SQLITE_OK : ensure_sync(in, sync_);
        if (outcome == SQLITE_OK) outcome = read_sync(in, sync_, row);
        if (outcome != SQLITE_OK) return outcome;
        std::optional<given_ids> earlier;
        if (row && !changes_.commit_id.empty())
            outcome = find_commit(in, row->id, changes_.commit_id, earlier);
        if (outcome != SQLITE_OK) return outcome;
        if (earlier) return say(commit_result::already_applied, *earlier);
        if (held_ && (!row || !holds(*row, *held_))) return say(commit_result::fence_lost, {});
        given_ids given;
        outcome = apply(in, *row, given);
        if (is_conflict(outcome)) return say(commit_result::conflict, {});
        answer_ = to_committed(commit_result::ok, given);
        return outcome;
    }

    committed take_answer() { return std::move(answer_); }

private:
    code say(commit_result outcome, const given_ids& given)
    {
        answer_ = to_committed(outcome, given);
        return change_nothing;
    }

    code apply(database& in, sync_row& row, given_ids& given)
    {
        code outcome = apply_changes(in, row, changes_, held_ == nullptr, given);
        if (outcome == SQLITE_OK && !changes_.commit_id.empty())
            outcome = note_commit(in, row, changes_.commit_id, given);
        if (outcome == SQLITE_OK) outcome = write_sync(in, row);
        if (outcome != SQLITE_OK) return outcome;
        if (!held_) return nudge_sync(in, sync_);
        return changes_.lease == lease_action::release ? release_sync(in, row.id, changes_.due_in)
                                                       : SQLITE_OK;
    }

    std::string_view sync_;
    const fence* held_;
    const change_set& changes_;
    committed answer_;
};

class sqlite_store final : public state_store
{
public:
    explicit sqlite_store(std::shared_ptr<place> where) : place_(std::move(where)) {}

    result<committed> commit(const fence& held, const change_set& changes) override
    {
        return commit_as(held.sync, &held, changes);
    }

    result<committed> commit_by_person(std::string_view sync, const change_set& changes) override
    {
        return commit_as(sync, nullptr, changes);
    }

    result<std::vector<member>> members(std::string_view sync) override
    {
        std::vector<member> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return list_members(in, id, found); });
    }

    result<both<std::optional<cursor>>> cursors(std::string_view sync) override
    {
        both<std::optional<cursor>> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return read_cursors(in, id, found); });
    }

    result<found_links> find_links(std::string_view sync, side where,
                                   std::span<const std::string_view> keys) override
    {
        found_links found(keys.size());
        return read(sync, found, [&](database& in, sync_id id) {
            return find_links_by_key(in, id, where, keys, found);
        });
    }

    result<found_links> find_links(std::string_view sync, std::span<const link_id> ids) override
    {
        found_links found(ids.size());
        return read(sync, found,
                    [&](database& in, sync_id id) { return find_links_by_id(in, id, ids, found); });
    }

    result<std::vector<link>> links_of(std::string_view sync, member_id owner, link_id after,
                                       std::size_t limit) override
    {
        std::vector<link> found;
        return read(sync, found, [&](database& in, sync_id id) {
            return list_links(in, id, owner, after, limit, found);
        });
    }

    result<std::vector<link>> links(std::string_view sync, link_id after,
                                    std::size_t limit) override
    {
        std::vector<link> found;
        return read(sync, found, [&](database& in, sync_id id) {
            return list_links(in, id, std::nullopt, after, limit, found);
        });
    }

    result<std::vector<intent>> intents(std::string_view sync, std::size_t limit) override
    {
        std::vector<intent> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return list_intents(in, id, limit, found); });
    }

    result<std::vector<problem>> problems(std::string_view sync,
                                          const problem_query& asked) override
    {
        std::vector<problem> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return query_problems(in, id, asked, found); });
    }

    result<std::vector<history_entry>> history(std::string_view sync,
                                               const history_query& asked) override
    {
        std::vector<history_entry> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return query_history(in, id, asked, found); });
    }

    result<sync_counts> counts(std::string_view sync) override
    {
        sync_counts found;
        return read(sync, found, [&](database& in, sync_id) {
            std::optional<sync_row> row;
            const code outcome = read_sync(in, sync, row);
            if (row) found = row->counts;
            return outcome;
        });
    }

    result<std::size_t> prune(std::string_view sync, instant_us horizon_at,
                              std::uint64_t max_entries, std::size_t limit) override
    {
        std::size_t removed = 0;
        auto done = place_->write(durability::light, [&](database& in) {
            return prune_sync(in, sync, {horizon_at, max_entries, limit}, removed);
        });
        if (!done) return done.error();
        return removed;
    }

    result<std::optional<std::string>> fact(std::string_view sync, std::string_view name) override
    {
        std::optional<std::string> found;
        return read(sync, found,
                    [&](database& in, sync_id id) { return read_fact(in, id, name, found); });
    }

    result<void> set_fact(std::string_view sync, std::string_view name,
                          std::string_view value) override
    {
        return place_->write(durability::full, [&](database& in) {
            std::optional<sync_id> id;
            code outcome = ensure_sync(in, sync);
            if (outcome == SQLITE_OK) outcome = find_sync(in, sync, id);
            return outcome == SQLITE_OK ? put_fact(in, *id, name, value) : outcome;
        });
    }

private:
    /// Runs `look(database&, sync_id)`, which fills `found`; of an unknown sync nothing is found.
    template<class Found, class Look>
    result<Found> read(std::string_view sync, Found& found, Look look)
    {
        auto done = place_->read([&](database& in) {
            std::optional<sync_id> id;
            const code outcome = find_sync(in, sync, id);
            return outcome == SQLITE_OK && id ? look(in, *id) : outcome;
        });
        if (!done) return done.error();
        return std::move(found);
    }

    result<committed> commit_as(std::string_view sync, const fence* held, const change_set& changes)
    {
        if (const auto nonsense = find_nonsense(changes, held == nullptr))
            return error{error_class::bug, "state_bug", "a commit was refused: " + *nonsense};
        commit_work work(sync, held, changes);
        auto done = place_->write(durability::full, work);
        if (!done) return done.error();
        return work.take_answer();
    }

    std::shared_ptr<place> place_;
};

} // namespace

std::shared_ptr<state_store> make_store(std::shared_ptr<place> where)
{
    return std::make_shared<sqlite_store>(std::move(where));
}

} // namespace dovetail::sync::sqlite

namespace dovetail::sync {

result<state> open_sqlite(const sqlite_options& options)
{
    auto opened = sqlite::place::open(options);
    if (!opened) return opened.error();
    return state{sqlite::make_store(*opened), sqlite::make_work_source(*opened),
                 sqlite::make_rate_budget(*opened)};
}

} // namespace dovetail::sync
