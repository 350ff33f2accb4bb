// SPDX-License-Identifier: Apache-2.0
// The canonical fields of a sync by position, and their bytes.
#pragma once

#include <dovetail/abi/value.h>
#include <dovetail/host/mapping.hpp>
#include <dovetail/sync/field_codec.hpp>
#include <dovetail/sync/state.hpp>

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {

/// One value per canonical field, by position; no value where the field is absent. Points into the
/// bytes it was read from.
using field_row = boost::container::small_vector<std::optional<dovetail_value>, 12>;

/// A few fields; what they hold lives elsewhere.
using field_list = boost::container::small_vector<dovetail_field, 12>;

/// Threads: immutable.
class schema
{
public:
    schema() = default;

    /// `stored_names` as the fact field_names_fact holds it; empty: none.
    schema(std::vector<host::canonical_field> fields, std::string_view stored_names);

    std::size_t size() const noexcept { return fields_.size(); }
    const host::canonical_field& field(std::size_t position) const { return fields_[position]; }
    const field_names& names() const noexcept { return names_; }
    std::optional<std::size_t> position(std::string_view name) const noexcept;

    /// The fields of `bytes` by position; those that are not canonical (any more) are left out.
    field_row read(std::string_view bytes) const;

    field_list list(std::string_view bytes) const;

    /// A field of this schema with a value.
    dovetail_field make(std::size_t position, const dovetail_value& value) const;

    field_bytes encode(std::span<const dovetail_field> fields) const;
    field_bytes overlay(std::string_view bytes, std::string_view changed) const;

    /// Whether both hold the same values for every field of `some`.
    bool contains(std::string_view bytes, std::string_view some) const;

    /// The part of `bytes` whose fields also stand in `mask`.
    field_bytes only(std::string_view bytes, std::string_view mask) const;

private:
    std::vector<host::canonical_field> fields_;
    field_names names_;
};

/// A value for people: dates as YYYY-MM-DD, instants as ISO 8601 in UTC, null as "".
std::string to_text(const dovetail_value& value);

inline std::string_view view_of(dovetail_text text) noexcept
{
    return text.size == 0 ? std::string_view{} : std::string_view(text.data, text.size);
}

} // namespace dovetail::sync
