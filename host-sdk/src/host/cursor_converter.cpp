// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include <dovetail/host/cursor_converter.hpp>

namespace dovetail::host {
namespace {

/// A place in a stream of records is a few hundred bytes; this is a broken size.
constexpr std::uint64_t max_cursor_bytes = std::uint64_t{1} << 20U;

} // namespace

cursor_converter::cursor_converter(std::shared_ptr<const plugin> loaded,
                                   const dovetail_cursor_converter& table)
    : loaded_(std::move(loaded)), table_(&table), version_(table.version)
{
}

std::optional<cursor_converter> cursor_converter::of(std::shared_ptr<const plugin> loaded)
{
    const auto* table =
        static_cast<const dovetail_cursor_converter*>(loaded->extension(DOVETAIL_CURSOR_ID));
    if (!table || !DOVETAIL_HAS(table, dovetail_cursor_converter, convert) || !table->convert)
        return std::nullopt;
    return cursor_converter(std::move(loaded), *table);
}

result<std::vector<std::uint8_t>> cursor_converter::convert(
    std::span<const std::uint8_t> from) const
{
    auto made = empty_struct<dovetail_cursor>();
    auto reported = empty_struct<dovetail_error>();
    if (table_->convert({from.data(), from.size()}, &made, &reported) != DOVETAIL_OK)
        return failure_of(*loaded_, reported);
    const bool sound = DOVETAIL_HAS(&made, dovetail_cursor, release) && made.bytes.data &&
                       made.bytes.size != 0 && made.bytes.size <= max_cursor_bytes;
    std::vector<std::uint8_t> out;
    if (sound) out.assign(made.bytes.data, made.bytes.data + made.bytes.size);
    if (made.release) made.release(made.owner);
    if (!sound) return broken_contract(*loaded_, "it converted a cursor into none");
    return out;
}

} // namespace dovetail::host
