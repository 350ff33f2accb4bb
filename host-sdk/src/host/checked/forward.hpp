// SPDX-License-Identifier: Apache-2.0
// What goes from a plugin to its host through the proxy: errors and batches, each released once.
#pragma once

#include "checked/handle_table.hpp"
#include "checked/ledger.hpp"

#include <dovetail/abi/exchange.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/host/batch.hpp>

#include <cstring>

namespace dovetail::host::checked {

/// Fills an error of the class bug that says `message`, released like any other.
dovetail_status fail(const shared_ledger& of, dovetail_error& out, std::string message);

/// Judges how a call ended that returns a status, and hands its error on. FAILED if either says so.
dovetail_status finish(const shared_ledger& of, std::string_view call, dovetail_status status,
                       dovetail_error& from, dovetail_error& out, finding wrong = {});

/// A batch, or a converted cursor, that a host holds: the plugin's, and whose it is.
template<class Handle>
struct held_batch
{
    held_batch(const Handle& from, const shared_ledger& of)
        : batch(from), count(of, &contract_check::ledger::batches)
    {
    }

    Handle batch;
    counted count;
};

template<class Handle>
void release_batch(void* owner) noexcept
{
    auto& table = handle_table<held_batch<Handle>>::instance();
    if (const auto held = table.remove(owner))
        (void)guarded([&] {
            if (held->batch.release) held->batch.release(held->batch.owner); // a cursor may lack it
        });
    else
        report_stale(owner, "release of a batch", "A-65");
}

/// The batch for the host, in place of the plugin's.
template<class Handle>
Handle hand_on(const Handle& from, const shared_ledger& of)
{
    Handle out = from;
    out.struct_size = sizeof(Handle);
    out.owner = handle_table<held_batch<Handle>>::instance().add(
        of->number, std::make_shared<held_batch<Handle>>(from, of));
    out.release = &release_batch<Handle>;
    return out;
}

} // namespace dovetail::host::checked
