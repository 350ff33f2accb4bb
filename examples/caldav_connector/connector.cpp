// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include "cursor.hpp"
#include "exchanges.hpp"

namespace caldav {

namespace {

/// A change is one or two requests, one after another: few in an exchange, so that the host can
/// run several exchanges at once.
constexpr std::uint64_t most_changes = 8;

} // namespace

dovetail_abilities connector::abilities() const noexcept
{
    dovetail_abilities out{};
    out.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
              DOVETAIL_CAN_DELETE_CONDITIONALLY;
    out.max_write_batch = most_changes;
    out.max_lookup_batch = server_.page;
    // What was deleted is told from one sync token to the next, and cannot be asked for by time.
    out.tombstone_horizon_ms = 0;
    out.revision_step_us = 1; // an entity tag changes with every change
    return out;
}

void connector::accept_cursor(std::string_view cursor) const
{
    if (cursor.empty() || read_cursor(cursor)) return;
    throw kit::plugin_error{kit::error_class::gone, "cursor_expired",
                            "the stored cursor was not written by a version of this connector that "
                            "this one can go on from: read from the beginning"};
}

kit::exchange_task connector::run(kit::channel& channel, const kit::operation& wanted)
{
    const bool users = wanted.collection() == "users";
    if (!users && !wanted.collection().empty()) throw kit::unknown_collection(wanted);
    switch (wanted.kind()) {
    case DOVETAIL_OP_CHECK:
        return check(server_, channel);
    case DOVETAIL_OP_FETCH:
        return users ? fetch_users(server_, channel) : fetch_tasks(server_, host_, channel, wanted);
    case DOVETAIL_OP_LOOKUP:
        return users ? look_up_users(server_, channel, wanted)
                     : look_up_tasks(server_, host_, channel, wanted);
    case DOVETAIL_OP_WRITE:
        if (!users) return write_tasks(server_, channel, wanted);
        break;
    default:
        break;
    }
    throw kit::unknown_operation(wanted);
}

} // namespace caldav
