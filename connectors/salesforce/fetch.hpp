// SPDX-License-Identifier: Apache-2.0
// Reading what changed: one query for the whole org, however many users are synced.
#pragma once

#include "api.hpp"
#include "column.hpp"
#include "cursor.hpp"
#include "deleted_rows.hpp"
#include "page_reader.hpp"

#include <dovetail/kit/operation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::salesforce {

/// One fetch of tasks: queryAll in the order (SystemModstamp, Id), page by page.
///
/// Every page's cursor is the place of its last row, never the server's locator, so a fetch can be
/// gone on from any page even when the locator is long gone; a locator that expires on the way is
/// replaced by a new query from the last row. A finished fetch of an idle org is one request.
///
/// Owners: as many as fit a URI are asked for by the query; more are sieved out here, because one
/// ordered pass keeps every page's cursor right, and several passes over parts would not.
///
/// Lifetime  inside one coroutine of an exchange.
class task_fetch
{
public:
    /// Throws class gone if the operation's cursor cannot be gone on from.
    task_fetch(const api& server, const columns& of, const kit::operation& wanted);

    [[nodiscard]] kit::exchange_task run();

private:
    [[nodiscard]] std::string soql() const;
    [[nodiscard]] std::string owner_condition() const;
    [[nodiscard]] kit::request next_request();
    [[nodiscard]] bool must_query_anew(const kit::answer& from);
    void note_server_time(const kit::answer& from);
    void advance(const page& read);
    [[nodiscard]] std::string cursor_text(bool finished) const;
    [[nodiscard]] kit::task<void> deliver(kit::batch_builder batch, bool finished);
    [[nodiscard]] kit::task<void> deliver_deleted_log();

    const api& server_;
    const columns& columns_;
    const kit::operation& wanted_;
    owner_set owners_;
    bool sieve_ = false;
    std::uint64_t page_size_;

    cursor place_; ///< as the next page's cursor will say
    keyset began_; ///< where this fetch began
    bool time_known_ = false;
    std::string next_url_; ///< empty: ask anew
    int idle_queries_ = 0;
    std::uint64_t delivered_rows_ = 0;
    std::uint64_t total_ = 0;
    std::int64_t request_sent_us_;
    std::vector<record_key> tombstones_; ///< delivered, where the delete log follows
};

} // namespace dovetail::salesforce
