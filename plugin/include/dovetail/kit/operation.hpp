// SPDX-License-Identifier: Apache-2.0
// What an exchange is to do, copied out of the host's memory.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/arena.hpp>
#include <dovetail/kit/view.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::kit {

/// An operation whose texts, fields and changes belong to the exchange, so they stay where they are
/// while the coroutine runs. Structs are of this kit's own layout: plain spans.
class operation
{
public:
    explicit operation(const dovetail_operation& asked)
        : kind_{asked.kind},
          collection_{view(asked.collection)}, cursor_{view(asked.cursor)}, now_us_{asked.now_us}
    {
        if (asked.scope != nullptr) copy_scope(*asked.scope);
        for (const dovetail_change& change : change_range{asked.changes, asked.change_count})
            changes_.push_back(copy_change(change));
        for (const dovetail_lookup& lookup : lookup_range{asked.lookups, asked.lookup_count}) {
            lookups_.push_back({sizeof(dovetail_lookup), 0, texts_.copy(view(lookup.key)),
                                copy_change(lookup.create)});
        }
    }
    operation(const operation&) = delete;
    operation& operator=(const operation&) = delete;

    /// DOVETAIL_OP_*
    [[nodiscard]] std::uint32_t kind() const noexcept { return kind_; }
    /// Empty: the tasks themselves.
    [[nodiscard]] std::string_view collection() const noexcept { return collection_; }
    /// As an earlier fetch delivered it; empty: from the scope's beginning.
    [[nodiscard]] std::string_view cursor() const noexcept { return cursor_; }
    [[nodiscard]] bool tombstones_only() const noexcept
    {
        return want_ == DOVETAIL_WANT_TOMBSTONES;
    }
    /// Where to begin when there is no cursor; 0: everywhere.
    [[nodiscard]] std::int64_t modified_since_us() const noexcept { return modified_since_us_; }
    /// Keys of users; empty: everybody's records.
    [[nodiscard]] std::span<const dovetail_text> owners() const noexcept { return owners_; }
    /// Records a page, a wish; 0: the connector's own.
    [[nodiscard]] std::uint64_t page_size() const noexcept { return page_size_; }
    [[nodiscard]] std::span<const dovetail_change> changes() const noexcept { return changes_; }
    [[nodiscard]] std::span<const dovetail_lookup> lookups() const noexcept { return lookups_; }
    /// The host's clock when the exchange began.
    [[nodiscard]] std::int64_t now_us() const noexcept { return now_us_; }

private:
    void copy_scope(const dovetail_scope& scope)
    {
        want_ = scope.want;
        modified_since_us_ = scope.modified_since_us;
        page_size_ = scope.page_size;
        for (std::uint64_t at = 0; at < scope.owner_count; ++at)
            owners_.push_back(texts_.copy(view(scope.owners[at])));
    }

    dovetail_change copy_change(const dovetail_change& from)
    {
        dovetail_change to{};
        to.struct_size = sizeof to;
        to.action = from.action;
        to.key = texts_.copy(view(from.key));
        to.idempotency_key = texts_.copy(view(from.idempotency_key));
        to.revision = texts_.copy(view(from.revision));
        to.intended_at_us = from.intended_at_us;
        for (const dovetail_field& field : fields_of(from)) {
            dovetail_field copy = field;
            copy.name = texts_.copy(view(field.name));
            copy.value.text = texts_.copy(view(field.value.text));
            fields_.push(copy);
        }
        const auto fields = fields_.finish();
        to.fields = fields.data();
        to.field_count = fields.size();
        return to;
    }

    std::uint32_t kind_;
    std::uint32_t want_ = DOVETAIL_WANT_CHANGES;
    std::string collection_;
    std::string cursor_;
    std::int64_t modified_since_us_ = 0;
    std::uint64_t page_size_ = 0;
    std::int64_t now_us_;
    text_arena texts_;
    array_arena<dovetail_field> fields_;
    std::vector<dovetail_text> owners_;
    std::vector<dovetail_change> changes_;
    std::vector<dovetail_lookup> lookups_;
};

} // namespace dovetail::kit
