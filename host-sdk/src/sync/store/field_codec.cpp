// SPDX-License-Identifier: Apache-2.0
#include <dovetail/sync/field_codec.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace dovetail::sync {
namespace {

constexpr unsigned kind_bits = 3; // DOVETAIL_NULL..DOVETAIL_JSON fit
constexpr std::uint64_t kind_mask = (1u << kind_bits) - 1;

/// Lists up to this long are put in order without the heap; tasks have about ten fields.
constexpr std::size_t usual_fields = 64;

/// Room for a field's slot, kind and number or length; a hint.
constexpr std::size_t usual_number = 6;

std::string_view view(dovetail_text text) noexcept
{
    return text.size == 0 ? std::string_view{} : std::string_view(text.data, text.size);
}

dovetail_text to_text(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

std::size_t size_of_text(const dovetail_value& value) noexcept
{
    return value.kind == DOVETAIL_TEXT || value.kind == DOVETAIL_JSON ? value.text.size : 0;
}

void put_number(std::uint64_t value, field_bytes& out)
{
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void put_text(std::string_view text, field_bytes& out)
{
    put_number(text.size(), out);
    out.append(text);
}

/// Small numbers of either sign become small unsigned ones.
std::uint64_t zigzag(std::int64_t value) noexcept
{
    const auto bits = static_cast<std::uint64_t>(value);
    return (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unzigzag(std::uint64_t value) noexcept
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

void put_value(const dovetail_value& value, field_bytes& out)
{
    switch (value.kind) {
    case DOVETAIL_NULL:
        return;
    case DOVETAIL_BOOL:
        out.push_back(value.number ? 1 : 0);
        return;
    case DOVETAIL_INT:
    case DOVETAIL_DATE:
    case DOVETAIL_INSTANT:
        put_number(zigzag(value.number), out);
        return;
    default:
        put_text(view(value.text), out);
    }
}

/// A field and its place: `slot` 0 carries its name.
struct placed
{
    const dovetail_field* field;
    std::size_t slot;
};

bool before(const placed& one, const placed& another) noexcept
{
    if (one.slot != another.slot) return one.slot < another.slot;
    return one.slot == 0 && view(one.field->name) < view(another.field->name);
}

void put_field(const placed& item, field_bytes& out)
{
    put_number(item.slot << kind_bits | item.field->value.kind, out);
    if (item.slot == 0) put_text(view(item.field->name), out);
    put_value(item.field->value, out);
}

void put_all(std::span<placed> items, std::span<const dovetail_field> fields,
             const field_names& names, field_bytes& out)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].value.kind > DOVETAIL_JSON)
            throw std::invalid_argument("field of unknown kind: " +
                                        std::string(view(fields[i].name)));
        const auto index = names.index(view(fields[i].name));
        items[i] = {&fields[i], index ? *index + 1 : 0};
    }
    // Mappers give their fields in one order, so this is nearly always sorted already.
    if (!std::is_sorted(items.begin(), items.end(), before))
        std::stable_sort(items.begin(), items.end(), before);
    std::size_t size = 0;
    for (const auto& item : items)
        size += usual_number + size_of_text(item.field->value);
    out.reserve(size);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool overridden = i + 1 < items.size() && !before(items[i], items[i + 1]);
        if (!overridden) put_field(items[i], out);
    }
}

} // namespace

field_names::field_names(std::vector<std::string> names) : names_(std::move(names)) {}

field_names field_names::extend(std::string_view stored, std::span<const std::string> names)
{
    field_names table;
    while (!stored.empty()) {
        const auto end = stored.find('\n');
        table.names_.emplace_back(stored.substr(0, end));
        stored.remove_prefix(end == std::string_view::npos ? stored.size() : end + 1);
    }
    for (const auto& name : names) {
        const bool fits_a_line = name.find('\n') == std::string::npos;
        if (fits_a_line && !table.index(name)) table.names_.push_back(name);
    }
    return table;
}

std::string field_names::text() const
{
    std::string lines;
    for (const auto& name : names_)
        lines.append(name).push_back('\n');
    return lines;
}

std::optional<std::size_t> field_names::index(std::string_view name) const noexcept
{
    // A handful of short names: comparing beats hashing.
    for (std::size_t i = 0; i < names_.size(); ++i)
        if (names_[i] == name) return i;
    return std::nullopt;
}

void encode_fields(std::span<const dovetail_field> fields, const field_names& names,
                   field_bytes& out)
{
    out.clear();
    if (fields.size() > max_encoded_fields) throw std::invalid_argument("too many fields");
    if (fields.size() <= usual_fields) {
        std::array<placed, usual_fields> items;
        put_all(std::span(items).first(fields.size()), fields, names, out);
    } else {
        std::vector<placed> items(fields.size());
        put_all(items, fields, names, out);
    }
}

field_bytes encode_fields(std::span<const dovetail_field> fields, const field_names& names)
{
    field_bytes out;
    encode_fields(fields, names, out);
    return out;
}

field_bytes encode_fields(std::span<const dovetail_field> fields)
{
    return encode_fields(fields, field_names{});
}

field_reader::field_reader(std::string_view bytes, const field_names& names) noexcept
    : rest_(bytes), names_(&names)
{
}

bool field_reader::number(std::uint64_t& out) noexcept
{
    out = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        if (shift == 63 && byte > 1) return false; // beyond 64 bits
        out |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return byte != 0 || shift == 0; // one form only: no superfluous zero
    }
    return false;
}

bool field_reader::text(dovetail_text& out) noexcept
{
    std::uint64_t size = 0;
    if (!number(size) || size > rest_.size()) return false;
    out = to_text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
}

bool field_reader::read(dovetail_field& out) noexcept
{
    std::uint64_t head = 0;
    if (!number(head)) return false;
    const auto slot = head >> kind_bits;
    out = {};
    out.value.kind = static_cast<std::uint32_t>(head & kind_mask);
    if (slot > names_->size()) return false;
    if (slot > 0)
        out.name = to_text(names_->name(slot - 1));
    else if (!text(out.name))
        return false;
    std::uint64_t bits = 0;
    switch (out.value.kind) {
    case DOVETAIL_NULL:
        return true;
    case DOVETAIL_BOOL:
    case DOVETAIL_INT:
    case DOVETAIL_DATE:
    case DOVETAIL_INSTANT:
        if (!number(bits)) return false;
        if (out.value.kind == DOVETAIL_BOOL) {
            out.value.number = bits ? 1 : 0;
            return bits <= 1;
        }
        out.value.number = unzigzag(bits);
        return true;
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return text(out.value.text);
    default:
        return false;
    }
}

bool field_reader::next(dovetail_field& out) noexcept
{
    if (faulty_ || rest_.empty()) return false;
    const auto whole = rest_;
    if (!read(out)) {
        faulty_ = true;
        return false;
    }
    last_ = whole.substr(0, whole.size() - rest_.size());
    return true;
}

bool decode_fields(std::string_view bytes, const field_names& names,
                   std::vector<dovetail_field>& out)
{
    out.clear();
    field_reader reader(bytes, names);
    dovetail_field field;
    while (reader.next(field))
        out.push_back(field);
    return !reader.faulty();
}

bool decode_fields(std::string_view bytes, std::vector<dovetail_field>& out)
{
    static const field_names none;
    return decode_fields(bytes, none, out);
}

std::optional<dovetail_value> find_field(std::string_view bytes, std::string_view name,
                                         const field_names& names)
{
    field_reader reader(bytes, names);
    dovetail_field field;
    while (reader.next(field))
        if (view(field.name) == name) return field.value;
    return std::nullopt;
}

field_bytes overlay_fields(std::string_view bytes, std::span<const dovetail_field> changed,
                           const field_names& names)
{
    std::vector<dovetail_field> fields;
    decode_fields(bytes, names, fields);
    fields.insert(fields.end(), changed.begin(), changed.end()); // the last one counts
    return encode_fields(fields, names);
}

bool same_value(const dovetail_value& one, const dovetail_value& another) noexcept
{
    if (one.kind != another.kind) return false;
    switch (one.kind) {
    case DOVETAIL_NULL:
        return true;
    case DOVETAIL_BOOL:
        return (one.number != 0) == (another.number != 0);
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return view(one.text) == view(another.text);
    default:
        return one.number == another.number;
    }
}

} // namespace dovetail::sync
