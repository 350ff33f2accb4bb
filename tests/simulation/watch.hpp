// SPDX-License-Identifier: Apache-2.0
// The laws that can be checked at the moment something is written: what the API did to the data is
// held against what users did.
#pragma once

#include <simulation/ledger.hpp>
#include <simulation/matrix.hpp>
#include <simulation/network.hpp>
#include <simulation/scenario.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace dovetail::simulation {

/// Whether a losing value stands in the history of a task already (law 2).
using history_look = std::function<bool(const row& of, field which, const std::string& value)>;

/// What an effect is an answer to, for the matrix.
using decision_told = std::function<void(decision_row met, const row& of)>;

class watch final : public effects
{
public:
    watch(sandbox::world& over, ledger& book, const scenario& plan, trace& seen);

    void before(sandbox::side where, const sandbox::request& asked) override;
    void after(sandbox::side where, const sandbox::request& asked,
               const sandbox::response& answered) override;

    /// What users did since the last call goes into the book.
    void users_acted();

    void look_into_history(history_look how) { in_history_ = std::move(how); }
    void tell_decisions(decision_told to) { told_ = std::move(to); }

    /// No fault will ever strike in this run.
    void undisturbed() { undisturbed_ = true; }

    /// A member was turned on or off, now.
    void turned(const std::string& email, bool on);
    bool is_on(const std::string& email) const;
    /// When the member was turned on for the first time since the last time off; 0: is off.
    std::int64_t on_since(const std::string& email) const;
    bool ever_on(const std::string& email) const { return members_.contains(email); }

    /// The first law that was broken.
    const std::optional<violation>& broken() const noexcept { return broken_; }
    void report(int law, std::string what, std::uint64_t family = 0);

    std::uint64_t checks() const noexcept { return checks_; }
    /// The task that the sync wrote last; 0: none.
    std::uint64_t last_written() const noexcept { return last_written_; }

private:
    struct membership
    {
        bool on = false;
        std::int64_t since_us = 0;
    };

    void judge(const ledger::change& what);
    void judge_creation(const ledger::change& what);
    void judge_update(const ledger::change& what);
    void judge_field(const ledger::change& what, field which);
    void judge_deletion(const ledger::change& what);
    void judge_loss(const ledger::change& what, field which);
    void judge_owner(const row& of);
    bool cannot_be_seen(const ledger::change& what) const;
    void judge_winner(const ledger::change& what, field which);
    void classify(const ledger::change& what);
    void classify_user(const ledger::change& what);
    bool touched_lately(std::int64_t at_us) const;

    sandbox::world& world_;
    ledger& book_;
    const scenario& plan_;
    trace& trace_;
    history_look in_history_;
    decision_told told_;
    bool undisturbed_ = false;
    std::map<std::string, membership> members_;
    std::optional<violation> broken_;
    std::uint64_t checks_ = 0;
    std::uint64_t last_written_ = 0;
};

/// A change in one line, for the timeline.
std::string describe(const ledger::change& what);

} // namespace dovetail::simulation
