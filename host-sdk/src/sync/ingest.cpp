// SPDX-License-Identifier: Apache-2.0
// ingest: what a page shows is told apart: echoes, changes of linked tasks, new tasks, twins.
#include "context.hpp"
#include "keys.hpp"
#include "outbox.hpp"

#include <algorithm>
#include <unordered_set>

namespace dovetail::sync {

work_ref work_on(context& pass, const link& known)
{
    if (known.id != 0)
        if (const auto found = pass.by_link.find(known.id); found != pass.by_link.end())
            return found->second;
    auto made = std::make_shared<work>();
    made->known = known;
    pass.works.push_back(made);
    if (known.id != 0) pass.by_link.emplace(known.id, made);
    return made;
}

void add_observation(context& pass, work& on, side where, observation&& seen)
{
    // A later page is newer than an earlier one; what was read by key is newer than both.
    auto& known = on.seen.of(where);
    if (known && known->fresh && !seen.fresh && known->revision == seen.revision) return;
    pass.buffered_bytes += seen.size();
    ++pass.buffered.of(where);
    known = std::move(seen);
}

void again(context& pass, const work_ref& on)
{
    on->seen = {};
    on->asked = {false, false};
    on->written = {false, false};
    on->expected = {};
    on->probed = false;
    on->stuck = false;
    on->look = true;
    ++on->rounds;
    pass.works.push_back(on);
    if (on->known.id != 0)
        pass.by_link[on->known.id] = on;
    else
        for (const side where : {side::left, side::right})
            if (!on->known.key.of(where).empty())
                pass.unsettled.insert({where, on->known.key.of(where)});
    // Neither cursor may pass a task that is still undecided (law 7).
    ++pass.buffered.left;
    ++pass.buffered.right;
}

namespace {

/// From this step on a person's two edits may share a stamp; servers that count microseconds or
/// versions stay far below it.
constexpr std::uint64_t coarse_step_us = 1'000;

/// One page of one side.
class page_reader
{
public:
    page_reader(context& pass, side where, bool fresh) : pass_(pass), where_(where), fresh_(fresh)
    {
    }

    step run(const host::record_batch& batch)
    {
        const auto records = host::records(batch);
        pass_.report.counts.records.of(where_) += records.size();
        if (records.size() == 0) co_return result<void>{};
        take_latest(records);
        if (pass_.writes->concerns(where_, keys_))
            if (auto done = co_await pass_.writes->drain(); !done) co_return done.error();
        const auto links = co_await find(where_, keys_);
        if (!links) co_return links.error();
        sort_out(*links);
        observe_present();
        if (!origins_.empty())
            if (auto done = co_await look_for_twins(); !done) co_return done.error();
        if (auto done = co_await store(pass_, std::move(noted_)); !done) co_return done.error();
        if (new_ones_.empty()) co_return result<void>{};
        co_return co_await carry_out(pass_, std::move(new_ones_));
    }

private:
    using found_links = result<std::vector<std::optional<link>>>;

    awaitable<found_links> find(side where, const std::vector<std::string_view>& keys)
    {
        const auto call = [this, where, &keys] {
            return pass_.have.stored.store->find_links(pass_.name(), where, keys);
        };
        co_return co_await on_state(pass_, call);
    }

    /// A record may be on a page twice when it moved while it was read: the later one counts.
    void take_latest(host::array_view<dovetail_record> records)
    {
        std::unordered_set<std::string_view> met;
        met.reserve(records.size());
        for (std::size_t i = records.size(); i-- > 0;)
            if (met.insert(view_of(records[i].key)).second) records_.push_back(&records[i]);
        std::reverse(records_.begin(), records_.end());
        keys_.reserve(records_.size());
        for (const auto* record : records_)
            keys_.push_back(view_of(record->key));
    }

    bool troubled(const link& known) const { return pass_.troubled.contains(known.id); }

    void sort_out(const std::vector<std::optional<link>>& links)
    {
        for (std::size_t i = 0; i < records_.size(); ++i) {
            const dovetail_record& record = *records_[i];
            const auto& known = links[i];
            if (record.kind == DOVETAIL_TOMBSTONE) {
                take_tombstone(record, known);
                continue;
            }
            const auto revision = view_of(record.revision);
            if (known && exact_ && !revision.empty() && revision == known->revision.of(where_) &&
                !troubled(*known) && !pass_.by_link.contains(known->id)) {
                ++pass_.report.counts.echoes;
                continue;
            }
            present_.push_back(record);
            present_.back().struct_size = sizeof(dovetail_record);
            known_.push_back(known);
        }
    }

    void take_tombstone(const dovetail_record& record, const std::optional<link>& known)
    {
        if (!known || known->state == link_state::deleted ||
            !pass_.members().enabled(known->owner)) {
            ++pass_.report.counts.skipped;
            forget_problem(view_of(record.key));
            return;
        }
        observation seen = observe_tombstone(record);
        seen.fresh = fresh_;
        buffer(*known, std::move(seen), false);
    }

    void observe_present()
    {
        observe(pass_.mapping(), pass_.fields(), where_, present_,
                [this](std::size_t i, observation&& seen) {
                    seen.fresh = fresh_;
                    if (known_[i])
                        take_linked(*known_[i], std::move(seen));
                    else
                        take_unlinked(std::move(seen));
                });
    }

    /// Who the record belongs to, if owners cross from this side and it is somebody on.
    bool moved_to_member(const link& known, const observation& seen) const
    {
        if (pass_.rules().owner_flow != where_) return false;
        const member* owner = pass_.members().find(where_, seen.owner);
        return owner && owner->enabled && owner->id != known.owner;
    }

    bool owner_is_same(const link& known, const observation& seen) const
    {
        if (pass_.rules().owner_flow != where_ || seen.owner.empty()) return true;
        const member* owner = pass_.members().find(known.owner);
        return owner && owner->user.of(where_) == seen.owner;
    }

    void take_linked(const link& known, observation&& seen)
    {
        if (!pass_.members().enabled(known.owner) && !moved_to_member(known, seen)) {
            ++pass_.report.counts.skipped;
            return;
        }
        const bool as_base = known.state == link_state::live && seen.held.empty() &&
                             seen.fields == known.base.of(where_) &&
                             seen.kept == known.kept.of(where_) && owner_is_same(known, seen);
        if (as_base && !troubled(known) && !pass_.by_link.contains(known.id)) {
            ++pass_.report.counts.echoes;
            note_revision(known, seen);
            return;
        }
        buffer(known, std::move(seen), as_base);
    }

    /// Where conditions cost nothing the revision is kept up to date, so that the next conditional
    /// write does not fail because of our own earlier one.
    void note_revision(const link& known, const observation& seen)
    {
        const auto can = pass_.on(where_).abilities().can;
        if ((can & DOVETAIL_CAN_UPDATE_CONDITIONALLY) == 0) return;
        if ((can & DOVETAIL_CONDITION_COSTS_REQUEST) != 0) return;
        if (seen.revision == known.revision.of(where_)) return;
        noted_.links.push_back(known);
        noted_.links.back().revision.of(where_) = seen.revision;
    }

    /// Whether this very record was held or refused before. It waits for its time, for a person,
    /// or for a change; meeting it again where two reads overlap is none of these (P2).
    bool waits(const problem_key& at, const observation& seen, bool as_base) const
    {
        if (seen.fresh) return false; // read because it is due
        const auto stuck = pass_.problems.find(at);
        if (stuck == pass_.problems.end()) return false;
        const std::uint64_t then = stuck->second.shown.of(where_);
        return then == 0 ? as_base : then == seen.fingerprint();
    }

    bool waits(const link& known, const observation& seen, bool as_base) const
    {
        if (pass_.troubled.empty() || pass_.by_link.contains(known.id)) return false;
        const auto at = pass_.troubled.find(known.id);
        return at != pass_.troubled.end() && waits(at->second, seen, as_base);
    }

    /// Whether its owner has just turned sync on again. What the other side did meanwhile was
    /// passed over, and catch-up shows it only later: nothing is written before it is looked at.
    bool returns(const link& known) const
    {
        const member* owner = pass_.members().find(known.owner);
        return owner && owner->catch_up && owner->enablings > 1;
    }

    void buffer(const link& known, observation&& seen, bool as_base)
    {
        if (waits(known, seen, as_base)) {
            ++pass_.report.counts.echoes;
            return;
        }
        const work_ref on = work_on(pass_, known);
        if (troubled(known) || returns(known)) on->look = true;
        add_observation(pass_, *on, where_, std::move(seen));
    }

    std::map<problem_key, work_ref>::iterator find_adopting(const std::string& key)
    {
        return pass_.adopting.empty() ? pass_.adopting.end() : pass_.adopting.find({where_, key});
    }

    void take_unlinked(observation&& seen)
    {
        const side there = host::other(where_);
        if (const auto adopted = find_adopting(seen.key); adopted != pass_.adopting.end()) {
            add_observation(pass_, *adopted->second, where_, std::move(seen));
            return;
        }
        // Its create is being examined, which reads it anew.
        if (!pass_.unsettled.empty() && pass_.unsettled.contains({where_, seen.key})) {
            ++pass_.report.counts.skipped;
            return;
        }
        const auto from = parse_origin(pass_.name(), seen.origin_key);
        if (from && from->source == there) {
            origins_.push_back(std::move(seen));
            return;
        }
        const member* owner = pass_.members().find(where_, seen.owner);
        if (!in_scope(pass_.rules(), where_, seen, owner) || pass_.rules().read_only.of(there)) {
            ++pass_.report.counts.skipped;
            forget_problem(seen.key);
            return;
        }
        if (!pass_.problems.empty() && waits(problem_key{where_, seen.key}, seen, false)) {
            ++pass_.report.counts.echoes;
            return;
        }
        take_new(std::move(seen), *owner);
    }

    void take_new(observation&& seen, const member& owner)
    {
        auto on = std::make_shared<work>();
        on->known.owner = owner.id;
        on->known.key.of(where_) = seen.key;
        const std::string why = seen.held;
        const std::string code = seen.held_field + "_held";
        on->seen.of(where_) = std::move(seen);
        if (why.empty()) {
            new_ones_.push_back(plan_create(pass_, on, host::other(where_)));
            return;
        }
        hold(pass_, noted_, *on, where_, outcome::held,
             failure(host::error_class::rejected, code, why), std::nullopt);
    }

    /// A record that will not cross (any more) has no reason to be listed as waiting.
    void forget_problem(std::string_view key)
    {
        if (pass_.problems.empty()) return;
        work nothing;
        nothing.known.key.of(where_) = key;
        solve(pass_, noted_, nothing);
    }

    /// Records we once created, whose link is not known: the state is new, or it is an older twin.
    step look_for_twins()
    {
        const side there = host::other(where_);
        std::vector<std::string_view> sources;
        for (const auto& seen : origins_)
            sources.push_back(parse_origin(pass_.name(), seen.origin_key)->source_key);
        const auto links = co_await find(there, sources);
        if (!links) co_return links.error();
        for (std::size_t i = 0; i < origins_.size(); ++i) {
            const member* owner = pass_.members().find(where_, origins_[i].owner);
            if ((*links)[i] || !owner || !owner->enabled) {
                ++pass_.report.counts.skipped;
                continue;
            }
            adopt(there, sources[i], *owner, origins_[i]);
        }
        co_return result<void>{};
    }

    void adopt(side there, std::string_view source, const member& owner, observation& seen)
    {
        const problem_key at{there, std::string(source)};
        // The first twin that shows up is the twin; a second one stays as it is.
        if (pass_.adopting.contains(at)) {
            ++pass_.report.counts.skipped;
            return;
        }
        auto on = std::make_shared<work>();
        on->known.owner = owner.id;
        on->known.key.of(there) = at.key;
        on->known.key.of(where_) = seen.key;
        on->known.generation = parse_origin(pass_.name(), seen.origin_key)->generation;
        on->adopt = true;
        on->look = true;
        pass_.works.push_back(on);
        pass_.adopting.emplace(at, on);
        add_observation(pass_, *on, where_, std::move(seen));
    }

    context& pass_;
    side where_;
    bool fresh_;
    // Where two changes may share a stamp, an equal revision does not say that nothing changed:
    // such a record is mapped and compared with its base.
    bool exact_ = pass_.on(where_).abilities().revision_step_us < coarse_step_us;
    std::vector<const dovetail_record*> records_;
    std::vector<std::string_view> keys_;
    std::vector<dovetail_record> present_;
    std::vector<std::optional<link>> known_;
    std::vector<observation> origins_;
    std::vector<operation> new_ones_;
    change_set noted_;
};

} // namespace

step ingest(context& pass, side where, const host::record_batch& batch, bool fresh)
{
    page_reader reader(pass, where, fresh);
    co_return co_await reader.run(batch);
}

} // namespace dovetail::sync
