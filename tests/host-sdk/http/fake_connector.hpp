// SPDX-License-Identifier: Apache-2.0
// A connector whose exchanges are lists of reactions, written by a test over the raw contract, and
// handed to the host by a loaded plugin (puppet.c).
#pragma once

#include <dovetail/host/connector.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::test {

class fake_exchange;

/// What an exchange does with one event.
using reaction = std::function<void(fake_exchange&, const dovetail_event&, dovetail_step&)>;

/// What was handed out and came back; shared by all that a fake connector makes.
struct fake_counts
{
    std::atomic<int> begun{0};
    std::atomic<int> released{0};
    std::atomic<int> cancelled{0};
    std::atomic<int> batches_alive{0};
    std::atomic<int> after_end{0}; ///< resumed after DONE or FAILED
};

/// One running exchange: runs the reactions one after the other, and then is done.
class fake_exchange
{
public:
    fake_exchange(std::vector<reaction> reactions, std::shared_ptr<fake_counts> counts)
        : reactions_(std::move(reactions)), counts_(std::move(counts))
    {
    }

    dovetail_exchange handle();

    /// A text that lives as long as the exchange.
    dovetail_text keep(std::string_view text);

    void request(dovetail_step& step, std::string_view method, std::string_view target,
                 std::string_view body = {}, bool repeatable = true);
    void deliver(dovetail_step& step, const std::vector<std::string>& keys,
                 std::string_view cursor);
    void deliver_outcomes(dovetail_step& step, std::size_t count,
                          std::uint32_t result = DOVETAIL_APPLIED);
    void fail(dovetail_step& step, std::uint32_t error_class, std::string_view code,
              std::uint64_t retry_after_ms = 0);

    dovetail_request last_request{};
    dovetail_batch last_batch{};
    dovetail_outcomes last_outcomes{};

private:
    static void resume(void* self, const dovetail_event* event, dovetail_step* step);
    static void release(void* self);

    std::vector<reaction> reactions_;
    std::shared_ptr<fake_counts> counts_;
    std::size_t at_ = 0;
    bool over_ = false;
    std::deque<std::string> texts_;
    dovetail_error error_{};
};

/// The reactions of the most usual exchange: START asks for `target`, what follows is `then`.
std::vector<reaction> ask(std::string method, std::string target, reaction then,
                          bool repeatable = true);

/// DONE.
void finish(fake_exchange&, const dovetail_event&, dovetail_step& step);

class fake_connector
{
public:
    using plan = std::function<std::vector<reaction>(const dovetail_operation&)>;

    explicit fake_connector(plan what) : plan_(std::move(what)) {}

    /// This connector as the host has it. Keeps nothing alive: `this` outlives it.
    std::shared_ptr<const host::connector> open();

    std::shared_ptr<fake_counts> counts = std::make_shared<fake_counts>();
    std::uint32_t can = 0;

private:
    plan plan_;
    dovetail_connector table_{};
};

} // namespace dovetail::test
