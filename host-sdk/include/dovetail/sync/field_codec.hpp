// SPDX-License-Identifier: Apache-2.0
// The compact bytes of a list of fields (`field_bytes`): what links, intents and history hold.
//
// Equal lists have equal bytes, whatever their order was: fields are put in one order and each
// value has one form. So two values are compared with memcmp, and "did anything change" costs no
// decoding.
//
// The bytes of one field
//   head     varint (slot << 3 | kind); slot 0: the name follows (varint size, bytes); slot n: the
//            (n-1)th name of the table it was encoded with
//   value    null: nothing; bool: one byte; int, date, instant: zigzag varint; text, json: varint
//            size, bytes
// Varints are LEB128 without superfluous bytes. Named fields come first, in the order of their
// names, then numbered ones in the order of their numbers. No fields: no bytes.
#pragma once

#include <dovetail/abi/value.h>
#include <dovetail/sync/state.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {

/// Names that are stored as small numbers. It only ever grows at its end, so bytes keep their
/// meaning when a newer mapping has other fields or another order of them: keep `text()` with the
/// sync (a fact named `field_names_fact`), and build the table from it and the mapping's fields.
///
/// Threads   immutable after construction.
class field_names
{
public:
    /// Knows no name: every field carries its own.
    field_names() = default;

    explicit field_names(std::vector<std::string> names);

    /// The stored table (`text()` of an earlier one; empty: none) with the names it lacks appended.
    static field_names extend(std::string_view stored, std::span<const std::string> names);

    /// One name a line: what is to be stored before anything encoded with this table is.
    std::string text() const;

    std::size_t size() const noexcept { return names_.size(); }
    std::string_view name(std::size_t index) const noexcept { return names_[index]; }
    std::optional<std::size_t> index(std::string_view name) const noexcept;

private:
    std::vector<std::string> names_;
};

/// The name of the fact that keeps a sync's table.
inline constexpr std::string_view field_names_fact = "field_names";

/// The most fields one list may have: far beyond any object of the connected systems (Salesforce
/// allows 800 custom fields), and small enough that a broken plugin cannot exhaust the memory.
inline constexpr std::size_t max_encoded_fields = 4096;

/// Replaces `out` with the bytes of `fields`, in any order. Where a name occurs twice the last one
/// counts. Throws std::invalid_argument for a value of unknown kind or too many fields: the
/// plugin's batch should have been refused before.
void encode_fields(std::span<const dovetail_field> fields, const field_names& names,
                   field_bytes& out);

/// The same, as a value.
field_bytes encode_fields(std::span<const dovetail_field> fields, const field_names& names);

/// Self-describing bytes, for native fields.
field_bytes encode_fields(std::span<const dovetail_field> fields);

/// Reads bytes field by field without allocating: names and texts point into the table and the
/// bytes, which must outlive what was read.
class field_reader
{
public:
    field_reader(std::string_view bytes, const field_names& names) noexcept;

    /// The next field. false: at the end, or at bytes that are none of ours (see `faulty`).
    bool next(dovetail_field& out) noexcept;

    /// Whether the bytes are damaged or were made with a larger table.
    bool faulty() const noexcept { return faulty_; }

    /// The bytes of the field read last, head included.
    std::string_view last() const noexcept { return last_; }

private:
    bool read(dovetail_field& out) noexcept;
    bool number(std::uint64_t& out) noexcept;
    bool text(dovetail_text& out) noexcept;

    std::string_view rest_;
    std::string_view last_;
    const field_names* names_;
    bool faulty_ = false;
};

/// Replaces `out` with the fields of `bytes`. false: the bytes are not ours; `out` holds what could
/// be read.
bool decode_fields(std::string_view bytes, const field_names& names,
                   std::vector<dovetail_field>& out);

/// Self-describing bytes only.
bool decode_fields(std::string_view bytes, std::vector<dovetail_field>& out);

/// The value of one field; no value where it is not in the list.
std::optional<dovetail_value> find_field(std::string_view bytes, std::string_view name,
                                         const field_names& names);

/// `bytes` with `changed` set in them: how a base moves.
field_bytes overlay_fields(std::string_view bytes, std::span<const dovetail_field> changed,
                           const field_names& names);

/// Whether both are the same value of the same kind. Bools are compared as truth values.
bool same_value(const dovetail_value& one, const dovetail_value& another) noexcept;

} // namespace dovetail::sync
