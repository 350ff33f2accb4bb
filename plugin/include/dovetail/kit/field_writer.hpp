// SPDX-License-Identifier: Apache-2.0
// The fields of one record or item while it is being built.
#pragma once

#include <dovetail/kit/arena.hpp>
#include <dovetail/kit/value.hpp>

#include <cstdint>
#include <string_view>

namespace dovetail::kit {

/// Appends fields to the array under construction. Texts are copied once, into the batch's arena.
/// Belongs to a builder; use it between the builder's `begin` and its next call. Every call may
/// throw std::bad_alloc.
class field_writer
{
public:
    field_writer(text_arena& texts, array_arena<dovetail_field>& fields) noexcept
        : texts_{&texts}, fields_{&fields}
    {
    }

    field_writer& null(field_name name) { return put(name, null_value()); }
    field_writer& boolean(field_name name, bool value) { return put(name, bool_value(value)); }
    field_writer& integer(field_name name, std::int64_t value)
    {
        return put(name, int_value(value));
    }
    /// `days` since 1970-01-01.
    field_writer& date(field_name name, std::int64_t days) { return put(name, date_value(days)); }
    /// `us` microseconds since the epoch.
    field_writer& instant(field_name name, std::int64_t us) { return put(name, instant_value(us)); }
    field_writer& text(field_name name, std::string_view value)
    {
        return put(name, {DOVETAIL_TEXT, 0, 0, texts_->copy(value)});
    }
    /// `value` is one JSON value.
    field_writer& json(field_name name, std::string_view value)
    {
        return put(name, {DOVETAIL_JSON, 0, 0, texts_->copy(value)});
    }
    /// Any value; its text is copied.
    field_writer& value(field_name name, const dovetail_value& value)
    {
        dovetail_value copy = value;
        copy.text = texts_->copy(view(value.text));
        return put(name, copy);
    }
    /// A value whose text, if any, is known to outlive the batch: nothing is copied.
    field_writer& put(field_name name, const dovetail_value& value)
    {
        fields_->push({name.text(), value});
        return *this;
    }

private:
    text_arena* texts_;
    array_arena<dovetail_field>* fields_;
};

} // namespace dovetail::kit
