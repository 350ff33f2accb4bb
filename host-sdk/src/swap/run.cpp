// SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include <dovetail/host/cursor_converter.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::swap {
namespace {

using std::chrono::steady_clock;

/// Those that stay mapped in this process; isolated ones end with their own.
std::size_t mapped(const std::vector<std::shared_ptr<const host::plugin>>& generations)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(generations, [](const auto& one) { return !one->how().process; }));
}

bool is_bad(state value) noexcept
{
    return value == state::reverting || value == state::refused || value == state::cancelled ||
           value == state::rolled_back;
}

std::string seconds(std::chrono::milliseconds time)
{
    std::string text = std::to_string(time.count() / 1000);
    if (time.count() % 1000 != 0) text += '.' + std::to_string(time.count() % 1000 / 100);
    return text + " s";
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

swap_run::swap_run(driver_parts& host, const request& wanted,
                   const std::function<void(const record&)>& tell, std::stop_token stop)
    : host_(host), wanted_(wanted), tell_(tell), stop_(std::move(stop))
{
    how_.compare = host.limits.canary != host::canary_mode::off;
    all_.id = wanted.id;
    all_.plugin = wanted.plugin;
    all_.by = wanted.by;
}

record swap_run::to_its_end()
{
    state now = state::requested;
    enter(now);
    outcome what = outcome::done;
    while (!is_over(now)) {
        const step next = advance(now, what, how_);
        if (next.to != now) enter(next.to); // reverting may go round
        now = next.to;
        what = carry_out(next.then);
        // The flip itself takes no time and is never left half done.
        if (stop_.stop_requested() && now != state::flipping) what = outcome::stopped;
    }
    return all_;
}

void swap_run::enter(state to)
{
    all_.steps.push_back({to, std::chrono::system_clock::now(), std::exchange(note_, {})});
    host_.log.write(is_bad(to) ? host::log_level::warning : host::log_level::info, "plugin swap",
                    {{"plugin", std::string_view(all_.plugin)},
                     {"from", std::string_view(all_.from)},
                     {"to", std::string_view(all_.to)},
                     {"state", to_string(to)},
                     {"by", to_string(all_.by)},
                     {"note", std::string_view(all_.steps.back().note)}});
    tell_(all_);
}

outcome swap_run::fail(std::string why)
{
    note_ = std::move(why);
    return outcome::failed;
}

outcome swap_run::carry_out(action what)
{
    switch (what) {
    case action::verify:
        return verify();
    case action::load:
        return load();
    case action::check:
        return check();
    case action::compare:
        return compare();
    case action::drain:
        return drain();
    case action::flip:
        return flip();
    case action::watch:
        return watch();
    case action::retire:
        return retire();
    case action::revert:
        return revert();
    case action::reopen:
        open_gates();
        drop();
        return outcome::done;
    case action::drop:
        drop();
        return outcome::done;
    case action::nothing:
        break;
    }
    return outcome::done;
}

host::result<std::shared_ptr<const host::plugin_manifest>> swap_run::find() const
{
    if (wanted_.file.empty()) {
        auto found = host_.registry.search().find(
            wanted_.plugin, {.version = wanted_.version, .set_aside = wanted_.set_aside});
        if (!found.ok()) return found.failure();
        return found.found;
    }
    auto report = host::load_plugin_manifest(wanted_.file);
    if (!report.value) return host::to_error("plugin_manifest", report.faults);
    return report.value;
}

std::optional<std::string> swap_run::refused_by(const host::plugin_manifest& found) const
{
    if (found.id != wanted_.plugin)
        return wanted_.file.string() + " is the manifest of another plugin: " + found.id;
    const auto pin = host_.registry.search().pinned_version(found.id);
    if (!pin.empty() && pin != all_.to)
        return "version " + std::string(pin) + " is pinned in the manifest (/plugins/pins/" +
               found.id + "); change the pin and restart, or swap to that version";
    const bool named = !wanted_.file.empty() || !wanted_.version.empty();
    if (!named && found.version == before_.front()->version())
        return "version " + all_.to +
               " runs already, and no newer one was found; name one with "
               "--to (a version, or the path of a .plugin.json)";
    if (found.version < before_.front()->version() && !wanted_.allow_downgrade)
        return "version " + all_.to + " is older than " + all_.from +
               ", which runs; say --allow-downgrade if that is wanted";
    return std::nullopt;
}

outcome swap_run::verify()
{
    if (!host_.witnesses.contains(wanted_.plugin)) {
        std::vector<std::string> ids;
        for (const auto& [id, watching] : host_.witnesses)
            ids.push_back(id);
        return fail("no connection and no mapping of the running host uses the plugin \"" +
                    wanted_.plugin + "\"; in use: " + listed(ids));
    }
    for (const auto& way : host_.ways_of(wanted_.plugin)) {
        const auto running = host_.registry.require(wanted_.plugin, way);
        if (!running) return fail(running.error().message);
        before_.push_back(*running);
    }
    all_.from = to_string(before_.front()->version());
    if (host_.retired >= host_.limits.max_retired)
        return fail(
            std::to_string(host_.retired) +
            " retired generations are still mapped, the most that /plugins/swap/max_retired "
            "allows; restart the host to free them, or raise the limit");
    const auto found = find();
    if (!found) return fail(found.error().message);
    about_ = *found;
    all_.to = to_string(about_->version);
    if (auto why = refused_by(*about_)) return fail(std::move(*why));
    how_.exclusive = about_->swap == host::swap_mode::exclusive ||
                     before_.front()->about().swap == host::swap_mode::exclusive;
    note_ = about_->file.string();
    return outcome::done;
}

const std::shared_ptr<const host::plugin>& swap_run::loaded_for(const host::isolation& way) const
{
    return *std::ranges::find_if(loaded_,
                                 [&](const auto& one) { return same_way(one->how(), way); });
}

outcome swap_run::load()
{
    for (const auto& way : host_.ways_of(wanted_.plugin)) {
        auto loaded = host_.registry.load(about_, way);
        if (!loaded) return fail(loaded.error().message);
        loaded_.push_back(std::move(*loaded));
    }
    note_ = loaded_.front()->label() + ", sha256 " + host::to_string(about_->sha256);
    return outcome::done;
}

outcome swap_run::drain()
{
    const auto until = steady_clock::now() + host_.limits.drain;
    for (const auto& next : connections_)
        next.use->connection->close();
    for (const auto& next : connections_)
        if (!next.use->connection->wait_until_idle(until, stop_)) {
            note_ = "connection \"" + next.use->name + "\" did not come to rest in " +
                    seconds(host_.limits.drain) +
                    " (/plugins/swap/drain_s); the old version goes on";
            return outcome::timed_out;
        }
    return outcome::done;
}

/// Done twice it is undone.
void swap_run::exchange()
{
    for (auto& next : connections_)
        next.made = next.use->connection->exchange(std::move(next.made));
    for (auto& next : mappings_)
        next.made = next.use->mapping->exchange(std::move(next.made));
}

outcome swap_run::flip()
{
    host_.witnesses.at(wanted_.plugin)->begin_trial(host_.syncs_with(wanted_.plugin));
    exchange();
    for (const auto& one : loaded_)
        host_.registry.adopt(one);
    flipped_ = true;
    open_gates();
    note_ = "for " + seconds(host_.limits.probation);
    return outcome::done;
}

outcome swap_run::watch()
{
    witness& watching = *host_.witnesses.at(wanted_.plugin);
    const auto time = host_.limits.probation;
    switch (watching.wait(time, time * longest_probation, stop_)) {
    case verdict::sound:
        return outcome::done;
    case verdict::failed:
        return fail(watching.fault()->message + " (" + watching.fault()->code + ')');
    case verdict::undecided:
        note_ = "no pass ended meanwhile that could tell how it does";
        return outcome::timed_out;
    case verdict::stopped:
        break;
    }
    return outcome::stopped;
}

outcome swap_run::retire()
{
    const bool kept = all_.now() == state::kept;
    host_.witnesses.at(wanted_.plugin)->end_trial(kept);
    for (const auto& next : connections_)
        next.use->connection->settle();
    host_.retired += mapped(kept ? before_ : loaded_);
    return outcome::done;
}

outcome swap_run::revert()
{
    if (const auto drained = drain(); drained != outcome::done) {
        note_.clear(); // why it is rolled back is what counts
        open_gates();
        return drained;
    }
    exchange();
    for (const auto& one : before_)
        host_.registry.adopt(one);
    open_gates();
    return outcome::done;
}

void swap_run::open_gates()
{
    for (const auto& next : connections_)
        next.use->connection->open();
}

void swap_run::drop()
{
    if (!flipped_) host_.retired += mapped(loaded_);
    connections_.clear();
    mappings_.clear();
}

} // namespace dovetail::swap
