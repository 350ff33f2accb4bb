// SPDX-License-Identifier: Apache-2.0
#include "fetch.hpp"

#include "deleted_log.hpp"
#include "record_id.hpp"
#include "server_error.hpp"
#include "soql.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/view.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

constexpr std::string_view doing = "read changed records";

/// How often in a row a query may end without a row and without an end before we give up.
constexpr int most_idle_queries = 3;

cursor read_or_refuse(const kit::operation& wanted)
{
    if (wanted.cursor().empty()) return {{wanted.modified_since_us(), {}}, {}, 0, false, false};
    auto read = read_cursor(wanted.cursor());
    if (!read)
        throw kit::plugin_error{kit::error_class::gone, "cursor_version",
                                "the stored cursor was written by another version of the "
                                "Salesforce connector; start anew"};
    if (read->tombstones && !wanted.tombstones_only())
        throw kit::plugin_error{kit::error_class::gone, "cursor_kind",
                                "the stored cursor is that of a search for deletions alone; "
                                "start anew"};
    return *read;
}

} // namespace

task_fetch::task_fetch(const api& server, const columns& of, const kit::operation& wanted)
    : server_{server}, columns_{of}, wanted_{wanted}, place_{read_or_refuse(wanted)},
      request_sent_us_{wanted.now_us()}
{
    page_size_ = wanted.page_size() == 0
                     ? server.config().page_size
                     : std::clamp(wanted.page_size(), smallest_page, largest_page);
    for (const dovetail_text owner : wanted.owners()) {
        if (is_possible_id(kit::view(owner))) owners_.insert(full_id(kit::view(owner)));
    }
    if (owners_.empty() && !wanted.owners().empty())
        throw kit::plugin_error{kit::error_class::config, "unknown_owners",
                                "none of the owners asked for is the id of a Salesforce user"};
    place_.tombstones = wanted.tombstones_only();
    if (place_.running)
        time_known_ = place_.begun_us != 0;
    else
        began_ = place_.after;
    sieve_ = !owners_.empty() && server.query_uri_size(soql()) > soql::longest_uri;
}

/// " AND OwnerId IN (…)"; empty when there is nothing to ask for or too much.
std::string task_fetch::owner_condition() const
{
    if (owners_.empty() || sieve_) return {};
    std::string out = "OwnerId IN (";
    for (const std::string& owner : owners_) {
        if (out.back() != '(') out += ',';
        out += soql::quote(owner);
    }
    return out + ")";
}

std::string task_fetch::soql() const
{
    std::string conditions;
    const auto add = [&](const std::string& condition) {
        if (condition.empty()) return;
        conditions += conditions.empty() ? " WHERE " : " AND ";
        conditions += condition;
    };
    if (!place_.after.is_start()) {
        const std::string stamp = soql::instant(place_.after.stamp_us);
        add("SystemModstamp >= " + stamp);
        if (!place_.after.id.empty())
            add("(SystemModstamp > " + stamp + " OR Id > " + soql::quote(place_.after.id) + ")");
    }
    if (wanted_.tombstones_only()) add("IsDeleted = TRUE");
    add(owner_condition());
    return select(columns_, server_.config().object) + conditions + " ORDER BY SystemModstamp,Id";
}

kit::request task_fetch::next_request()
{
    if (!next_url_.empty()) {
        if (auto next = server_.next_page(next_url_, page_size_)) return std::move(*next);
        next_url_.clear();
    }
    return server_.query(soql(), page_size_);
}

/// Whether `from` says that the locator is no good any more (they live two days).
bool task_fetch::must_query_anew(const kit::answer& from)
{
    if (next_url_.empty() || !from.arrived() || from.status() / 100 == 2) return false;
    const server_error error = read_server_error(from);
    if (error.code != "INVALID_QUERY_LOCATOR" && error.code != "NOT_FOUND") return false;
    next_url_.clear();
    if (++idle_queries_ < most_idle_queries) return true;
    throw kit::plugin_error{kit::error_class::retryable, "locator_expired",
                            "Salesforce forgets the pages of a query as soon as it made them"};
}

/// When the query ran, by the server's own clock. The answer's Date may be later than the query's
/// snapshot by as long as the request took, and it has whole seconds. Without a Date the host's
/// clock must do; next_start keeps a wrong one from doing harm.
void task_fetch::note_server_time(const kit::answer& from)
{
    if (time_known_) return;
    time_known_ = true;
    const std::int64_t took_us = std::max<std::int64_t>(0, from.now_us() - request_sent_us_);
    const auto date = kit::parse_http_date(from.header("date"));
    place_.begun_us = date ? *date - took_us - kit::us_per_second : from.now_us() - took_us;
}

void task_fetch::advance(const page& read)
{
    if (read.rows != 0) {
        place_.after = read.last;
        place_.high = std::max(place_.high, read.last);
        idle_queries_ = 0;
    } else if (!read.done && ++idle_queries_ >= most_idle_queries)
        throw kit::plugin_error{kit::error_class::retryable, "endless_query",
                                "Salesforce sends empty pages of a query that does not end"};
    if (next_url_.empty()) total_ = delivered_rows_ + read.total;
    delivered_rows_ += read.rows;
    next_url_ = read.done ? std::string{} : read.next;
    place_.running = true;
}

std::string task_fetch::cursor_text(bool finished) const
{
    if (!finished) return write_cursor(place_);
    cursor rest = place_;
    rest.after = next_start(began_, place_.high, place_.begun_us,
                            std::int64_t{server_.config().overlap.count()} * kit::us_per_second);
    rest.begun_us = 0;
    rest.running = false;
    return write_cursor(rest);
}

kit::exchange_task task_fetch::run()
{
    for (bool finished = false; !finished;) {
        const kit::answer answer = co_await server_.send(next_request());
        if (must_query_anew(answer)) continue;
        require_success(answer, doing);
        note_server_time(answer);
        kit::batch_builder batch{static_cast<std::size_t>(page_size_)};
        const page read = read_page(answer.body(), columns_, batch, sieve_ ? &owners_ : nullptr);
        request_sent_us_ = answer.now_us();
        advance(read);
        finished = read.done;
        if (wanted_.tombstones_only()) {
            for (const dovetail_record& record : batch.records())
                tombstones_.push_back(to_key(kit::view(record.key)));
            co_await deliver(std::move(batch), false);
            if (finished) co_await deliver_deleted_log();
        } else
            co_await deliver(std::move(batch), finished);
    }
}

kit::task<void> task_fetch::deliver(kit::batch_builder batch, bool finished)
{
    std::string text = cursor_text(finished);
    // An idle fetch that leaves everything as it was has nothing to hand over.
    if (finished && batch.empty() && text == wanted_.cursor()) co_return;
    const std::uint64_t total = sieve_ ? 0 : total_;
    co_await server_.channel().deliver(std::move(batch), std::move(text), total);
}

/// Rows that are out of the recycle bin have left queryAll, but the delete log still names them. It
/// does not say whose they were: with a scope of owners, the log's are everybody's.
kit::task<void> task_fetch::deliver_deleted_log()
{
    std::sort(tombstones_.begin(), tombstones_.end());
    deleted_log log{server_, began_.stamp_us, place_.begun_us};
    kit::batch_builder batch;
    while (log.has_more()) {
        const auto rows = co_await log.next();
        for (const deleted_row& row : rows) {
            if (std::binary_search(tombstones_.begin(), tombstones_.end(), row.id)) continue;
            batch.add(row.key(), row.stamp(), row.deleted_at_us, DOVETAIL_TOMBSTONE);
            if (batch.size() < page_size_) continue;
            co_await deliver(std::move(batch), false);
            batch = kit::batch_builder{};
        }
    }
    co_await deliver(std::move(batch), true);
}

} // namespace dovetail::salesforce
