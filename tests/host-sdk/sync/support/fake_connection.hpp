// SPDX-License-Identifier: Apache-2.0
// host::connection over a world. Whatever may fail fails where the world's faults say so.
#pragma once

#include "arena.hpp"
#include "world.hpp"

#include <dovetail/host/connection.hpp>

#include <functional>
#include <memory>
#include <string>

namespace dovetail::test {

class fake_connection final : public host::connection
{
public:
    fake_connection(std::string name, world& server) : name_(std::move(name)), server_(server) {}

    const std::string& name() const noexcept override { return name_; }
    dovetail_abilities abilities() const override;
    boost::asio::awaitable<host::result<std::vector<host::record_batch>>> check() override;
    std::unique_ptr<host::page_stream> fetch(host::fetch_request request) override;
    boost::asio::awaitable<host::result<std::vector<host::record_batch>>> lookup(
        std::span<const dovetail_lookup> wanted, host::urgency priority,
        std::string_view collection) override;
    boost::asio::awaitable<host::result<host::outcome_batch>> write(
        std::span<const dovetail_change> changes, host::urgency priority) override;
    boost::asio::awaitable<host::result<void>> listen(
        std::span<const std::uint8_t> cursor) override;
    host::budget_state budget() const override
    {
        host::budget_state now;
        now.short_of = short_of_budget;
        return now;
    }
    host::result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const override;

    std::uint64_t page_size = 50;
    bool short_of_budget = false;
    std::uint64_t horizon_ms = 15ULL * 24 * 3600 * 1000;
    /// Called before every request; may throw to simulate a crash of the host, or answer an error.
    std::function<std::optional<host::error>(const std::string& what)> before;

private:
    void write_one(arena& out, const dovetail_change& change);

    std::string name_;
    world& server_;
};

/// A record as this connector shows it: native fields, owner, origin, created, deleted.
void put_record(arena& out, const task& shown);

} // namespace dovetail::test
