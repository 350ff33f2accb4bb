// SPDX-License-Identifier: Apache-2.0
// The place of a generation in a connection: what all operations and streams share.
#pragma once

#include "gate.hpp"

#include <dovetail/swap/connection.hpp>

#include <map>
#include <memory>
#include <mutex>

namespace dovetail::swap {

/// A stream of the connection in use.
struct open_stream
{
    std::shared_ptr<const generation> on{};     ///< keeps its connection: see host::page_stream
    std::unique_ptr<host::page_stream> pages{}; ///< gone before it
};

/// Threads   any.
class slot
{
public:
    slot(generation first, std::shared_ptr<witness> faults);

    const std::shared_ptr<class gate>& gate() const noexcept { return gate_; }
    std::shared_ptr<const generation> present() const;
    void failed(std::string_view operation, const host::error& why) const;

    /// generation::usable, and what this place knows about cursors of the generation before.
    host::result<cursor_bytes> usable(std::span<const std::uint8_t> cursor) const;

    /// Between two pages a stream is parked, so that closing can end it; whose stream it was then
    /// finds nothing when it comes back. `delivered` came after `begun_with`.
    void park(const void* owner, open_stream stream);
    open_stream fetch_parked(const void* owner);
    void note_cursor(const cursor_bytes& begun_with, const cursor_bytes& delivered);

    void close();
    generation exchange(generation next);
    void settle();

private:
    using translations = std::map<cursor_bytes, cursor_bytes>;

    std::shared_ptr<class gate> gate_ = std::make_shared<class gate>();
    std::shared_ptr<witness> faults_;
    mutable std::mutex mutex_;
    std::shared_ptr<const generation> present_;
    std::map<const void*, open_stream> parked_;
    bool on_trial_ = false;
    translations delivered_; ///< on trial: a new cursor, and the one before the exchange it follows
    translations replaced_;  ///< the same of the generation that was exchanged back
};

} // namespace dovetail::swap
