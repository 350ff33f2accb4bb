// SPDX-License-Identifier: Apache-2.0
// What users did, and what became of it on both sides: the reference model. It sees every user
// action and every effect on the servers' data, and nothing of the engine.
#pragma once

#include <simulation/values.hpp>

#include <sandbox/world.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace dovetail::simulation {

using service = sandbox::side;

constexpr service other(service where) noexcept
{
    return where == service::salesforce ? service::sales_connect : service::salesforce;
}

/// A broken law, and where.
struct violation
{
    int law = 0; ///< number in the sync model's list
    std::string what{};
    std::uint64_t family = 0; ///< the task; 0: none in particular
};

struct family;

/// One record on one side, as it was after the last change of anybody.
struct row
{
    service where = service::salesforce;
    std::string id{};
    family* of = nullptr;
    row* twin = nullptr; ///< the one it was created from or that was created from it last
    field_values now{};
    field_values synced{}; ///< as they were when both sides last agreed, or as the API wrote them
    /// Before that: two users may agree by chance and part again between two passes.
    field_values synced_before{};
    std::string owner{}; ///< e-mail address
    std::string rest{};  ///< everything that no sync may touch, as one text (law 11)
    std::string clock{}; ///< Sales Connect: the time of day of the due date (F5)
    std::string key{};   ///< origin key, where the API created it
    bool deleted = false;
    bool eligible = true; ///< C3: its kind may cross for the first time
    bool archived = false;
    std::int64_t created_us = 0;     ///< by its server's clock
    std::int64_t modified_us = 0;    ///< likewise
    std::int64_t user_change_us = 0; ///< the last one, by everybody's clock
    /// A user's value that the other side has not had yet.
    std::array<bool, field_count> pending{};

    std::int64_t last_read_us = 0; ///< when the API was last shown it

    bool by_api() const noexcept { return !key.empty(); }
    /// Its counterpart, where both live and belong to each other; else null.
    const row* live_twin() const noexcept
    {
        return twin && twin->twin == this && !twin->deleted && !deleted ? twin : nullptr;
    }
};

/// Everything that goes back to one task that somebody created.
struct family
{
    std::uint64_t number = 0; ///< from 1
    std::vector<row*> rows{};
    /// Of each side and field: all that users wrote, and how often.
    std::array<std::array<std::set<std::string>, field_count>, 2> written{};
    std::array<std::array<std::uint64_t, field_count>, 2> edits{};
    std::array<std::array<std::uint64_t, field_count>, 2> api_changes{};
    /// The last user edit since both sides agreed; no value: there was none.
    std::array<std::array<bool, field_count>, 2> edited{};
    std::array<bool, field_count> agreed{}; ///< ever
    field_values agreed_on{};               ///< as the Sales Connect side has it
    std::uint64_t creations = 0;            ///< by the API
    bool crossed = false;                   ///< it ever had two live rows
    bool deleted_by_user = false;
    bool undeleted_by_user = false;
    bool handed_on = false; ///< its owner ever changed
    std::int64_t last_delete_us = 0;
    std::int64_t last_hand_over_us = 0;

    std::size_t count_live(service where) const;
};

constexpr std::size_t index_of(service where) noexcept
{
    return where == service::salesforce ? 0 : 1;
}

class ledger
{
public:
    explicit ledger(const sandbox::world& of) : world_(of) {}

    /// The template of now; earlier ones stay known, for a Subject may be of theirs.
    void use_template(const subject_template& now) { templates_.push_back(now); }
    const std::vector<subject_template>& templates() const noexcept { return templates_; }

    /// One record that changed: read anew and compared with what was known of it.
    struct change
    {
        row* what = nullptr;
        bool created = false;
        bool deleted = false;
        bool undeleted = false;
        std::string owner_before{};
        field_values before{};
        std::array<bool, field_count> fields{};
        std::array<bool, field_count> pending{}; ///< before it
        std::string rest_before{};
        std::string clock_before{};
    };

    /// Takes in what changed on both sides since the last call, and forgets that it changed.
    /// `by_user`: whose doing it was.
    std::vector<change> take(sandbox::world& changed, bool by_user);

    std::deque<family>& families() noexcept { return families_; }
    const std::map<std::pair<service, std::string>, row>& rows() const noexcept { return rows_; }
    const row* find(service where, const std::string& id) const;
    /// An answer showed these records to the API: everything in it that is an id.
    void shown(service where, const std::string& answer);

    /// Whether two rows say the same, as far as the field crosses both ways.
    bool agree(field which, const row& salesforce, const row& sales_connect) const;

    /// Whether `value` on a side may go back to what users wrote (law 1).
    bool came_from_users(const row& of, field which, const std::string& value, bool creation) const;

private:
    change take_row(service where, const std::string& id, row&& now, bool by_user);
    void enter(change& what, bool by_user);
    void note_user_change(change& what);
    void settle(row& changed);
    bool may_become(field which, const std::string& theirs, const std::string& value) const;
    bool name_crosses() const { return !templates_.empty() && templates_.back().with_name; }

    const sandbox::world& world_;
    std::vector<subject_template> templates_;
    std::deque<family> families_;
    std::map<std::pair<service, std::string>, row> rows_;
};

} // namespace dovetail::simulation
