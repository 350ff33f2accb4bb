// SPDX-License-Identifier: Apache-2.0
// A connection: one connector plugin, configured, with the transport, authorisation, retries and
// budget that the host adds. What the sync engine talks to; it never sees HTTP.
#pragma once

#include <dovetail/abi/connector.h>

#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// What the host does first when the org's request budget gets short (P5).
enum class urgency
{
    edit,    ///< a user's change: goes on as long as the server answers
    routine, ///< the passes' own reads
    backfill ///< first syncs and sweeps: wait when the budget is short
};

/// Which records a fetch wants. Empty members mean: no restriction.
struct fetch_request
{
    std::string collection{};           ///< empty: the tasks; "users": the people
    std::vector<std::uint8_t> cursor{}; ///< as a page delivered it
    std::int64_t modified_since_us = 0; ///< used when there is no cursor
    std::vector<std::string> owners{};  ///< keys of users on that side
    bool tombstones_only = false;
    std::uint64_t page_size = 0; ///< records; 0: the connector's own
    urgency priority = urgency::routine;
};

/// One page, and the cursor that is right once the page and all before it are stored.
struct page
{
    record_batch batch;
    std::vector<std::uint8_t> cursor;
    std::uint64_t total = 0; ///< records the whole fetch expects; 0: unknown
};

/// The pages of one fetch, in order.
///
/// Threads   one caller at a time, on the executor the awaiting coroutine runs on.
/// Lifetime  its connection outlives it; destroying it early cancels the exchange.
class page_stream
{
public:
    virtual ~page_stream() = default;

    /// The next page; no value: there is none any more. After an error the stream is over; a new
    /// fetch with the last stored cursor goes on. Retries of retryable classes have happened
    /// already.
    virtual boost::asio::awaitable<result<std::optional<page>>> next() = 0;
};

/// How much of the org's request quota is gone, as far as the server told.
struct budget_state
{
    bool known = false;
    std::uint64_t used = 0;
    std::uint64_t limit = 0;
    bool short_of =
        false; ///< non-essential work is being held back (95 % reached, not yet below 75 %)
    std::uint64_t sent = 0; ///< requests this connection has sent, those for tokens left out
};

/// One side's server, through its plugin.
///
/// Threads   all calls are made on the caller's coroutine; several may be awaited concurrently.
/// Errors    classes of error.hpp. Retryable and throttled failures were retried by the policy of
/// the
///           connection before they come out here; auth was refreshed and replayed once.
class connection
{
public:
    virtual ~connection() = default;

    /// The name in the manifest.
    virtual const std::string& name() const noexcept = 0;

    virtual dovetail_abilities abilities() const = 0;

    /// Facts about the org: see DOVETAIL_STEP_DELIVER.
    virtual boost::asio::awaitable<result<std::vector<record_batch>>> check() = 0;

    virtual std::unique_ptr<page_stream> fetch(fetch_request request) = 0;

    /// The present state of records, at most abilities().max_lookup_batch of them (the caller
    /// splits). What the arrays point to lives until the awaitable completes.
    virtual boost::asio::awaitable<result<std::vector<record_batch>>> lookup(
        std::span<const dovetail_lookup> wanted, urgency priority,
        std::string_view collection = {}) = 0;

    /// Writes at most abilities().max_write_batch changes; one outcome for each, in order. An error
    /// means that nothing is known about any of them: resolve each by lookup. Never repeated by the
    /// host once it may have reached the server, unless the connector said that repeating is
    /// harmless.
    virtual boost::asio::awaitable<result<outcome_batch>> write(
        std::span<const dovetail_change> changes, urgency priority) = 0;

    /// Waits for a push hint; completes when a fetch would find something. Error config: it cannot.
    virtual boost::asio::awaitable<result<void>> listen(std::span<const std::uint8_t> cursor) = 0;

    virtual budget_state budget() const = 0;

    /// Whether a stored cursor can be gone on from; see dovetail_connector::accepts_cursor.
    virtual result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const = 0;
};

} // namespace dovetail::host
