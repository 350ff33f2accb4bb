// SPDX-License-Identifier: Apache-2.0
#include "slot.hpp"

#include <utility>

namespace dovetail::swap {
namespace {

/// Cursors that are remembered for the way back. Probation sees a few a pass; of a first sync of
/// half a million tasks 250. Beyond it a refused cursor costs a full re-sync, and no more.
constexpr std::size_t most_remembered = 4096;

} // namespace

slot::slot(generation first, std::shared_ptr<witness> faults)
    : faults_(std::move(faults)), present_(std::make_shared<const generation>(std::move(first)))
{
}

std::shared_ptr<const generation> slot::present() const
{
    const std::lock_guard guard(mutex_);
    return present_;
}

void slot::failed(std::string_view operation, const host::error& why) const
{
    faults_->failed(operation, why);
}

host::result<cursor_bytes> slot::usable(std::span<const std::uint8_t> cursor) const
{
    const auto now = present();
    auto fits = now->usable(cursor);
    if (fits) return fits;
    cursor_bytes earlier;
    {
        const std::lock_guard guard(mutex_);
        const auto known = replaced_.find(cursor_bytes(cursor.begin(), cursor.end()));
        if (known == replaced_.end()) return fits;
        earlier = known->second;
    }
    return now->usable(earlier);
}

void slot::park(const void* owner, open_stream stream)
{
    const std::lock_guard guard(mutex_);
    parked_[owner] = std::move(stream);
}

open_stream slot::fetch_parked(const void* owner)
{
    const std::lock_guard guard(mutex_);
    auto found = parked_.extract(owner);
    return found ? std::move(found.mapped()) : open_stream{};
}

void slot::note_cursor(const cursor_bytes& begun_with, const cursor_bytes& delivered)
{
    const std::lock_guard guard(mutex_);
    if (!on_trial_ || begun_with.empty() || delivered_.size() >= most_remembered) return;
    const auto earlier = delivered_.find(begun_with);
    delivered_.emplace(delivered, earlier == delivered_.end() ? begun_with : earlier->second);
}

void slot::close()
{
    gate_->close();
    std::map<const void*, open_stream> ended;
    const std::lock_guard guard(mutex_);
    ended.swap(parked_);
}

generation slot::exchange(generation next)
{
    auto made = std::make_shared<const generation>(std::move(next));
    const std::lock_guard guard(mutex_);
    replaced_ = std::exchange(delivered_, {});
    on_trial_ = true;
    return *std::exchange(present_, std::move(made));
}

void slot::settle()
{
    const std::lock_guard guard(mutex_);
    on_trial_ = false;
    delivered_.clear();
}

} // namespace dovetail::swap
