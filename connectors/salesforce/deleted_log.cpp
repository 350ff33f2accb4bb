// SPDX-License-Identifier: Apache-2.0
#include "deleted_log.hpp"

#include "server_error.hpp"
#include "soql.hpp"

#include <dovetail/kit/instant.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

constexpr std::string_view doing = "read the log of deletions";
constexpr std::int64_t us_per_minute = 60 * kit::us_per_second;
/// The request travels and clocks differ by seconds: stay this far inside the horizon.
constexpr std::int64_t margin_us = 5 * us_per_minute;
/// The ends must differ by more than a minute after their seconds were dropped.
constexpr std::int64_t shortest_us = 2 * us_per_minute;

std::int64_t whole_minute(std::int64_t at_us)
{
    return at_us - at_us % us_per_minute;
}

} // namespace

deleted_log::deleted_log(const api& server, std::int64_t since_us, std::int64_t now_us)
    : server_{server}, start_us_{0}, end_us_{whole_minute(now_us)}, length_us_{0}
{
    const std::int64_t horizon_us =
        now_us - std::chrono::microseconds{tombstone_horizon}.count() + margin_us;
    start_us_ = whole_minute(std::min(std::max(since_us, horizon_us), end_us_ - shortest_us));
    length_us_ = end_us_ - start_us_;
}

kit::request deleted_log::request() const
{
    return server_.request("GET",
                           "/sobjects/" + server_.config().object +
                               "/deleted/?start=" + soql::encode(kit::format_instant(start_us_)) +
                               "&end=" + soql::encode(kit::format_instant(start_us_ + length_us_)));
}

kit::task<std::vector<deleted_row>> deleted_log::next()
{
    for (;;) {
        // A rest too short to be asked for by itself belongs to the window before it.
        if (end_us_ - start_us_ < length_us_ + shortest_us) length_us_ = end_us_ - start_us_;
        kit::request get = request();
        const kit::answer answer = co_await server_.send(std::move(get));
        std::vector<deleted_row> rows;
        if (answer.arrived() && answer.status() / 100 == 4) {
            const server_error error = read_server_error(answer);
            const bool too_many = error.code == "EXCEEDED_ID_LIMIT";
            if (too_many && length_us_ >= 2 * shortest_us) {
                length_us_ = whole_minute(length_us_ / 2);
                continue;
            }
            if (!too_many && error.code != "INVALID_REPLICATION_DATE")
                require_success(answer, doing);
        } else {
            require_success(answer, doing);
            rows = read_deleted_rows(answer.body());
        }
        start_us_ += length_us_;
        co_return rows;
    }
}

} // namespace dovetail::salesforce
