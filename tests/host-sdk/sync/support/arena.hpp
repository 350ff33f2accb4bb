// SPDX-License-Identifier: Apache-2.0
// Batches as a plugin would hand them out: one owner for all they point to.
#pragma once

#include <dovetail/host/batch.hpp>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::test {

/// Owns texts and arrays until the batch made from it is released.
struct arena
{
    std::deque<std::string> texts;
    std::deque<std::vector<dovetail_field>> fields;
    std::deque<std::vector<dovetail_note>> notes;
    std::vector<dovetail_record> records;
    std::vector<dovetail_outcome> outcomes;
    std::vector<dovetail_mapped> mapped;

    dovetail_text keep(std::string_view text)
    {
        texts.emplace_back(text);
        return {texts.back().data(), texts.back().size()};
    }

    static dovetail_value text_value(dovetail_text text)
    {
        dovetail_value value{};
        value.kind = DOVETAIL_TEXT;
        value.text = text;
        return value;
    }

    static dovetail_value number_value(std::uint32_t kind, std::int64_t number)
    {
        dovetail_value value{};
        value.kind = kind;
        value.number = number;
        return value;
    }
};

template<class Handle>
host::owned<Handle> hand_out(std::unique_ptr<arena> all, Handle handle)
{
    handle.struct_size = sizeof(handle);
    handle.owner = all.release();
    handle.release = [](void* owner) { delete static_cast<arena*>(owner); };
    return {handle, nullptr};
}

inline host::record_batch make_records(std::unique_ptr<arena> all)
{
    dovetail_batch handle{};
    handle.records = all->records.data();
    handle.record_count = all->records.size();
    return hand_out(std::move(all), handle);
}

inline host::outcome_batch make_outcomes(std::unique_ptr<arena> all)
{
    dovetail_outcomes handle{};
    handle.outcomes = all->outcomes.data();
    handle.outcome_count = all->outcomes.size();
    return hand_out(std::move(all), handle);
}

inline host::mapped_batch make_mapped(std::unique_ptr<arena> all)
{
    dovetail_mapped_batch handle{};
    handle.items = all->mapped.data();
    handle.item_count = all->mapped.size();
    return hand_out(std::move(all), handle);
}

} // namespace dovetail::test
