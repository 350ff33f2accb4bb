// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/witness.hpp>

namespace dovetail::swap {
namespace {

/// Codes are stable and few; a plugin that makes them up must not fill the memory.
constexpr std::size_t most_known = 256;

bool speaks_against_the_plugin(host::error_class kind) noexcept
{
    return kind == host::error_class::bug || kind == host::error_class::config;
}

} // namespace

void witness::note(std::string about, const host::error& why)
{
    if (!speaks_against_the_plugin(why.kind)) return;
    about += '/';
    about += why.code;
    const std::lock_guard guard(mutex_);
    if (!on_trial_) {
        if (known_.size() < most_known) known_.insert(std::move(about));
        return;
    }
    const bool excused = known_.contains(about);
    if (fresh_.size() < most_known) fresh_.insert(std::move(about));
    if (excused || fault_) return;
    fault_ = why;
    told_.notify_all();
}

void witness::failed(std::string_view operation, const host::error& why)
{
    note(std::string(operation), why);
}

void witness::passed(const std::string& sync, const host::error* failure)
{
    if (failure) return note("pass of " + sync, *failure);
    const std::lock_guard guard(mutex_);
    if (!on_trial_) return;
    waiting_for_.erase(sync);
    told_.notify_all();
}

void witness::begin_trial(std::set<std::string> syncs)
{
    const std::lock_guard guard(mutex_);
    on_trial_ = true;
    fresh_.clear();
    fault_.reset();
    waiting_for_ = std::move(syncs);
}

verdict witness::wait(std::chrono::milliseconds time, std::chrono::milliseconds longest,
                      std::stop_token stop)
{
    const auto begun = std::chrono::steady_clock::now();
    std::unique_lock guard(mutex_);
    const auto fails = [this] { return fault_.has_value(); };
    if (told_.wait_until(guard, stop, begun + time, fails)) return verdict::failed;
    const auto decided = [this] { return fault_ || waiting_for_.empty(); };
    const bool done = told_.wait_until(guard, stop, begun + std::max(time, longest), decided);
    if (fault_) return verdict::failed;
    if (stop.stop_requested()) return verdict::stopped;
    return done ? verdict::sound : verdict::undecided;
}

std::optional<host::error> witness::fault() const
{
    const std::lock_guard guard(mutex_);
    return fault_;
}

void witness::end_trial(bool kept)
{
    const std::lock_guard guard(mutex_);
    on_trial_ = false;
    if (kept) known_ = fresh_;
    fresh_.clear();
    fault_.reset();
    waiting_for_.clear();
}

} // namespace dovetail::swap
