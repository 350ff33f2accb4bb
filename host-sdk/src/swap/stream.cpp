// SPDX-License-Identifier: Apache-2.0
#include "stream.hpp"

#include <utility>

namespace dovetail::swap {

using host::error;
using host::error_class;

error cancelled_at_the_gate()
{
    return {error_class::retryable, "cancelled",
            "the operation was cancelled while it waited for the swap of a plugin"};
}

swappable_stream::swappable_stream(std::shared_ptr<slot> place, host::fetch_request request)
    : place_(std::move(place)), request_(std::move(request))
{
}

swappable_stream::~swappable_stream()
{
    place_->fetch_parked(this);
}

std::optional<error> swappable_stream::begin()
{
    stream_.on = place_->present();
    auto request = request_;
    if (!request.cursor.empty()) {
        auto usable = place_->usable(request.cursor);
        if (!usable) return usable.error();
        request.cursor = std::move(*usable);
    }
    stream_.pages = stream_.on->connection->fetch(std::move(request));
    return std::nullopt;
}

boost::asio::awaitable<swappable_stream::page_result> swappable_stream::next()
{
    if (!inside_) {
        inside_ = co_await place_->gate()->enter();
        if (!inside_) co_return cancelled_at_the_gate();
        stream_ = place_->fetch_parked(this);
    }
    if (!stream_.pages) {
        if (auto refused = begin()) {
            inside_.reset();
            co_return std::move(*refused);
        }
    }
    auto got = co_await stream_.pages->next();
    co_return took(std::move(got));
}

swappable_stream::page_result swappable_stream::took(page_result got)
{
    const bool more = got && *got;
    if (!got) place_->failed("fetch", got.error());
    if (more && (*got)->cursor.empty()) return got; // it can only end where it began
    if (more) {
        place_->note_cursor(request_.cursor, (*got)->cursor);
        request_.cursor = (*got)->cursor;
        place_->park(this, std::exchange(stream_, {}));
    }
    stream_.pages.reset();
    stream_.on.reset();
    inside_.reset();
    return got;
}

} // namespace dovetail::swap
