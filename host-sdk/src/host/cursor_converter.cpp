// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include "checked/readable.hpp"

#include <dovetail/host/cursor_converter.hpp>

namespace dovetail::host {
namespace {

dovetail_status call(const plugin& by, const dovetail_cursor_converter& table, dovetail_bytes from,
                     dovetail_cursor& made, dovetail_error& reported)
{
    if (const contract_check* const check = by.check())
        return check->convert(table, from, made, reported);
    return table.convert(from, &made, &reported);
}

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
    if (!table) return std::nullopt;
    if (const auto wrong = checked::unusable(*table)) {
        broken_contract(*loaded, "extension", wrong); // kept and logged; as if it had none
        return std::nullopt;
    }
    return cursor_converter(std::move(loaded), *table);
}

result<std::vector<std::uint8_t>> cursor_converter::convert(
    std::span<const std::uint8_t> from) const
{
    auto made = empty_struct<dovetail_cursor>();
    auto reported = empty_struct<dovetail_error>();
    if (call(*loaded_, *table_, {from.data(), from.size()}, made, reported) != DOVETAIL_OK)
        return failure_of(*loaded_, reported);
    const checked::finding wrong = checked::unreadable(made);
    std::vector<std::uint8_t> out;
    if (!wrong) out.assign(made.bytes.data, made.bytes.data + made.bytes.size);
    if (made.release) made.release(made.owner);
    if (wrong) return broken_contract(*loaded_, "convert", wrong);
    return out;
}

} // namespace dovetail::host
