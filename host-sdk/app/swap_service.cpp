// SPDX-License-Identifier: Apache-2.0
#include "app/swap_service.hpp"

#include "app/status_facts.hpp"
#include "app/swap_facts.hpp"
#include "app/time_text.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace dovetail::app {
namespace {

using std::chrono::steady_clock;

/// How soon a request is heard: a read of one row, so an idle host hardly notices.
constexpr std::chrono::milliseconds hearing{50};

/// A plugin is several files, which arrive one after the other.
constexpr std::chrono::milliseconds settling{300};

/// Folders are looked through this often even when nothing was told: inotify misses what other
/// machines write.
constexpr std::chrono::seconds look_anyway{30};

/// A version that was refused is tried again after this time: a server may have been down.
constexpr std::chrono::minutes try_again{10};

} // namespace

outcome_of<void> begin_swaps(const setup& base, sync::state_store& store,
                             const std::vector<std::string>& syncs)
{
    // A request that no host heard in time must not surprise anybody later.
    if (stored_request(store, syncs))
        if (auto done = withdraw_request(store, syncs); !done)
            return failure::of_state(done.error());
    auto memory = stored_swaps(store, syncs);
    if (memory.stored_at == 0) return boost::system::in_place_value;
    for (const auto& line : memory.begin(now_us()))
        base.log->write(host::log_level::warning, line);
    memory.stored_at = std::max(now_us(), memory.stored_at + 1);
    if (auto done = store_swaps(store, syncs, memory); !done)
        return failure::of_state(done.error());
    return boost::system::in_place_value;
}

swap_service::swap_service(composition& host, const setup& base,
                           std::shared_ptr<sync::state_store> store, std::vector<std::string> syncs)
    : host_(host), base_(base), store_(std::move(store)), syncs_(std::move(syncs)),
      memory_(stored_swaps(*store_, syncs_)), listening_([this] { listen(); })
{
}

swap_service::~swap_service()
{
    stop();
    listening_.join(); // first: it is what begins swaps
    if (swapping_.joinable()) swapping_.join();
    const std::lock_guard guard(mutex_);
    if (memory_.trials.empty()) return;
    memory_.end();
    store_memory();
}

void swap_service::listen()
{
    const bool watches = base_.manifest.plugins.watch;
    folder_watch folders(watches ? host_.swaps().folders() : std::vector<std::filesystem::path>{});
    auto looked = steady_clock::now();
    std::optional<steady_clock::time_point> changed = looked; // what came while no host ran
    resume_trials();
    while (!ending_.stop_requested()) {
        if (folders.wait(hearing)) changed = steady_clock::now();
        hear_request();
        if (!watches || busy_) continue;
        const auto now = steady_clock::now();
        const bool settled = changed && now - *changed >= settling;
        if (!settled && now - looked < look_anyway) continue;
        changed.reset();
        looked = now;
        folders.renew();
        look_for_newer();
    }
}

void swap_service::hear_request()
{
    const auto wanted = stored_request(*store_, syncs_);
    if (!wanted) return;
    if (auto done = withdraw_request(*store_, syncs_); !done) return; // heard again later
    if (busy_)
        refuse_busy(*wanted);
    else
        begin(*wanted);
}

void swap_service::refuse_busy(const swap::request& wanted)
{
    swap::record refused;
    refused.id = wanted.id;
    refused.plugin = wanted.plugin;
    refused.to = wanted.version;
    refused.by = wanted.by;
    const auto now = std::chrono::system_clock::now();
    refused.steps.push_back({swap::state::requested, now, {}});
    std::string why = "a plugin is still on probation after a restart of the host; try again later";
    {
        const std::lock_guard guard(mutex_);
        if (const auto* other = memory_.under_way())
            why = fmt::format("the swap of {} to {} is under way ({}); try again when it is over",
                              other->plugin, other->to, to_string(other->now()));
    }
    refused.steps.push_back({swap::state::refused, now, std::move(why)});
    told(refused);
}

/// At most one try for each digest and `try_again`: what was refused is not refused every second.
bool swap_service::worth_a_try(const host::plugin_manifest& found)
{
    const auto digest = host::to_string(found.sha256);
    const auto now = steady_clock::now();
    const auto before = tried_.find(digest);
    if (before != tried_.end() && now - before->second < try_again) return false;
    tried_[digest] = now;
    return true;
}

void swap_service::look_for_newer()
{
    std::vector<host::version_set_aside> aside;
    {
        const std::lock_guard guard(mutex_);
        aside = memory_.for_search();
    }
    for (const auto& plugin : host_.swaps().plugins()) {
        const auto found = host_.swaps().find_newer(plugin, aside);
        if (!found || !worth_a_try(*found)) continue;
        swap::request wanted;
        wanted.id = new_id();
        wanted.plugin = plugin;
        wanted.file = found->file;
        wanted.by = swap::origin::watch;
        return begin(std::move(wanted)); // the others are looked at when it is over
    }
}

/// A version that was on probation when the host ended stays on it.
void swap_service::resume_trials()
{
    std::vector<plugin_trial> trials;
    {
        const std::lock_guard guard(mutex_);
        trials = memory_.trials;
    }
    if (trials.empty()) return;
    busy_ = true;
    swapping_ = std::jthread([this, trials = std::move(trials)] {
        for (const auto& one : trials)
            resume(one);
        busy_ = false;
    });
}

void swap_service::resume(const plugin_trial& trial)
{
    const auto running = host_.swaps().version_of(trial.plugin);
    std::optional<host::error> fault;
    if (running && to_string(*running) == trial.version)
        fault = host_.swaps().watch_again(trial.plugin, ending_.get_token());
    if (ending_.stop_requested()) return;
    swap::request back;
    {
        const std::lock_guard guard(mutex_);
        memory_.end_trial(trial.plugin);
        if (fault)
            memory_.put_aside({trial.plugin, trial.version,
                               "it failed on probation: " + fault->message, now_us()});
        store_memory();
        back.set_aside = memory_.for_search();
    }
    if (!fault) return;
    back.id = new_id();
    back.plugin = trial.plugin;
    back.by = swap::origin::recovery;
    back.allow_downgrade = true;
    host_.swaps().run(
        back, [this](const swap::record& now) { told(now); }, ending_.get_token());
}

void swap_service::begin(swap::request wanted)
{
    busy_ = true;
    swapping_ = std::jthread([this, wanted = std::move(wanted)] {
        host_.swaps().run(
            wanted, [this](const swap::record& now) { told(now); }, ending_.get_token());
        busy_ = false;
    });
}

void swap_service::told(const swap::record& now)
{
    {
        const std::lock_guard guard(mutex_);
        memory_.note(now, now_us());
        store_memory();
    }
    if (now.now() != swap::state::probation && now.now() != swap::state::rolled_back) return;
    for (const auto& connection : host_.connections())
        for (const auto& sync : syncs_)
            if (base_.manifest.find_sync(sync)->has(connection.name))
                store_connection(*store_, sync, connection);
}

void swap_service::store_memory()
{
    // A later copy is the one that counts, so it must never seem older than an earlier one.
    memory_.stored_at = std::max(now_us(), memory_.stored_at + 1);
    if (const auto done = store_swaps(*store_, syncs_, memory_); !done)
        base_.log->write(host::log_level::warning, "a swap could not be remembered",
                         {{"reason", std::string_view(done.error().message)}});
}

std::string swap_service::new_id()
{
    return fmt::format("host-{}-{}-{}", getpid(), now_us(), ++last_id_);
}

} // namespace dovetail::app
