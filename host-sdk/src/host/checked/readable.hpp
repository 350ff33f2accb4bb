// SPDX-License-Identifier: Apache-2.0
// What would make a reader crash, or read noise: every host looks at it, whatever it is handed.
// The rest of the contract is looked at where calls are checked (inspect.hpp).
#pragma once

#include "checked/finding.hpp"

#include "contract.hpp"

#include <dovetail/abi/cursor.h>
#include <dovetail/abi/exchange.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/host/batch.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace dovetail::host::checked {

/// Elements of an array have at least a size and one more word; much larger ones are noise in
/// memory that was never written.
inline constexpr std::uint32_t least_stride = 8;
inline constexpr std::uint32_t most_stride = 4096;
/// A delivery is one page or one batch; more elements than this are a count that was never written.
inline constexpr std::uint64_t most_elements = 1'000'000;
/// Fields of one record, notes, headers of one request: far above what any system has.
inline constexpr std::uint64_t most_fields = 65'536;
inline constexpr std::uint64_t most_headers = 256;
/// A place in a stream of records is a few hundred bytes; this is a broken size.
inline constexpr std::uint64_t most_cursor_bytes = std::uint64_t{1} << 20U;

// Each gives what is wrong, or nothing.

finding unreadable(dovetail_text text, const char* which);
finding unreadable(dovetail_bytes bytes, const char* which);
finding unreadable(const dovetail_field* fields, std::uint64_t count, const char* which);
finding unreadable(const dovetail_header* headers, std::uint64_t count);
finding unreadable(const dovetail_record& record);
finding unreadable(const dovetail_outcome& outcome);
finding unreadable(const dovetail_note& note);
finding unreadable(const dovetail_mapped& item);
finding unreadable(const dovetail_request* request);
finding unreadable(const dovetail_error& error);
/// A cursor that was converted.
finding unreadable(const dovetail_cursor& made);

// Tables of functions: complete, or A-46.

finding unusable(const dovetail_connector& made);
finding unusable(const dovetail_exchange& made);
finding unusable(const dovetail_mapper& made);
finding unusable(const dovetail_cursor_converter& converter);

/// A text and what it is called in a finding.
struct named_text
{
    dovetail_text text;
    const char* which;
};

/// The first fault of several texts, each judged by `judge`.
template<class Judge>
finding first_fault(std::initializer_list<named_text> texts, const Judge& judge)
{
    for (const named_text& one : texts)
        if (finding wrong = judge(one.text, one.which)) return wrong;
    return {};
}

/// The head of an array of sized structs: null, count and stride.
finding unreadable_array(const void* first, std::uint64_t count, std::size_t alignment);

/// An array with all its elements, each judged by `judge`. A fault says which element it is in.
template<class Element, class Judge>
finding first_fault(const Element* first, std::uint64_t count, const Judge& judge)
{
    if (finding wrong = unreadable_array(first, count, alignof(Element))) return wrong;
    if (count == 0) return {};
    const array_view<Element> all(first, count);
    const std::uint32_t stride = first->struct_size;
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (all[at].struct_size != stride) return {"A-5", "elements of different struct_size"};
        finding wrong = stride < sizeof(Element) ? judge(copy_struct(all[at])) : judge(all[at]);
        if (!wrong) continue;
        wrong.what += " (element " + std::to_string(at) + ")";
        return wrong;
    }
    return {};
}

template<class Element>
finding unreadable_all(const Element* first, std::uint64_t count)
{
    return first_fault(first, count, [](const Element& one) { return unreadable(one); });
}

/// The canonical fields of a mapper: there is one, each has a name of its own and known flows.
finding unreadable_canonical(const dovetail_canonical_field* first, std::uint64_t count);

} // namespace dovetail::host::checked
