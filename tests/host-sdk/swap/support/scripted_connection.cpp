// SPDX-License-Identifier: Apache-2.0
#include "scripted_connection.hpp"

#include "host-sdk/sync/support/arena.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dovetail::test {
namespace {

namespace asio = boost::asio;
using host::error;
using host::error_class;
using host::result;

asio::awaitable<void> work_on(std::shared_ptr<script> how)
{
    ++how->began;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (how->hold) {
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(asio::use_awaitable);
    }
    ++how->ended;
}

class scripted_stream final : public host::page_stream
{
public:
    scripted_stream(std::shared_ptr<script> how, int at) : how_(std::move(how)), at_(at)
    {
        ++how_->streams;
    }
    ~scripted_stream() override { --how_->streams; }

    asio::awaitable<result<std::optional<host::page>>> next() override
    {
        co_await work_on(how_);
        if (how_->fails) co_return *how_->fails;
        if (at_ == how_->pages) co_return std::optional<host::page>{};
        host::page made;
        made.total = static_cast<std::uint64_t>(++at_);
        if (how_->with_cursors) made.cursor = bytes(how_->format + ":" + std::to_string(at_));
        co_return std::optional<host::page>(std::move(made));
    }

private:
    std::shared_ptr<script> how_;
    int at_;
};

class scripted_connection final : public host::connection
{
public:
    explicit scripted_connection(std::shared_ptr<script> how) : how_(std::move(how)) {}

    const std::string& name() const noexcept override { return name_; }

    dovetail_abilities abilities() const override
    {
        dovetail_abilities out{};
        out.struct_size = sizeof out;
        out.can = DOVETAIL_CAN_LISTEN;
        out.max_write_batch = how_->largest;
        out.max_lookup_batch = how_->largest;
        return out;
    }

    asio::awaitable<result<std::vector<host::record_batch>>> check() override
    {
        co_await work_on(how_);
        if (how_->fails) co_return *how_->fails;
        // Two deliveries of two facts: what the mapper of the test's plugin wants to see.
        std::vector<host::record_batch> facts;
        for (int delivery = 0; delivery < 2; ++delivery) {
            auto all = std::make_unique<arena>();
            for (const auto* key : {"first", "second"}) {
                dovetail_record fact{};
                fact.struct_size = sizeof fact;
                fact.kind = DOVETAIL_PRESENT;
                fact.key = all->keep(key);
                all->records.push_back(fact);
            }
            facts.push_back(make_records(std::move(all)));
        }
        co_return facts;
    }

    std::unique_ptr<host::page_stream> fetch(host::fetch_request request) override
    {
        const std::string cursor(request.cursor.begin(), request.cursor.end());
        const auto colon = cursor.find(':');
        const int at = colon == cursor.npos ? 0 : std::stoi(cursor.substr(colon + 1));
        return std::make_unique<scripted_stream>(how_, at);
    }

    asio::awaitable<result<std::vector<host::record_batch>>> lookup(
        std::span<const dovetail_lookup> wanted, host::urgency, std::string_view) override
    {
        ++how_->lookups;
        co_await work_on(how_);
        if (how_->fails) co_return *how_->fails;
        co_return std::vector<host::record_batch>(wanted.size());
    }

    asio::awaitable<result<host::outcome_batch>> write(std::span<const dovetail_change>,
                                                       host::urgency) override
    {
        co_await work_on(how_);
        if (how_->fails) co_return *how_->fails;
        co_return host::outcome_batch();
    }

    asio::awaitable<result<void>> listen(std::span<const std::uint8_t>) override
    {
        ++how_->began;
        asio::steady_timer timer(co_await asio::this_coro::executor);
        while (how_->hold) {
            timer.expires_after(std::chrono::milliseconds(1));
            const auto [failed] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
            if (failed) {
                ++how_->ended;
                co_return error{error_class::retryable, "cancelled", "cancelled"};
            }
        }
        ++how_->ended;
        co_return result<void>{};
    }

    host::budget_state budget() const override { return {}; }

    result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const override
    {
        const std::string text(cursor.begin(), cursor.end());
        if (text.starts_with(how_->format + ":")) return {};
        return error{error_class::gone, "cursor_expired", "this cursor is of another version"};
    }

private:
    std::string name_ = "crm";
    std::shared_ptr<script> how_;
};

} // namespace

std::shared_ptr<host::connection> make_scripted(std::shared_ptr<script> how)
{
    return std::make_shared<scripted_connection>(std::move(how));
}

swap::generation generation_of(const std::shared_ptr<script>& how, std::string label)
{
    return {make_scripted(how), std::move(label), {}};
}

} // namespace dovetail::test
