// SPDX-License-Identifier: Apache-2.0
// recover: what an earlier pass left undone is examined: look both sides up, merge from the truth.
#include "context.hpp"
#include "facts.hpp"
#include "keys.hpp"
#include "outbox.hpp"
#include "recovered.hpp"
#include "wishes.hpp"

#include <algorithm>
#include <span>

namespace dovetail::sync {

namespace {

/// The canonical values that an intent's native fields stand for on its target side; none: the
/// mapping refuses them now.
std::optional<field_bytes> canonical_of(context& pass, const intent& made)
{
    std::vector<dovetail_field> native;
    decode_fields(made.native, native);
    dovetail_record record{};
    record.struct_size = sizeof(record);
    record.kind = DOVETAIL_PRESENT;
    // What was to be created has no key yet, and a record has one: its key for the server.
    record.key = host::to_abi(made.target_key.empty() ? made.idempotency_key : made.target_key);
    record.fields = native.data();
    record.field_count = native.size();
    std::optional<field_bytes> values;
    observe(pass.mapping(), pass.fields(), made.target, {record},
            [&values](std::size_t, observation&& seen) {
                if (seen.held_field != refused_by_mapping) values = std::move(seen.fields);
            });
    return values;
}

/// What the source must have been when the twin was created: a value that would still be written
/// as it was written then is unchanged; any other is an edit since.
field_bytes source_base(context& pass, const work& on, side source, const field_bytes& written)
{
    if (!on.present(source)) return written;
    const schema& fields = pass.fields();
    const field_row now = fields.read(on.seen.of(source)->fields);
    const field_row would = fields.read(on.expected.of(host::other(source)));
    const field_row then = fields.read(written);
    field_list base;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (now[i] && would[i] && then[i] && same_value(*would[i], *then[i]))
            base.push_back(fields.make(i, *now[i]));
    return fields.encode(std::span(base.data(), base.size()));
}

decision waiting(std::string code, std::string reason)
{
    decision what;
    what.what = verdict::wait;
    what.later = true;
    what.code = std::move(code);
    what.reason = std::move(reason);
    return what;
}

bool not_created(context& pass, work& on, decision& what)
{
    const intent made = *on.created;
    const side source = host::other(made.target);
    const bool safe =
        (pass.on(made.target).abilities().can & DOVETAIL_CAN_CREATE_IDEMPOTENTLY) != 0;
    const std::chrono::microseconds grace = tuning::late_commit_grace;
    if (!safe && pass.now() - made.planned_at < grace.count()) {
        what = waiting("late_commit", "it may still be created by a request without an answer");
        return false;
    }
    if (!on.seen.of(source)) {
        what = waiting("source_unknown", "the task it was to be created from cannot be found");
        return false;
    }
    on.created.reset();
    if (on.known.id != 0) {
        // It was to be created anew: what became of the deleted one is read by its own key.
        on.known.key.of(made.target) = made.target_key;
        on.asked.of(made.target) = false;
        what.what = verdict::look;
        what.target = made.target;
        return false;
    }
    if (!on.present(source)) return false; // deleted meanwhile: nothing to create
    const bool owned = pass.members().enabled(on.known.owner);
    if (!owned || !on.seen.of(source)->eligible) return false;
    what.what = verdict::recreate;
    what.target = made.target;
    return false;
}

} // namespace

bool recovered(context& pass, work& on, decision& what)
{
    const side target = on.created->target;
    const side source = host::other(target);
    what = {};
    if (!on.seen.of(target)) return not_created(pass, on, what);
    if (!on.seen.of(source) && on.known.deleted_at.of(source) == 0) {
        what = waiting("source_unknown", "the task it was created from cannot be found");
        return false;
    }
    const intent made = *on.created;
    const auto written = canonical_of(pass, made);
    if (!written) {
        // Without them every value would count as a user's edit, and be written (law 1).
        what = waiting("mapping_refused", "the mapping refuses what was written before");
        return false;
    }
    // A mapping that fails here leaves `expected` empty: then every value counts as an edit.
    const auto probed = std::make_shared<work>(on);
    if (probe(pass, {probed})) on.expected = probed->expected;
    link& known = on.known;
    known.state = link_state::live;
    known.key.of(target) = on.seen.of(target)->key;
    if (known.key.of(source).empty()) known.key.of(source) = made.source_key;
    known.base.of(target) = *written;
    known.base.of(source) = source_base(pass, on, source, *written);
    known.deleted_at = {};
    if (const auto key = parse_origin(pass.name(), made.idempotency_key))
        known.generation = key->generation;
    on.created.reset();
    on.recovered = true;
    on.probed = true;
    return true;
}

namespace {

void recover_create(context& pass, const intent& made, const std::optional<link>& known)
{
    const auto key = parse_origin(pass.name(), made.idempotency_key);
    auto on = std::make_shared<work>();
    if (known) on->known = *known;
    on->known.owner = made.owner;
    on->known.key.of(host::other(made.target)) = made.source_key;
    on->known.key.of(made.target).clear();
    if (!known && key) on->known.generation = key->generation;
    on->created = made;
    on->look = true;
    on->old_intents.push_back(made.id);
    pass.works.push_back(on);
    if (known) pass.by_link[known->id] = on;
}

/// The links of intents and problems, in their order.
template<class Row>
awaitable<result<std::vector<std::optional<link>>>> links_of_rows(context& pass,
                                                                  const std::vector<Row>& rows)
{
    std::vector<link_id> ids;
    for (const auto& row : rows)
        ids.push_back(row.link);
    const auto call = [&pass, &ids] {
        return pass.have.stored.store->find_links(pass.name(), std::span<const link_id>(ids));
    };
    co_return co_await on_state(pass, call);
}

} // namespace

step recover_intents(context& pass)
{
    if (pass.counts.intents == 0) co_return result<void>{};
    const auto call = [&pass] {
        return pass.have.stored.store->intents(pass.name(), tuning::intents_examined);
    };
    const auto left = co_await on_state(pass, call);
    if (!left) co_return left.error();
    const auto links = co_await links_of_rows(pass, *left);
    if (!links) co_return links.error();
    change_set done;
    for (std::size_t i = 0; i < left->size(); ++i) {
        const intent& made = (*left)[i];
        const auto& known = (*links)[i];
        const bool restores =
            made.action == write_action::create && !parse_origin(pass.name(), made.idempotency_key);
        if (made.action == write_action::create && !restores) {
            recover_create(pass, made, known);
        } else if (known && !restores) {
            const work_ref on = work_on(pass, *known);
            on->look = true;
            on->old_intents.push_back(made.id);
            if (made.action != write_action::update) continue;
            if (const auto written = canonical_of(pass, made))
                on->doubtful.of(made.target) =
                    pass.fields().overlay(on->doubtful.of(made.target), *written);
        } else {
            // A restore is repeated by its problem; a link that is gone needs nothing any more.
            done.intents_done.push_back(made.id);
        }
    }
    ++pass.buffered.left;
    ++pass.buffered.right;
    if (auto stored = co_await store(pass, std::move(done)); !stored) co_return stored.error();
    co_return co_await settle(pass, false);
}

namespace {

/// Problems that are due, by what has to be done about them.
class retrier
{
public:
    explicit retrier(context& pass) : pass_(pass) {}

    step run()
    {
        problem_query due;
        due.due_at = pass_.now();
        due.limit = tuning::problems_per_pass;
        const auto call = [this, &due] {
            return pass_.have.stored.store->problems(pass_.name(), due);
        };
        const auto found = co_await on_state(pass_, call);
        if (!found) co_return found.error();
        if (found->empty()) co_return result<void>{};
        const auto links = co_await links_of_rows(pass_, *found);
        if (!links) co_return links.error();
        // Edits first, so that the tasks are read as they are after them.
        wishes wished(pass_);
        for (std::size_t i = 0; i < found->size(); ++i)
            if (is_wish((*found)[i].source_key))
                if (auto done = co_await wished.add((*found)[i], (*links)[i]); !done)
                    co_return done.error();
        if (auto done = co_await wished.carry_out_edits(unlinked_); !done) co_return done.error();
        for (std::size_t i = 0; i < found->size(); ++i)
            if (!is_wish((*found)[i].source_key)) sort((*found)[i], (*links)[i]);
        for (const side where : {side::left, side::right})
            if (auto done = co_await read_unlinked(where); !done) co_return done.error();
        if (auto done = co_await store(pass_, std::move(changes_)); !done) co_return done.error();
        if (auto done = co_await settle(pass_, false); !done) co_return done.error();
        co_return co_await wished.create_again();
    }

private:
    void sort(const problem& stuck, const std::optional<link>& known)
    {
        if (known) {
            const work_ref on = work_on(pass_, *known);
            on->look = true;
            if (stuck.code == mass_delete_code && stuck.confirmed) on->confirmed = true;
            ++pass_.buffered.left;
            ++pass_.buffered.right;
        } else if (stuck.link != 0) {
            changes_.problems_solved.emplace_back(stuck.source, stuck.source_key);
        } else {
            add_unlinked(stuck);
        }
    }

    /// It may be there already because it was edited.
    void add_unlinked(const problem& stuck)
    {
        auto& all = unlinked_.of(stuck.source);
        for (auto& one : all)
            if (one.source_key == stuck.source_key) {
                one = stuck;
                return;
            }
        all.push_back(stuck);
    }

    /// Tasks that never crossed: read by key, they go the way of any new record.
    step read_unlinked(side where)
    {
        const auto& stuck = unlinked_.of(where);
        const std::size_t most =
            std::max<std::uint64_t>(1, pass_.on(where).abilities().max_lookup_batch);
        for (std::size_t at = 0; at < stuck.size(); at += most) {
            const auto some = std::span(stuck).subspan(at, std::min(most, stuck.size() - at));
            std::vector<dovetail_lookup> wanted;
            for (const auto& one : some) {
                dovetail_lookup by_key{};
                by_key.struct_size = sizeof(by_key);
                by_key.key = host::to_abi(one.source_key);
                wanted.push_back(by_key);
            }
            auto read = co_await pass_.on(where).lookup(wanted, host::urgency::routine);
            if (!read) co_return read.error();
            put_off_missing(where, some, *read);
            for (const auto& batch : *read)
                if (auto done = co_await ingest(pass_, where, batch, true); !done)
                    co_return done.error();
        }
        co_return result<void>{};
    }

    void put_off_missing(side where, std::span<const problem> asked,
                         const std::vector<host::record_batch>& read)
    {
        std::set<std::string_view> delivered;
        for (const auto& batch : read) {
            const auto records = host::records(batch);
            for (std::size_t i = 0; i < records.size(); ++i)
                delivered.insert(view_of(records[i].key));
        }
        for (const auto& one : asked) {
            if (delivered.contains(one.source_key)) continue;
            work missing;
            missing.known.key.of(where) = one.source_key;
            missing.known.owner = one.owner;
            hold(pass_, changes_, missing, where, one.kind,
                 failure(host::error_class::gone, "source_unknown",
                         "the server does not know this task any more"),
                 std::chrono::milliseconds{0});
        }
    }

    context& pass_;
    both<std::vector<problem>> unlinked_;
    change_set changes_;
};

} // namespace

step retry_problems(context& pass)
{
    if (pass.counts.held + pass.counts.failed == 0) co_return result<void>{};
    retrier one(pass);
    co_return co_await one.run();
}

step load_problems(context& pass)
{
    const auto& counts = pass.counts;
    if (counts.held + counts.failed + counts.dismissed == 0) co_return result<void>{};
    problem_query all;
    all.with_dismissed = true;
    while (pass.problems.size() < tuning::problems_known) {
        const auto call = [&pass, &all] {
            return pass.have.stored.store->problems(pass.name(), all);
        };
        auto some = co_await on_state(pass, call);
        if (!some) co_return some.error();
        for (auto& one : *some) {
            all.after_id = std::max(all.after_id, one.id);
            const problem_key at{one.source, one.source_key};
            if (one.link != 0 && !is_wish(one.source_key)) pass.troubled[one.link] = at;
            pass.problems[at] = std::move(one);
        }
        if (some->size() < all.limit) break;
    }
    co_return result<void>{};
}

} // namespace dovetail::sync
