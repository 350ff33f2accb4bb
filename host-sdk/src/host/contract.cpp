// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include "checked/readable.hpp"

#include <vector>

namespace dovetail::host {
namespace {

/// Elements made larger, together with what they point into.
template<class Handle, class Element>
struct widened
{
    std::vector<Element> elements;
    owned<Handle> original;

    static void release(void* self) { delete static_cast<widened*>(self); }
};

/// Puts full-size copies of the elements in the place of smaller ones, which stay alive beneath.
template<class Handle, class Element>
void widen(owned<Handle>& batch, const Element* Handle::*elements, std::uint64_t Handle::*count)
{
    const std::uint64_t size = batch.get().*count;
    const array_view<Element> narrow(batch.get().*elements, size);
    auto kept = std::make_unique<widened<Handle, Element>>();
    kept->elements.reserve(size);
    for (std::size_t at = 0; at < size; ++at) {
        kept->elements.push_back(copy_struct(narrow[at]));
        kept->elements.back().struct_size = sizeof(Element);
    }
    kept->original = std::move(batch);
    auto replacement = empty_struct<Handle>();
    replacement.*elements = kept->elements.data();
    replacement.*count = size;
    replacement.owner = kept.release();
    replacement.release = &widened<Handle, Element>::release;
    batch = owned<Handle>(replacement, nullptr);
}

/// `elements` and `count` name the members of the handle.
template<class Handle, class Element>
checked::finding accept_array(owned<Handle>& batch, const Element* Handle::*elements,
                              std::uint64_t Handle::*count)
{
    const Handle& handle = batch.get();
    if (!handle.release) return {"A-54", "a delivery without release"};
    if (auto wrong = checked::unreadable_all(handle.*elements, handle.*count)) return wrong;
    if (handle.*count != 0 && (handle.*elements)->struct_size < sizeof(Element))
        widen(batch, elements, count);
    return {};
}

} // namespace

checked::finding accept(record_batch& batch)
{
    return accept_array(batch, &dovetail_batch::records, &dovetail_batch::record_count);
}

checked::finding accept(outcome_batch& batch)
{
    return accept_array(batch, &dovetail_outcomes::outcomes, &dovetail_outcomes::outcome_count);
}

checked::finding accept(mapped_batch& batch)
{
    return accept_array(batch, &dovetail_mapped_batch::items, &dovetail_mapped_batch::item_count);
}

} // namespace dovetail::host
