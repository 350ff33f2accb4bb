// SPDX-License-Identifier: Apache-2.0
// The pages of a fetch, read one ahead.
#pragma once

#include "event.hpp"
#include "exchange_run.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::http {

/// A fetch as the contract's operation, kept for as long as it may have to be begun again.
class fetch_operation
{
public:
    fetch_operation(host::fetch_request wanted);
    fetch_operation(const fetch_operation&) = delete;
    fetch_operation& operator=(const fetch_operation&) = delete;

    /// From now on the fetch begins after this.
    void advance(const std::vector<std::uint8_t>& cursor) { wanted_.cursor = cursor; }

    /// Points into this object.
    dovetail_operation view(std::int64_t now_us);

    host::urgency priority() const noexcept { return wanted_.priority; }

private:
    host::fetch_request wanted_;
    std::vector<dovetail_text> owners_;
    dovetail_scope scope_{};
};

/// Shared by the stream the caller holds and the coroutine that reads ahead; lives on one strand.
class page_source : public std::enable_shared_from_this<page_source>
{
public:
    page_source(boost::asio::any_io_executor executor, std::shared_ptr<const connection_core> core,
                host::fetch_request wanted);

    /// From any executor.
    boost::asio::awaitable<host::result<std::optional<host::page>>> next();

    /// Cancels the exchange; from any thread.
    void abandon();

private:
    using page_result = host::result<std::optional<host::page>>;

    boost::asio::awaitable<page_result> take();
    boost::asio::awaitable<void> produce();
    boost::asio::awaitable<page_result> read_once(std::unique_ptr<exchange_run>& run);
    boost::asio::awaitable<bool> wait_for_room();
    void put(page_result outcome);

    boost::asio::any_io_executor strand_;
    std::shared_ptr<const connection_core> core_;
    fetch_operation operation_;
    std::shared_ptr<background> tasks_;
    bool started_ = false;
    bool finished_ = false;
    std::optional<page_result> ready_;
    std::unique_ptr<event> filled_;
    std::unique_ptr<event> emptied_;
};

} // namespace dovetail::http
