// SPDX-License-Identifier: Apache-2.0
#include "sqlite_store.hpp"
#include "sync_row.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::sync::sqlite {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr char is_due_sql[] = "SELECT 1 FROM sync WHERE due_at <= " DOVETAIL_SQL_NOW " LIMIT 1";

// The expired first: a worker died with them, and their time of being due is younger than that of
// a backlog, behind which they would wait.
constexpr char due_sql[] =
    "SELECT id, name, epoch, attempt, nudged FROM sync WHERE due_at <= " DOVETAIL_SQL_NOW
    " ORDER BY owner IS NULL, nudged DESC, due_at LIMIT ?";

constexpr char claim_sql[] =
    "UPDATE sync SET owner = ?, epoch = epoch + 1, attempt = attempt + 1, nudged = 0, "
    "due_at = " DOVETAIL_SQL_NOW " + ? WHERE id = ?";

constexpr char renew_sql[] =
    "UPDATE sync SET due_at = " DOVETAIL_SQL_NOW " + ? WHERE name = ? AND owner = ? AND epoch = ?";

constexpr char is_nudged_sql[] =
    "SELECT 1 FROM sync WHERE name = ? AND owner = ? AND epoch = ? AND nudged";

constexpr char take_nudge_sql[] =
    "UPDATE sync SET nudged = 0 WHERE name = ? AND owner = ? AND epoch = ?";

constexpr char abandon_sql[] =
    "UPDATE sync SET owner = NULL, epoch = epoch + 1, due_at = " DOVETAIL_SQL_NOW
    " WHERE owner = ?";

constexpr char next_sql[] = "SELECT min(due_at) - " DOVETAIL_SQL_NOW " FROM sync";

struct claimed
{
    sync_id id;
    grant granted;
};

code find_due(database& in, std::string_view worker, std::size_t max, std::vector<claimed>& due)
{
    query row(in, due_sql);
    row.number(static_cast<std::int64_t>(max));
    while (row.next()) {
        claimed item{row.number_at(0), {}};
        item.granted.held.sync = row.text_at(1);
        item.granted.held.worker = worker;
        item.granted.held.epoch = static_cast<std::uint64_t>(row.number_at(2)) + 1;
        item.granted.attempt = static_cast<std::uint32_t>(row.number_at(3)) + 1;
        item.granted.nudged = row.number_at(4) != 0;
        due.push_back(std::move(item));
    }
    return row.status();
}

class sqlite_work_source final : public work_source
{
public:
    explicit sqlite_work_source(std::shared_ptr<place> where) : place_(std::move(where)) {}

    result<void> schedule(std::string_view sync) override
    {
        return place_->write(durability::full, [&](database& in) {
            const code outcome = ensure_sync(in, sync);
            return outcome == SQLITE_OK && in.changes() == 0 ? change_nothing : outcome;
        });
    }

    result<std::vector<grant>> acquire(std::string_view worker, std::size_t max,
                                       milliseconds lease) override
    {
        std::vector<grant> grants;
        if (auto due = anything_due(); !due || !*due)
            return due ? result<std::vector<grant>>(grants) : due.error();
        // Read before the claim is made, so the worker's idea of the end is never later than ours.
        const auto until = steady_clock::now() + lease;
        auto done = place_->write(durability::full, [&](database& in) {
            std::vector<claimed> due;
            const code outcome = find_due(in, worker, max, due);
            if (outcome != SQLITE_OK) return outcome;
            query claim(in, claim_sql);
            for (auto& item : due) {
                claim.text(worker).number(lease.count()).number(item.id);
                if (const code failed = claim.run(); failed != SQLITE_OK) return failed;
                item.granted.until = until;
                grants.push_back(std::move(item.granted));
            }
            return grants.empty() ? change_nothing : SQLITE_OK;
        });
        if (!done) return done.error();
        return grants;
    }

    result<bool> renew(const fence& held, milliseconds lease) override
    {
        bool ours = false;
        auto done = place_->write(durability::light, [&](database& in) {
            query renew(in, renew_sql);
            renew.number(lease.count()).text(held.sync).text(held.worker);
            const code outcome = renew.number(static_cast<std::int64_t>(held.epoch)).run();
            ours = outcome == SQLITE_OK && in.changes() == 1;
            return outcome;
        });
        if (!done) return done.error();
        return ours;
    }

    result<void> nudge(std::string_view sync) override
    {
        return place_->write(durability::full, [&](database& in) {
            code outcome = ensure_sync(in, sync);
            const auto made = in.changes();
            if (outcome == SQLITE_OK) outcome = nudge_sync(in, sync);
            return outcome == SQLITE_OK && made + in.changes() == 0 ? change_nothing : outcome;
        });
    }

    result<bool> take_nudge(const fence& held) override
    {
        const auto epoch = static_cast<std::int64_t>(held.epoch);
        bool nudged = false;
        auto done = place_->read([&](database& in) {
            query row(in, is_nudged_sql);
            row.text(held.sync).text(held.worker).number(epoch);
            nudged = row.next();
            return row.status();
        });
        if (done && nudged)
            done = place_->write(durability::light, [&](database& in) {
                query take(in, take_nudge_sql);
                return take.text(held.sync).text(held.worker).number(epoch).run();
            });
        if (!done) return done.error();
        return nudged;
    }

    result<void> abandon(std::string_view worker) override
    {
        return place_->write(durability::full, [&](database& in) {
            const code outcome = query(in, abandon_sql).text(worker).run();
            return outcome == SQLITE_OK && in.changes() == 0 ? change_nothing : outcome;
        });
    }

    result<std::optional<milliseconds>> next_due() override
    {
        std::optional<milliseconds> next;
        auto done = place_->read([&](database& in) {
            query row(in, next_sql);
            if (row.next() && !row.null_at(0))
                next = milliseconds(std::max<std::int64_t>(row.number_at(0), 0));
            return row.status();
        });
        if (!done) return done.error();
        return next;
    }

private:
    /// Asked without the right to write: an idle worker disturbs nobody.
    result<bool> anything_due()
    {
        bool due = false;
        auto done = place_->read([&](database& in) {
            query row(in, is_due_sql);
            due = row.next();
            return row.status();
        });
        if (!done) return done.error();
        return due;
    }

    std::shared_ptr<place> place_;
};

} // namespace

std::shared_ptr<work_source> make_work_source(std::shared_ptr<place> where)
{
    return std::make_shared<sqlite_work_source>(std::move(where));
}

} // namespace dovetail::sync::sqlite
