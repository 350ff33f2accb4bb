// SPDX-License-Identifier: Apache-2.0
// Rules about single values of the contract, whoever made them.
#pragma once

#include "checked/finding.hpp"

#include <dovetail/abi/exchange.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/host/batch.hpp>

#include <cstring>

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

finding inspect_text(dovetail_text text, const char* which, depth how);
finding inspect_bytes(dovetail_bytes bytes, const char* which);
finding inspect_fields(const dovetail_field* fields, std::uint64_t count, const char* which,
                       depth how);
finding inspect(const dovetail_record& record, depth how);
finding inspect(const dovetail_outcome& outcome, depth how);
finding inspect(const dovetail_mapped& item, depth how);
finding inspect(const dovetail_change& change, depth how);
finding inspect(const dovetail_lookup& lookup, depth how);
finding inspect(const dovetail_canonical_change& change, depth how);
finding inspect_headers(const dovetail_header* headers, std::uint64_t count);
finding inspect(const dovetail_request* request, depth how);
/// An error that is to explain a failure.
finding inspect(const dovetail_error& error, depth how);

/// The head of an array of sized structs: null, count and stride.
finding inspect_array(const void* first, std::uint64_t count, std::size_t alignment);

/// As much of a struct as its writer filled and this host knows; the rest is zero.
template<class Struct>
Struct known_part(const Struct& from) noexcept
{
    Struct out{};
    std::memcpy(&out, &from, std::min<std::size_t>(from.struct_size, sizeof(Struct)));
    return out;
}

/// An array with all its elements. A fault says which element it is in.
template<class Element>
finding inspect_all(const Element* first, std::uint64_t count, depth how)
{
    if (finding wrong = inspect_array(first, count, alignof(Element))) return wrong;
    if (count == 0) return {};
    const array_view<Element> all(first, count);
    const std::uint32_t stride = first->struct_size;
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (all[at].struct_size != stride) return {"A-5", "elements of different struct_size"};
        finding wrong =
            stride < sizeof(Element) ? inspect(known_part(all[at]), how) : inspect(all[at], how);
        if (!wrong) continue;
        wrong.what += " (element " + std::to_string(at) + ")";
        return wrong;
    }
    return {};
}

} // namespace dovetail::host::checked
