// SPDX-License-Identifier: Apache-2.0
// A mapping whose mapper can be exchanged while it is used.
#pragma once

#include <dovetail/host/mapping.hpp>
#include <dovetail/swap/witness.hpp>

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace dovetail::swap {

/// Why `next` cannot take the place of `present` in a running engine; empty: it can. Both must have
/// the same canonical fields with the same flows: the engine's schema and the state were made for
/// them.
std::string why_incompatible(const host::mapping& present, const host::mapping& next);

/// A host::mapping for the sync engine, which never learns of a swap. Calls are short and pure:
/// each one ends on the mapper it began with, so nothing has to be drained.
///
/// Threads   any. `fields()` are those of the first mapper, for good.
class swappable_mapping final : public host::mapping
{
public:
    swappable_mapping(std::shared_ptr<const host::mapping> first, std::shared_ptr<witness> faults);

    std::shared_ptr<const host::mapping> present() const;
    /// Gives back the one that was in its place.
    std::shared_ptr<const host::mapping> exchange(std::shared_ptr<const host::mapping> next);

    const std::string& name() const noexcept override { return name_; }
    const std::vector<host::canonical_field>& fields() const noexcept override { return fields_; }
    host::result<void> check(host::side where,
                             std::span<const host::record_batch> facts) const override;
    host::result<host::mapped_batch> to_canonical(
        host::side where, host::array_view<dovetail_record> records) const override;
    host::result<host::mapped_batch> to_native(
        host::side target, std::span<const dovetail_canonical_change> changes) const override;

private:
    std::string name_;
    std::vector<host::canonical_field> fields_;
    std::shared_ptr<witness> faults_;
    mutable std::mutex mutex_;
    std::shared_ptr<const host::mapping> present_;
};

} // namespace dovetail::swap
