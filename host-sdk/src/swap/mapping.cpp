// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/mapping.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::swap {

using host::result;

std::string why_incompatible(const host::mapping& present, const host::mapping& next)
{
    for (const auto& field : present.fields()) {
        const auto same =
            std::ranges::find(next.fields(), field.name, &host::canonical_field::name);
        if (same == next.fields().end()) return "it has no canonical field \"" + field.name + '"';
        if (same->from_left != field.from_left || same->from_right != field.from_right)
            return "the canonical field \"" + field.name + "\" crosses in other directions";
    }
    for (const auto& field : next.fields())
        if (std::ranges::find(present.fields(), field.name, &host::canonical_field::name) ==
            present.fields().end())
            return "it has a canonical field more: \"" + field.name + '"';
    const auto same_place = [](const auto& left, const auto& right) {
        return left.name == right.name;
    };
    if (!std::ranges::equal(present.fields(), next.fields(), same_place))
        return "its canonical fields stand in another order";
    return {};
}

swappable_mapping::swappable_mapping(std::shared_ptr<const host::mapping> first,
                                     std::shared_ptr<witness> faults)
    : name_(first->name()), fields_(first->fields()), faults_(std::move(faults)),
      present_(std::move(first))
{
}

std::shared_ptr<const host::mapping> swappable_mapping::present() const
{
    const std::lock_guard guard(mutex_);
    return present_;
}

std::shared_ptr<const host::mapping> swappable_mapping::exchange(
    std::shared_ptr<const host::mapping> next)
{
    const std::lock_guard guard(mutex_);
    return std::exchange(present_, std::move(next));
}

result<void> swappable_mapping::check(host::side where,
                                      std::span<const host::record_batch> facts) const
{
    auto done = present()->check(where, facts);
    if (!done) faults_->failed("mapping check", done.error());
    return done;
}

result<host::mapped_batch> swappable_mapping::to_canonical(
    host::side where, host::array_view<dovetail_record> records) const
{
    auto done = present()->to_canonical(where, records);
    if (!done) faults_->failed("to_canonical", done.error());
    return done;
}

result<host::mapped_batch> swappable_mapping::to_native(
    host::side target, std::span<const dovetail_canonical_change> changes) const
{
    auto done = present()->to_native(target, changes);
    if (!done) faults_->failed("to_native", done.error());
    return done;
}

} // namespace dovetail::swap
