// SPDX-License-Identifier: Apache-2.0
// Builds a batch of records in one arena.
#pragma once

#include <dovetail/abi/record.h>
#include <dovetail/kit/field_writer.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::kit {

/// Records, appended one after another, handed out as one batch whose release frees all at once.
///
///     kit::batch_builder batch;
///     batch.add(key, revision, stamp_us).text("name", name).date("due", days);
///     co_await channel.deliver(std::move(batch), cursor);
///
/// Threads  one at a time; the finished batch may be read and released on any. Errors: every call
/// may throw std::bad_alloc; the batch is then still consistent.
class batch_builder
{
public:
    /// `expected` records: a hint.
    explicit batch_builder(std::size_t expected = 0) : content_{std::make_unique<content>()}
    {
        content_->records.reserve(expected);
    }

    /// Opens a record whose head is still unknown; it ends with the next begin, add or finish.
    field_writer begin()
    {
        close();
        content_->records.push_back(
            {sizeof(dovetail_record), DOVETAIL_PRESENT, {}, {}, 0, nullptr, 0});
        open_ = true;
        return fields();
    }

    /// Writes fields of whichever record is open; good for the builder's whole life, moves
    /// included.
    [[nodiscard]] field_writer fields() noexcept { return {content_->texts, content_->fields}; }

    /// Opens a record. `key` and `revision` are copied.
    field_writer add(std::string_view key, std::string_view revision = {},
                     std::int64_t modified_at_us = 0, std::uint32_t kind = DOVETAIL_PRESENT)
    {
        const dovetail_text stored_key = copy(key);
        const dovetail_text stored_revision = copy(revision);
        const field_writer fields = begin();
        head() = {sizeof(dovetail_record), kind,    stored_key, stored_revision,
                  modified_at_us,          nullptr, 0};
        return fields;
    }

    /// The open record, but for its fields. Texts put here come from `copy`. Precondition: one is
    /// open.
    [[nodiscard]] dovetail_record& head() noexcept { return content_->records.back(); }

    /// Drops the open record.
    void discard() noexcept
    {
        if (!open_) return;
        content_->fields.discard();
        content_->records.pop_back();
        open_ = false;
    }

    /// The records so far; ends the open one. Invalid after the next begin or add.
    [[nodiscard]] std::span<const dovetail_record> records() noexcept
    {
        close();
        return content_->records;
    }

    /// Drops all but the first `count` records, the open one too.
    void truncate(std::size_t count)
    {
        if (open_) discard();
        if (count < content_->records.size()) content_->records.resize(count);
    }

    /// Drops the finished records for which `unwanted(record)` is true.
    template<class predicate>
    void remove_if(predicate unwanted)
    {
        close();
        std::erase_if(content_->records, unwanted);
    }

    /// A text in the batch's arena, to be used in a head, a name or several values.
    [[nodiscard]] dovetail_text copy(std::string_view text) { return content_->texts.copy(text); }
    /// A field name that is made at run time.
    [[nodiscard]] field_name name(std::string_view text)
    {
        return field_name::outliving(copy(text));
    }

    [[nodiscard]] std::size_t size() const noexcept { return content_->records.size(); }
    [[nodiscard]] bool empty() const noexcept { return content_->records.empty(); }

    /// The batch; the builder is used up. Whoever gets it calls its release once.
    [[nodiscard]] dovetail_batch finish() && noexcept
    {
        close();
        dovetail_batch batch{};
        batch.struct_size = sizeof batch;
        batch.records = content_->records.data();
        batch.record_count = content_->records.size();
        batch.owner = content_.release();
        batch.release = [](void* owner) { delete static_cast<content*>(owner); };
        return batch;
    }

private:
    struct content
    {
        text_arena texts;
        array_arena<dovetail_field> fields;
        std::vector<dovetail_record> records;
    };

    void close() noexcept
    {
        if (!open_) return;
        const auto fields = content_->fields.finish();
        head().fields = fields.data();
        head().field_count = fields.size();
        open_ = false;
    }

    std::unique_ptr<content> content_;
    bool open_ = false;
};

} // namespace dovetail::kit
