// SPDX-License-Identifier: Apache-2.0
// Builds what a mapper returns: one mapped item for each record or change given.
#pragma once

#include <dovetail/abi/mapper.h>
#include <dovetail/kit/field_writer.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace dovetail::kit {

/// Items, appended one after another. `begin` opens one; what follows belongs to it until the next
/// `begin`. Threads and errors as batch_builder.
class mapped_builder
{
public:
    explicit mapped_builder(std::size_t expected = 0) : content_{std::make_unique<content>()}
    {
        content_->items.reserve(expected);
    }

    void begin()
    {
        close();
        dovetail_mapped item{};
        item.struct_size = sizeof item;
        content_->items.push_back(item);
        open_ = true;
    }

    [[nodiscard]] field_writer fields() noexcept { return {content_->texts, content_->fields}; }
    [[nodiscard]] field_writer read_back() noexcept
    {
        return {content_->texts, content_->read_back};
    }
    /// The fields put into the open item so far; invalid after the next one.
    [[nodiscard]] std::span<const dovetail_field> open_fields() noexcept
    {
        return content_->fields.open();
    }

    void note(std::uint32_t kind, field_name field, std::string_view why)
    {
        content_->notes.push({sizeof(dovetail_note), kind, field.text(), copy(why)});
    }
    /// It may cross for the first time.
    void eligible() noexcept { item().eligible = 1; }
    void not_eligible(std::string_view reason)
    {
        item().eligible = 0;
        item().reason = copy(reason);
    }
    void owner(std::string_view key) { item().owner = copy(key); }
    void origin_key(std::string_view key) { item().origin_key = copy(key); }
    void created_at(std::int64_t us) noexcept { item().created_at_us = us; }

    /// A text in the batch's arena.
    [[nodiscard]] dovetail_text copy(std::string_view text) { return content_->texts.copy(text); }
    /// `size` uninitialised characters in the batch's arena, for a text that is made in place.
    [[nodiscard]] char* allocate(std::size_t size) { return content_->texts.allocate(size); }
    [[nodiscard]] field_name name(std::string_view text)
    {
        return field_name::outliving(copy(text));
    }
    [[nodiscard]] std::size_t size() const noexcept { return content_->items.size(); }

    /// The batch; the builder is used up. Whoever gets it calls its release once.
    [[nodiscard]] dovetail_mapped_batch finish() && noexcept
    {
        close();
        dovetail_mapped_batch batch{};
        batch.struct_size = sizeof batch;
        batch.items = content_->items.data();
        batch.item_count = content_->items.size();
        batch.owner = content_.release();
        batch.release = [](void* owner) { delete static_cast<content*>(owner); };
        return batch;
    }

private:
    struct content
    {
        text_arena texts;
        array_arena<dovetail_field> fields;
        array_arena<dovetail_field> read_back;
        array_arena<dovetail_note> notes;
        std::vector<dovetail_mapped> items;
    };

    dovetail_mapped& item() noexcept { return content_->items.back(); }

    void close() noexcept
    {
        if (!open_) return;
        const auto fields = content_->fields.finish();
        const auto read_back = content_->read_back.finish();
        const auto notes = content_->notes.finish();
        item().fields = fields.data();
        item().field_count = fields.size();
        item().read_back = read_back.data();
        item().read_back_count = read_back.size();
        item().notes = notes.data();
        item().note_count = notes.size();
        open_ = false;
    }

    std::unique_ptr<content> content_;
    bool open_ = false;
};

} // namespace dovetail::kit
