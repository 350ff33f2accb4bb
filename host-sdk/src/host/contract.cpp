// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include <vector>

namespace dovetail::host {
namespace {

// Elements of an array have at least a size and one more word; much larger ones are noise in
// memory that was never written.
constexpr std::uint32_t least_stride = 8;
constexpr std::uint32_t most_stride = 4096;
// Pages and batches hold some thousands; a larger count is a value that was never written.
constexpr std::uint64_t most_elements = 1'000'000;

bool is_text(dovetail_text text) noexcept
{
    return text.size == 0 || text.data;
}

std::string check_fields(const dovetail_field* fields, std::uint64_t count, const char* which)
{
    if (count && !fields) return std::string("null ") + which;
    for (std::uint64_t at = 0; at < count; ++at) {
        const dovetail_field& field = fields[at];
        if (!is_text(field.name) || field.name.size == 0)
            return std::string("a field without a name among the ") + which;
        // Names are copied only for a fault: this runs for every field that crosses.
        if (field.value.kind > DOVETAIL_JSON)
            return "the field " + std::string(view(field.name)) + " has an unknown kind of value";
        if (!is_text(field.value.text))
            return "the field " + std::string(view(field.name)) + " has a null text";
    }
    return {};
}

std::string check_element(const dovetail_record& record)
{
    if (!is_text(record.key) || record.key.size == 0) return "a record without a key";
    if (!is_text(record.revision)) return "a record with a null revision";
    return check_fields(record.fields, record.field_count, "fields");
}

std::string check_element(const dovetail_outcome& outcome)
{
    for (const dovetail_text text :
         {outcome.key, outcome.revision, outcome.code, outcome.message, outcome.server_text}) {
        if (!is_text(text)) return "an outcome with a null text";
    }
    return {};
}

std::string check_notes(const dovetail_mapped& item)
{
    if (item.note_count == 0) return {};
    if (!item.notes) return "null notes";
    const array_view<dovetail_note> notes(item.notes, item.note_count);
    if (item.notes->struct_size < sizeof(dovetail_note)) return "notes of a wrong size";
    for (std::size_t at = 0; at < notes.size(); ++at) {
        if (!is_text(notes[at].field) || !is_text(notes[at].why)) return "a note with a null text";
    }
    return {};
}

std::string check_element(const dovetail_mapped& item)
{
    for (const dovetail_text text : {item.reason, item.owner, item.origin_key}) {
        if (!is_text(text)) return "a mapped record with a null text";
    }
    std::string wrong = check_fields(item.fields, item.field_count, "fields");
    if (wrong.empty()) wrong = check_fields(item.read_back, item.read_back_count, "read_back");
    return wrong.empty() ? check_notes(item) : wrong;
}

/// Elements made larger, together with what they point into.
template<class Handle, class Element>
struct widened
{
    std::vector<Element> elements;
    owned<Handle> original;

    static void release(void* self) { delete static_cast<widened*>(self); }
};

/// The check of a whole array; `elements` and `count` name the members of the handle.
template<class Handle, class Element>
std::string accept_array(owned<Handle>& batch, const Element* Handle::*elements,
                         std::uint64_t Handle::*count)
{
    const Handle& handle = batch.get();
    if (!handle.release) return "it has no release";
    const std::uint64_t size = handle.*count;
    const Element* first = handle.*elements;
    if (size == 0) return {};
    if (!first) return "a null array";
    if (size > most_elements) return "an impossible number of elements";
    const std::uint32_t stride = first->struct_size;
    if (stride < least_stride || stride > most_stride || stride % alignof(Element) != 0)
        return "elements with the impossible struct_size " + std::to_string(stride);

    const array_view<Element> view_of(first, size);
    const bool narrow = stride < sizeof(Element);
    std::vector<Element> wide;
    if (narrow) wide.reserve(size);
    for (std::size_t at = 0; at < size; ++at) {
        if (view_of[at].struct_size != stride) return "elements of different struct_size";
        if (narrow) wide.push_back(copy_struct(view_of[at]));
        std::string wrong = check_element(narrow ? wide.back() : view_of[at]);
        if (!wrong.empty()) return wrong + " (element " + std::to_string(at) + ")";
    }
    if (!narrow) return {};
    for (Element& element : wide)
        element.struct_size = sizeof(Element);
    auto kept = std::make_unique<widened<Handle, Element>>();
    kept->elements = std::move(wide);
    kept->original = std::move(batch);
    auto replacement = empty_struct<Handle>();
    replacement.*elements = kept->elements.data();
    replacement.*count = size;
    replacement.owner = kept.release();
    replacement.release = &widened<Handle, Element>::release;
    batch = owned<Handle>(replacement, nullptr);
    return {};
}

} // namespace

std::string accept(record_batch& batch)
{
    return accept_array(batch, &dovetail_batch::records, &dovetail_batch::record_count);
}

std::string accept(outcome_batch& batch)
{
    return accept_array(batch, &dovetail_outcomes::outcomes, &dovetail_outcomes::outcome_count);
}

std::string accept(mapped_batch& batch)
{
    return accept_array(batch, &dovetail_mapped_batch::items, &dovetail_mapped_batch::item_count);
}

} // namespace dovetail::host
