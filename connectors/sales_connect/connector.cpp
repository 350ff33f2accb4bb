// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include "cursor.hpp"
#include "exchanges.hpp"

namespace dovetail::sales_connect {

dovetail_abilities connector::abilities() const noexcept
{
    using std::chrono::milliseconds;
    dovetail_abilities out{};
    out.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
              DOVETAIL_CAN_DELETE_CONDITIONALLY;
    if (!profile_.paths.events.empty()) out.can |= DOVETAIL_CAN_LISTEN;
    out.max_write_batch = profile_.limits.batch;
    out.max_lookup_batch = profile_.limits.lookup;
    out.tombstone_horizon_ms =
        static_cast<std::uint64_t>(milliseconds(profile_.limits.tombstones).count());
    out.revision_step_us = 1;
    out.overlap_ms = static_cast<std::uint64_t>(milliseconds(profile_.overlap).count());
    return out;
}

void connector::accept_cursor(std::string_view cursor) const
{
    if (cursor.empty() || read_cursor(cursor)) return;
    throw kit::plugin_error(kit::error_class::gone, "cursor_expired",
                            "the stored cursor was not written by a version of this connector that "
                            "this one can go on from: read from the beginning");
}

kit::exchange_task connector::run(kit::channel& channel, const kit::operation& wanted)
{
    const bool users = wanted.collection() == "users";
    if (!users && !wanted.collection().empty()) throw kit::unknown_collection(wanted);
    switch (wanted.kind()) {
    case DOVETAIL_OP_CHECK:
        return check(profile_, channel);
    case DOVETAIL_OP_FETCH:
        return users ? fetch_users(profile_, channel, wanted)
                     : fetch_tasks(profile_, channel, wanted);
    case DOVETAIL_OP_LOOKUP:
        return users ? look_up_users(profile_, channel, wanted)
                     : look_up_tasks(profile_, channel, wanted);
    case DOVETAIL_OP_WRITE:
        if (!users) return write_tasks(profile_, channel, wanted);
        break;
    case DOVETAIL_OP_LISTEN:
        if (!users && !profile_.paths.events.empty()) return listen(profile_, channel, wanted);
        break;
    default:
        break;
    }
    throw kit::unknown_operation(wanted);
}

} // namespace dovetail::sales_connect
