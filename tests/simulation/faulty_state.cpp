// SPDX-License-Identifier: Apache-2.0
#include <simulation/faulty_state.hpp>

#include <fmt/format.h>

#include <utility>

namespace dovetail::simulation {

using namespace sync;

namespace {

class faulty_store final : public state_store
{
public:
    faulty_store(std::shared_ptr<state_store> real, commit_fate& fate, trace& seen)
        : real_(std::move(real)), fate_(fate), trace_(seen)
    {
    }

    result<committed> commit(const fence& held, const change_set& changes) override
    {
        alive();
        const auto fate = fate_.draw();
        note(changes, fate);
        if (fate == commit_fate::fate::die_before) die();
        if (fate == commit_fate::fate::full)
            return host::error{host::error_class::retryable, "state_full", "the disk is full"};
        auto done = real_->commit(held, changes);
        if (fate == commit_fate::fate::die_after) die();
        if (fate == commit_fate::fate::in_doubt)
            return host::error{host::error_class::retryable, "state_io", "the disk did not answer"};
        return done;
    }

    result<std::vector<member>> members(std::string_view sync) override
    {
        return alive().members(sync);
    }
    result<both<std::optional<cursor>>> cursors(std::string_view sync) override
    {
        return alive().cursors(sync);
    }
    result<std::vector<std::optional<sync::link>>> find_links(
        std::string_view sync, side where, std::span<const std::string_view> keys) override
    {
        return alive().find_links(sync, where, keys);
    }
    result<std::vector<std::optional<sync::link>>> find_links(std::string_view sync,
                                                              std::span<const link_id> ids) override
    {
        return alive().find_links(sync, ids);
    }
    result<std::vector<sync::link>> links_of(std::string_view sync, member_id owner, link_id after,
                                             std::size_t limit) override
    {
        return alive().links_of(sync, owner, after, limit);
    }
    result<std::vector<sync::link>> links(std::string_view sync, link_id after,
                                          std::size_t limit) override
    {
        return alive().links(sync, after, limit);
    }
    result<std::vector<intent>> intents(std::string_view sync, std::size_t limit) override
    {
        return alive().intents(sync, limit);
    }
    result<std::vector<problem>> problems(std::string_view sync,
                                          const problem_query& query) override
    {
        return alive().problems(sync, query);
    }
    result<std::vector<history_entry>> history(std::string_view sync,
                                               const history_query& query) override
    {
        return alive().history(sync, query);
    }
    result<sync_counts> counts(std::string_view sync) override { return alive().counts(sync); }
    result<std::size_t> prune(std::string_view sync, instant_us horizon_at,
                              std::uint64_t max_entries, std::size_t limit) override
    {
        return alive().prune(sync, horizon_at, max_entries, limit);
    }
    result<committed> commit_by_person(std::string_view sync, const change_set& changes) override
    {
        return alive().commit_by_person(sync, changes);
    }
    result<std::optional<std::string>> fact(std::string_view sync, std::string_view name) override
    {
        return alive().fact(sync, name);
    }
    result<void> set_fact(std::string_view sync, std::string_view name,
                          std::string_view value) override
    {
        return alive().set_fact(sync, name, value);
    }

private:
    state_store& alive()
    {
        if (fate_.dead()) throw host_died();
        return *real_;
    }

    [[noreturn]] void die()
    {
        fate_.die();
        throw host_died();
    }

    void note(const change_set& changes, commit_fate::fate fate)
    {
        trace_.add("commit", fmt::format("links {} intents {}+{} history {} problems {} fate {}",
                                         changes.links.size(), changes.intents.size(),
                                         changes.intents_done.size(), changes.history.size(),
                                         changes.problems.size(), static_cast<int>(fate)));
    }

    std::shared_ptr<state_store> real_;
    commit_fate& fate_;
    trace& trace_;
};

class faulty_work final : public work_source
{
public:
    faulty_work(std::shared_ptr<work_source> real, commit_fate& fate)
        : real_(std::move(real)), fate_(fate)
    {
    }

    result<void> schedule(std::string_view sync) override { return alive().schedule(sync); }
    result<std::vector<grant>> acquire(std::string_view worker, std::size_t max,
                                       std::chrono::milliseconds lease) override
    {
        return alive().acquire(worker, max, lease);
    }
    result<bool> renew(const fence& held, std::chrono::milliseconds lease) override
    {
        return alive().renew(held, lease);
    }
    result<void> nudge(std::string_view sync) override { return alive().nudge(sync); }
    result<bool> take_nudge(const fence& held) override { return alive().take_nudge(held); }
    result<void> abandon(std::string_view worker) override { return alive().abandon(worker); }
    result<std::optional<std::chrono::milliseconds>> next_due() override
    {
        return alive().next_due();
    }

private:
    work_source& alive()
    {
        if (fate_.dead()) throw host_died();
        return *real_;
    }

    std::shared_ptr<work_source> real_;
    commit_fate& fate_;
};

} // namespace

commit_fate::fate commit_fate::draw()
{
    boundaries_ += 2;
    if (die_at_ != 0 && boundaries_ == die_at_ + 1) return fate::die_before;
    if (die_at_ != 0 && boundaries_ == die_at_) return fate::die_after;
    if (faults_.strikes(fault_class::crash_in_commit))
        return faults_.chance().one_in(2) ? fate::die_before : fate::die_after;
    if (faults_.strikes(fault_class::disk_full)) return fate::full;
    if (faults_.strikes(fault_class::commit_in_doubt)) return fate::in_doubt;
    return fate::normal;
}

sync::state make_faulty(const sync::state& real, commit_fate& fate, trace& seen)
{
    return {std::make_shared<faulty_store>(real.store, fate, seen),
            std::make_shared<faulty_work>(real.work, fate), real.budget};
}

} // namespace dovetail::simulation
