// SPDX-License-Identifier: Apache-2.0
// The writes of a pass on their way: chunks are stored as intents one after the other, sent side by
// side, and concluded and stored in the order they came. So a slow server is not waited for while
// the next page is read and mapped.
#pragma once

#include "context.hpp"
#include "send.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dovetail::sync {

/// How far a side's stream is once a page and all before it are stored.
struct page_mark
{
    side where = side::left;
    cursor reached;
    std::uint64_t records = 0;
};

/// Strand only. end() must have been awaited before it goes.
class outbox
{
public:
    outbox(context& pass, const boost::asio::any_io_executor& executor);

    /// Waits for a place, stores the chunk's intents, and sends it while the caller goes on. An
    /// error may be that of an earlier chunk. While planning nothing is sent.
    step push(std::vector<operation> chunk);

    /// The mark counts once everything that was pushed before it is stored.
    void when_stored(page_mark mark);

    /// Whether something under way may concern a page of `where` with these keys: then what the
    /// page means is known only once that is stored.
    bool concerns(side where, std::span<const std::string_view> keys) const;

    /// Waits until nothing is under way; an error is the first one of them all.
    step drain();

    /// The same, whatever happened.
    awaitable<void> end();

private:
    struct flight
    {
        std::vector<operation> chunk;
        native_group native;                               ///< what the operations point into
        both<boost::unordered_flat_set<std::size_t>> keys; ///< hashes; a false hit costs a wait
        std::vector<page_mark> marks;
    };

    void start(const std::shared_ptr<flight>& made);
    awaitable<void> fly(std::shared_ptr<flight> mine);
    void pass_mark(page_mark mark);
    awaitable<void> change();
    result<void> trouble() const;

    context& pass_;
    boost::asio::any_io_executor executor_;
    slots left_;
    slots right_;
    boost::asio::steady_timer changed_; ///< never runs out; cancelled when a chunk ended
    std::deque<std::shared_ptr<flight>> under_way_;
    std::optional<host::error> failed_;
    std::exception_ptr thrown_;
};

} // namespace dovetail::sync
