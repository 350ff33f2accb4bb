// SPDX-License-Identifier: Apache-2.0
#include "mortal_state.hpp"

#include <boost/test/unit_test.hpp>

namespace dovetail::test {

using namespace sync;

class mortal::store final : public state_store
{
public:
    store(std::shared_ptr<state_store> real, fuse& trigger) : real_(std::move(real)), fuse_(trigger)
    {
    }

    result<committed> commit(const fence& held, const change_set& changes) override
    {
        fuse_.boundary();
        auto done = real_->commit(held, changes);
        fuse_.boundary();
        return done;
    }
    result<std::vector<member>> members(std::string_view sync) override
    {
        return real_->members(sync);
    }
    result<both<std::optional<cursor>>> cursors(std::string_view sync) override
    {
        return real_->cursors(sync);
    }
    result<std::vector<std::optional<sync::link>>> find_links(
        std::string_view sync, side where, std::span<const std::string_view> keys) override
    {
        return real_->find_links(sync, where, keys);
    }
    result<std::vector<std::optional<sync::link>>> find_links(std::string_view sync,
                                                              std::span<const link_id> ids) override
    {
        return real_->find_links(sync, ids);
    }
    result<std::vector<sync::link>> links_of(std::string_view sync, member_id owner, link_id after,
                                             std::size_t limit) override
    {
        return real_->links_of(sync, owner, after, limit);
    }
    result<std::vector<sync::link>> links(std::string_view sync, link_id after,
                                          std::size_t limit) override
    {
        return real_->links(sync, after, limit);
    }
    result<std::vector<intent>> intents(std::string_view sync, std::size_t limit) override
    {
        return real_->intents(sync, limit);
    }
    result<std::vector<problem>> problems(std::string_view sync,
                                          const problem_query& query) override
    {
        return real_->problems(sync, query);
    }
    result<std::vector<history_entry>> history(std::string_view sync,
                                               const history_query& query) override
    {
        return real_->history(sync, query);
    }
    result<sync_counts> counts(std::string_view sync) override { return real_->counts(sync); }
    result<std::size_t> prune(std::string_view sync, instant_us horizon, std::uint64_t most,
                              std::size_t limit) override
    {
        return real_->prune(sync, horizon, most, limit);
    }
    result<committed> commit_by_person(std::string_view sync, const change_set& changes) override
    {
        return real_->commit_by_person(sync, changes);
    }
    result<std::optional<std::string>> fact(std::string_view sync, std::string_view name) override
    {
        return real_->fact(sync, name);
    }
    result<void> set_fact(std::string_view sync, std::string_view name,
                          std::string_view value) override
    {
        return real_->set_fact(sync, name, value);
    }

private:
    std::shared_ptr<state_store> real_;
    fuse& fuse_;
};

class mortal::source final : public work_source
{
public:
    explicit source(std::shared_ptr<work_source> real) : real_(std::move(real)) {}

    result<void> schedule(std::string_view sync) override { return real_->schedule(sync); }
    result<std::vector<grant>> acquire(std::string_view worker, std::size_t max,
                                       std::chrono::milliseconds lease) override
    {
        auto granted = real_->acquire(worker, max, lease);
        if (granted)
            for (const auto& one : *granted)
                fences.push_back(one.held);
        return granted;
    }
    result<bool> renew(const fence& held, std::chrono::milliseconds lease) override
    {
        return real_->renew(held, lease);
    }
    result<void> nudge(std::string_view sync) override { return real_->nudge(sync); }
    result<bool> take_nudge(const fence& held) override { return real_->take_nudge(held); }
    result<void> abandon(std::string_view worker) override { return real_->abandon(worker); }
    result<std::optional<std::chrono::milliseconds>> next_due() override
    {
        return real_->next_due();
    }

    std::vector<fence> fences;

private:
    std::shared_ptr<work_source> real_;
};

mortal::mortal(rig& on)
    : on_(on), real_(on.stored), source_(std::make_shared<source>(on.stored.work))
{
    on.stored.store = std::make_shared<store>(real_.store, fuse_);
    on.stored.work = source_;
    for (auto* one : {on.left_connection.get(), on.right_connection.get()})
        one->before = [this](const std::string&) {
            fuse_.boundary();
            return std::optional<host::error>{};
        };
}

void mortal::revive()
{
    fuse_.set(0);
    for (const auto& held : source_->fences) {
        change_set release;
        release.lease = lease_action::release;
        const auto done = real_.store->commit(held, release);
        BOOST_TEST(done.has_value());
    }
    source_->fences.clear();
}

} // namespace dovetail::test
