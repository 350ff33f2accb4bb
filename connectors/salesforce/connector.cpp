// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include "api.hpp"
#include "check.hpp"
#include "collection.hpp"
#include "cursor.hpp"
#include "deleted_log.hpp"
#include "fetch.hpp"
#include "lookup.hpp"
#include "users.hpp"
#include "write.hpp"

#include <dovetail/kit/instant.hpp>

#include <chrono>
#include <utility>

namespace dovetail::salesforce {

namespace {

/// A lookup of ids becomes queries of some 600 ids each: this many are four requests.
constexpr std::uint64_t largest_lookup = 2'000;

} // namespace

connector::connector(configuration config)
    : config_{std::move(config)}, columns_{task_columns(config_)}
{
}

dovetail_abilities connector::abilities() const noexcept
{
    using std::chrono::milliseconds;
    dovetail_abilities out{};
    out.can = DOVETAIL_CAN_UPDATE_CONDITIONALLY | DOVETAIL_CONDITION_COSTS_REQUEST;
    if (config_.external_id_field) out.can |= DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
    out.max_write_batch = largest_collection;
    out.max_lookup_batch = largest_lookup;
    out.tombstone_horizon_ms = static_cast<std::uint64_t>(milliseconds{tombstone_horizon}.count());
    out.revision_step_us = std::uint64_t{kit::us_per_second}; // all stamps are whole seconds
    out.overlap_ms = static_cast<std::uint64_t>(milliseconds{config_.overlap}.count());
    return out;
}

void connector::accept_cursor(std::string_view cursor) const
{
    if (cursor.empty() || read_cursor(cursor)) return;
    throw kit::plugin_error{kit::error_class::gone, "cursor_version",
                            "the stored cursor was written by another version of the Salesforce "
                            "connector; start anew"};
}

kit::exchange_task connector::run(kit::channel& channel, const kit::operation& wanted)
{
    if (wanted.collection().empty()) return run_tasks(channel, wanted);
    if (wanted.collection() == "users") return run_users(channel, wanted);
    throw kit::unknown_collection(wanted);
}

kit::exchange_task connector::run_tasks(kit::channel& channel, const kit::operation& wanted) const
{
    const api server{channel, config_};
    switch (wanted.kind()) {
    case DOVETAIL_OP_CHECK:
        co_await check_org(server);
        break;
    case DOVETAIL_OP_FETCH: {
        task_fetch fetch{server, columns_, wanted};
        co_await fetch.run();
        break;
    }
    case DOVETAIL_OP_WRITE: {
        task_write write{server, wanted};
        co_await write.run();
        break;
    }
    case DOVETAIL_OP_LOOKUP:
        co_await look_up_tasks(server, columns_, wanted);
        break;
    default:
        throw kit::unknown_operation(wanted);
    }
}

kit::exchange_task connector::run_users(kit::channel& channel, const kit::operation& wanted) const
{
    const api server{channel, config_};
    switch (wanted.kind()) {
    case DOVETAIL_OP_FETCH:
        co_await fetch_users(server);
        break;
    case DOVETAIL_OP_LOOKUP:
        co_await look_up_users(server, wanted);
        break;
    default:
        throw kit::unknown_operation(wanted);
    }
}

std::unique_ptr<kit::connector> make_connector(std::string_view configuration, const kit::host&)
{
    return std::make_unique<connector>(read_configuration(configuration));
}

} // namespace dovetail::salesforce
