// SPDX-License-Identifier: Apache-2.0
#include "seat.hpp"

#include "report.hpp"

#include <thread>
#include <utility>

namespace dovetail::host::isolated {
namespace {

using clock = std::chrono::steady_clock;

// A wait this short is waited on the caller's thread: less trouble than a failure.
constexpr std::chrono::milliseconds waited_for{500};

error too_soon(const std::string& label, std::chrono::milliseconds wait)
{
    return {error_class::retryable,
            "plugin_process_waiting",
            "the process of the plugin " + label + " ended several times; it is started again in " +
                std::to_string(wait.count()) + " ms",
            {},
            wait};
}

} // namespace

seat::seat(std::shared_ptr<launcher> from, call creates, std::string configuration)
    : from_(std::move(from)), creates_(creates), configuration_(std::move(configuration))
{
}

result<answered<create_answer>> seat::start()
{
    auto started = from_->start();
    if (!started) return started.error();
    child_ = std::move(*started);
    mourned_ = nullptr; // it may lie where a dead one lay
    born_ = clock::now();
    auto made = child_->ask<create_answer>(
        creates_, 0, create_call{{configuration_.data(), configuration_.size()}});
    if (!made && !child_->alive()) mourn_locked(*child_);
    return made;
}

result<answered<create_answer>> seat::open()
{
    const std::lock_guard lock(mutex_);
    return start();
}

result<std::shared_ptr<child>> seat::running()
{
    const std::lock_guard lock(mutex_);
    if (child_ && child_->alive()) return child_;
    if (child_) mourn_locked(*child_);
    const auto wait = pace_.wait(clock::now());
    if (wait > waited_for) return too_soon(from_->label(), wait);
    std::this_thread::sleep_for(wait);
    auto made = start();
    if (!made) return made.error();
    verdict& outcome = made->root->outcome;
    if (outcome.status == DOVETAIL_OK) return child_;
    child_.reset(); // it runs, but made nothing
    if (outcome.fault.size != 0) return broken_by(outcome, {*from_, "create"});
    return error::from_abi(outcome.error);
}

void seat::mourn(const child& dead)
{
    const std::lock_guard lock(mutex_);
    mourn_locked(dead);
}

void seat::mourn_locked(const child& dead)
{
    if (&dead != child_.get() || mourned_ == &dead) return;
    mourned_ = &dead;
    const auto now = clock::now();
    const std::string words = dead.last_words();
    const std::string reason = dead.why_dead().message;
    pace_.died(born_, now);
    from_->sink().write(log_level::warning, reason,
                        {{"plugin", std::string_view(from_->id())},
                         {"process", std::int64_t{dead.id()}},
                         {"deaths", std::int64_t{pace_.deaths()}},
                         {"restart_in_ms", std::int64_t{pace_.wait(now).count()}},
                         {"it_wrote", std::string_view(words)}});
}

} // namespace dovetail::host::isolated
