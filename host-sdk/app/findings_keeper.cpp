// SPDX-License-Identifier: Apache-2.0
#include "app/findings_keeper.hpp"

#include <chrono>
#include <utility>

namespace dovetail::app {
namespace {

/// How often is looked for new ones: a comparison of two numbers.
constexpr std::chrono::seconds interval{1};

} // namespace

findings_keeper::findings_keeper(const host::contract_findings& found,
                                 std::shared_ptr<sync::state_store> store,
                                 std::vector<std::string> syncs)
    : found_(found), store_(std::move(store)), syncs_(std::move(syncs)),
      earlier_(stored_findings(*store_, syncs_)), thread_([this] { keep(); })
{
}

findings_keeper::~findings_keeper()
{
    {
        const std::lock_guard guard(mutex_);
        stop_ = true;
    }
    over_.notify_one();
    thread_.join();
}

void findings_keeper::keep()
{
    std::unique_lock guard(mutex_);
    while (!stop_) {
        over_.wait_for(guard, interval, [this] { return stop_; });
        guard.unlock();
        store_what_is_new();
        guard.lock();
    }
}

void findings_keeper::store_what_is_new()
{
    const auto total = found_.total();
    if (total == stored_) return;
    const auto all = joined_findings(earlier_, found_.all(), std::chrono::system_clock::now());
    if (store_findings(*store_, syncs_, all)) stored_ = total;
}

} // namespace dovetail::app
