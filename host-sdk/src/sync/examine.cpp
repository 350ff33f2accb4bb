// SPDX-License-Identifier: Apache-2.0
// examine: the present truth of named tasks, and what a lossy mapping would make of it.
#include "context.hpp"
#include "keys.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace dovetail::sync {

namespace {

/// Lookups of one side for some works, in portions the connector can take.
class examiner
{
public:
    examiner(context& pass, side where) : pass_(pass), where_(where) {}

    step run(std::vector<work_ref> works)
    {
        std::vector<work_ref> by_create;
        for (auto& on : works) {
            on->asked.of(where_) = true;
            if (!on->known.key.of(where_).empty())
                by_key_.push_back(on);
            else if (on->created && on->created->target == where_)
                by_create.push_back(on);
        }
        if (auto done = co_await read_by_key(); !done) co_return done.error();
        // One at a time: a record that carries no key of ours is still known to be the answer.
        for (const auto& on : by_create)
            if (auto done = co_await read_by_create(on); !done) co_return done.error();
        co_return result<void>{};
    }

private:
    step read_by_key()
    {
        const std::size_t most = std::max<std::uint64_t>(1, abilities().max_lookup_batch);
        for (std::size_t at = 0; at < by_key_.size(); at += most) {
            const auto some = std::span(by_key_).subspan(at, std::min(most, by_key_.size() - at));
            std::vector<dovetail_lookup> wanted;
            std::unordered_map<std::string_view, work*> index;
            for (const auto& on : some) {
                const std::string& key = on->known.key.of(where_);
                dovetail_lookup one{};
                one.struct_size = sizeof(one);
                one.key = host::to_abi(key);
                wanted.push_back(one);
                index.emplace(key, on.get());
            }
            auto read = co_await pass_.on(where_).lookup(wanted, host::urgency::routine);
            if (!read) co_return read.error();
            for (const auto& batch : *read)
                take(batch, [&index](const observation& seen) {
                    const auto found = index.find(seen.key);
                    return found == index.end() ? nullptr : found->second;
                });
        }
        co_return result<void>{};
    }

    step read_by_create(const work_ref& on)
    {
        const intent& made = *on->created;
        std::vector<dovetail_field> native;
        decode_fields(made.native, native);
        dovetail_lookup one{};
        one.struct_size = sizeof(one);
        one.create.struct_size = sizeof(one.create);
        one.create.action = DOVETAIL_CREATE;
        one.create.idempotency_key = host::to_abi(made.idempotency_key);
        one.create.fields = native.data();
        one.create.field_count = native.size();
        one.create.intended_at_us = made.planned_at;
        auto read = co_await pass_.on(where_).lookup(std::span(&one, 1), host::urgency::routine);
        if (!read) co_return read.error();
        for (const auto& batch : *read)
            take(batch, [&on, &made](const observation& seen) -> work* {
                const bool other =
                    !seen.origin_key.empty() && seen.origin_key != made.idempotency_key;
                return other ? nullptr : on.get();
            });
        co_return result<void>{};
    }

    template<class Find>
    void take(const host::record_batch& batch, Find find)
    {
        const auto records = host::records(batch);
        pass_.report.counts.records.of(where_) += records.size();
        std::vector<dovetail_record> present;
        for (std::size_t i = 0; i < records.size(); ++i) {
            if (records[i].kind == DOVETAIL_TOMBSTONE) {
                put(find, observe_tombstone(records[i]));
                continue;
            }
            present.push_back(records[i]);
            present.back().struct_size = sizeof(dovetail_record);
        }
        observe(pass_.mapping(), pass_.fields(), where_, present,
                [&](std::size_t, observation&& seen) { put(find, std::move(seen)); });
    }

    template<class Find>
    void put(Find find, observation&& seen)
    {
        seen.fresh = true;
        work* on = find(seen);
        if (!on) return;
        if (on->known.key.of(where_).empty()) on->known.key.of(where_) = seen.key;
        on->seen.of(where_) = std::move(seen);
    }

    dovetail_abilities abilities() { return pass_.on(where_).abilities(); }

    context& pass_;
    side where_;
    std::vector<work_ref> by_key_;
};

/// One to_native call for the works whose `source` side is there.
result<void> probe_towards(context& pass, side target, const std::vector<work_ref>& works)
{
    const side source = host::other(target);
    std::vector<dovetail_canonical_change> changes;
    std::vector<field_list> lists;
    std::vector<work_ref> asked;
    lists.reserve(works.size() * 3);
    for (const auto& on : works) {
        if (!on->present(source)) continue;
        const auto& seen = *on->seen.of(source);
        lists.push_back(pass.fields().list(seen.fields));
        const auto& values = lists.back();
        lists.push_back(pass.fields().list(seen.kept));
        const auto& rest = lists.back();
        lists.emplace_back(values).insert(lists.back().end(), rest.begin(), rest.end());
        const auto& whole = lists.back();
        dovetail_canonical_change change{};
        change.struct_size = sizeof(change);
        change.fields = values.data();
        change.field_count = values.size();
        change.source = whole.data();
        change.source_count = whole.size();
        changes.push_back(change);
        asked.push_back(on);
    }
    if (changes.empty()) return {};
    const auto mapped = pass.mapping().to_native(target, changes);
    if (!mapped) return mapped.error();
    const auto items = host::items(*mapped);
    for (std::size_t i = 0; i < asked.size() && i < items.size(); ++i) {
        const auto back =
            pass.fields().encode(std::span(items[i].read_back, items[i].read_back_count));
        asked[i]->expected.of(target) =
            pass.fields().overlay(asked[i]->seen.of(source)->fields, back);
    }
    return {};
}

} // namespace

step look_up(context& pass, side where, std::vector<work_ref> works)
{
    if (works.empty()) co_return result<void>{};
    examiner reader(pass, where);
    co_return co_await reader.run(std::move(works));
}

result<void> probe(context& pass, const std::vector<work_ref>& works)
{
    for (const auto& on : works)
        on->probed = true;
    for (const side target : {side::left, side::right})
        if (auto done = probe_towards(pass, target, works); !done) return done.error();
    return {};
}

} // namespace dovetail::sync
