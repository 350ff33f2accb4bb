// SPDX-License-Identifier: Apache-2.0
// Connections that are open, per host.
#pragma once

#include "byte_stream.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <map>
#include <memory>
#include <string>

namespace dovetail::http {

/// Hands out at most `maximum` connections a host, kept ones first. All on one strand.
class pool : public std::enable_shared_from_this<pool>
{
    struct host_entry;

public:
    /// The right to use one connection of a host, with the kept connection if there was one.
    class lease
    {
    public:
        lease() = default;
        lease(std::shared_ptr<pool> owner, std::string key, std::unique_ptr<byte_stream> kept);
        lease(lease&& other) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease();

        explicit operator bool() const noexcept { return owner_ != nullptr; }

        std::unique_ptr<byte_stream> stream{};

        /// Back into the pool, for the next one.
        void keep();

    private:
        std::shared_ptr<pool> owner_;
        std::string key_;
    };

    pool(boost::asio::any_io_executor strand, std::size_t maximum,
         std::chrono::milliseconds idle_timeout);
    ~pool();

    /// Waits for a connection to become free, until the deadline or cancellation (an empty lease).
    /// A kept connection is handed out only when it was idle for less than `at_most`, and is quiet.
    boost::asio::awaitable<lease> acquire(std::string key, std::chrono::milliseconds at_most,
                                          deadline until);

private:
    struct idle
    {
        std::unique_ptr<byte_stream> stream;
        deadline since;
    };

    struct waiter
    {
        explicit waiter(const boost::asio::any_io_executor& strand) : timer(strand) {}
        boost::asio::steady_timer timer;
        bool granted = false;
    };

    struct host_entry
    {
        std::size_t used = 0;
        std::list<idle> kept;
        std::list<waiter*> waiting;
    };

    void give_back(const std::string& key, std::unique_ptr<byte_stream> stream);
    std::unique_ptr<byte_stream> take_kept(host_entry& entry, std::chrono::milliseconds at_most);
    boost::asio::awaitable<bool> wait(host_entry& entry, deadline until);
    void sweep();
    void schedule_sweep();

    boost::asio::any_io_executor strand_;
    std::size_t maximum_;
    std::chrono::milliseconds idle_timeout_;
    boost::asio::steady_timer sweep_timer_;
    bool sweeping_ = false;
    std::map<std::string, host_entry> hosts_;
};

} // namespace dovetail::http
