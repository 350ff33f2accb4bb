// SPDX-License-Identifier: Apache-2.0
#include "checked/converter_proxy.hpp"

#include "checked/forward.hpp"
#include "checked/readable.hpp"
#include "checked/room.hpp"

#include <string>

namespace dovetail::host::checked {
namespace {

/// What a converter may end with.
finding judge(dovetail_status status, const dovetail_cursor& made, const dovetail_error& reported)
{
    const std::uint32_t kind = reported.error_class;
    if (status == DOVETAIL_FAILED && kind != DOVETAIL_ERROR_GONE && kind != DOVETAIL_ERROR_CONFIG)
        return {"A-83", "a cursor is refused with the class " + std::to_string(kind) +
                            "; gone or config are possible"};
    return status == DOVETAIL_OK ? unreadable(made) : finding{};
}

} // namespace

dovetail_status convert(const shared_ledger& of, const dovetail_cursor_converter& converter,
                        dovetail_bytes from, dovetail_cursor& out, dovetail_error& error)
{
    if (const finding wrong = unreadable(from, "cursor"))
        return fail(of, error, of->report(party::host, wrong, "convert"));
    if (const finding wrong = unusable(converter))
        return fail(of, error, of->report(party::plugin, wrong, "extension"));
    room<dovetail_cursor> made;
    room<dovetail_error> reported;
    dovetail_status status = DOVETAIL_FAILED;
    finding wrong = guarded([&] { status = converter.convert(from, &made, &reported); });
    if (!wrong) wrong = made.inspect("cursor");
    if (!wrong) wrong = reported.inspect("error");
    if (!wrong) wrong = judge(status, made.value(), reported.value());
    const dovetail_cursor& cursor = made.value();
    if (wrong && cursor.release) (void)guarded([&] { cursor.release(cursor.owner); });
    status = finish(of, "convert", status, reported.value(), error, wrong);
    if (status == DOVETAIL_OK) write_out(&out, hand_on(cursor, of));
    return status;
}

} // namespace dovetail::host::checked
