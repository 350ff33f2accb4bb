// SPDX-License-Identifier: Apache-2.0
// Everything the contract says about single values, whoever made them: what readable.hpp looks at,
// and the rest, which costs a pass over every text.
#pragma once

#include "checked/readable.hpp"

namespace dovetail::host::checked {

finding inspect(dovetail_text text, const char* which);
finding inspect(const dovetail_field* fields, std::uint64_t count, const char* which);
finding inspect(const dovetail_record& record);
finding inspect(const dovetail_outcome& outcome);
finding inspect(const dovetail_mapped& item);
finding inspect(const dovetail_change& change);
finding inspect(const dovetail_lookup& lookup);
finding inspect(const dovetail_canonical_change& change);
finding inspect(const dovetail_canonical_field& field);
finding inspect(const dovetail_request* request);
/// An error that is to explain a failure.
finding inspect(const dovetail_error& error);

/// An array with all its elements.
template<class Element>
finding inspect_all(const Element* first, std::uint64_t count)
{
    return first_fault(first, count, [](const Element& one) { return inspect(one); });
}

} // namespace dovetail::host::checked
