// SPDX-License-Identifier: Apache-2.0
// What creating a connector and creating a mapper through the proxy have in common.
#pragma once

#include "checked/forward.hpp"
#include "checked/readable.hpp"
#include "checked/room.hpp"

namespace dovetail::host::checked {

/// Has `factory` make one of its kind (`what` in findings) and keeps it in `real`, unless its table
/// is unusable; then, as after a failure, `real` stays as it was.
template<class Table, class Factory>
dovetail_status create(const Factory& factory, dovetail_text configuration,
                       const dovetail_host* host, const shared_ledger& of, const char* what,
                       Table& real, dovetail_error& error)
{
    room<Table> made;
    room<dovetail_error> reported;
    dovetail_status status = DOVETAIL_FAILED;
    finding wrong =
        guarded([&] { status = factory.create(configuration, host, &made, &reported); });
    if (!wrong) wrong = made.inspect(what);
    if (!wrong) wrong = reported.inspect("error");
    if (!wrong && status == DOVETAIL_OK) {
        wrong = unusable(made.value());
        if (!wrong) real = made.value();
    }
    return finish(of, "create", status, reported.value(), error, wrong);
}

} // namespace dovetail::host::checked
