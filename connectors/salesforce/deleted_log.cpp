// SPDX-License-Identifier: Apache-2.0
#include "deleted_log.hpp"

#include "server_error.hpp"
#include "soql.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>

#include <boost/json.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

constexpr std::string_view doing = "read the log of deletions";
constexpr std::int64_t us_per_minute = 60 * kit::us_per_second;
/// The request travels and clocks differ by seconds: stay this far inside the horizon.
constexpr std::int64_t margin_us = 5 * us_per_minute;
/// The ends must differ by more than a minute after their seconds were dropped.
constexpr std::int64_t shortest_us = 2 * us_per_minute;

std::string target(const api& server, std::int64_t since_us, std::int64_t now_us)
{
    const std::int64_t horizon_us =
        now_us - std::chrono::microseconds{tombstone_horizon}.count() + margin_us;
    const std::int64_t end_us = now_us - now_us % us_per_minute;
    const std::int64_t start_us = std::min(std::max(since_us, horizon_us), end_us - shortest_us);
    return "/sobjects/" + server.config().object + "/deleted/?start=" +
           soql::encode(kit::format_instant(start_us - start_us % us_per_minute)) +
           "&end=" + soql::encode(kit::format_instant(end_us));
}

std::vector<deleted_row> read_rows(std::string_view body)
{
    json::monotonic_resource memory;
    json::error_code error;
    const json::value parsed = json::parse(body, error, &memory);
    const json::object* const object = error ? nullptr : parsed.if_object();
    const json::value* const rows =
        object == nullptr ? nullptr : object->if_contains("deletedRecords");
    if (rows == nullptr || !rows->is_array())
        throw kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                                "Salesforce's log of deletions cannot be read; it was probably "
                                "cut"};
    std::vector<deleted_row> out;
    for (const json::value& row : rows->get_array()) {
        const json::object* const item = row.if_object();
        const json::value* const id = item == nullptr ? nullptr : item->if_contains("id");
        if (id == nullptr || !id->is_string()) continue;
        deleted_row read{std::string{id->get_string()}, {}, 0};
        const json::value* const date = item->if_contains("deletedDate");
        if (date != nullptr && date->is_string()) read.deleted_at = date->get_string();
        read.deleted_at_us = kit::parse_instant(read.deleted_at).value_or(0);
        out.push_back(std::move(read));
    }
    return out;
}

} // namespace

kit::task<std::vector<deleted_row>> read_deleted_log(const api& server, std::int64_t since_us,
                                                     std::int64_t now_us)
{
    const kit::answer answer =
        co_await server.send(server.request("GET", target(server, since_us, now_us)));
    if (answer.arrived() && answer.status() / 100 == 4) {
        const server_error error = read_server_error(answer);
        if (error.code == "INVALID_REPLICATION_DATE" || error.code == "EXCEEDED_ID_LIMIT")
            co_return {};
    }
    require_success(answer, doing);
    co_return read_rows(answer.body());
}

} // namespace dovetail::salesforce
