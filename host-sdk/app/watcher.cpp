// SPDX-License-Identifier: Apache-2.0
#include "app/watcher.hpp"

#include "app/crossing_text.hpp"
#include "app/json_text.hpp"
#include "app/progress.hpp"
#include "app/report_failure.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// Between two lines of a first sync's progress where there is no bar.
constexpr std::chrono::seconds line_interval{3};

/// Tasks that wait whose last reason is remembered, so that a retry of each does not print again.
constexpr std::size_t most_remembered = 10'000;

json::object typed(std::string_view type, json::object object)
{
    json::object all{{"type", type}};
    for (auto& member : object)
        all[member.key()] = std::move(member.value());
    return all;
}

} // namespace

watcher::watcher(console& out, style how, std::vector<sync_names> syncs) : out_(out), how_(how)
{
    for (auto& names : syncs) {
        auto& entry = syncs_[names.sync];
        entry.names = std::move(names);
    }
}

bool watcher::is_news(watched& sync, const sync::crossing& what)
{
    const bool waits = what.result == sync::outcome::held || what.result == sync::outcome::failed;
    if (!waits && sync.waits.empty()) return what.result != sync::outcome::no_op;
    const auto key =
        fmt::format("{}/{}/{}", sync::to_string(what.target), what.key.left, what.key.right);
    if (!waits) {
        sync.waits.erase(key);
        return what.result != sync::outcome::no_op;
    }
    const auto known = sync.waits.find(key);
    if (known != sync.waits.end() && known->second == what.code) return false;
    if (sync.waits.size() >= most_remembered) sync.waits.clear();
    sync.waits[key] = what.code;
    return true;
}

sync::detail watcher::wanted(const std::string& sync) const
{
    if (how_ == style::json) return sync::detail::all;
    if (how_ == style::counts) return sync::detail::summary;
    const std::lock_guard guard(mutex_);
    const auto known = syncs_.find(sync);
    const bool counted = known != syncs_.end() && known->second.in_first_sync;
    return counted ? sync::detail::summary : sync::detail::all;
}

void watcher::crossed(const std::string& sync, const sync::crossing& what)
{
    const std::lock_guard guard(mutex_);
    auto& entry = syncs_[sync];
    entry.all.add(what);
    if (entry.in_first_sync) entry.first_sync.add(what);
    if (!is_news(entry, what)) return;
    if (how_ == style::json)
        out_.line(json_line(typed("crossing", json_crossing(what, entry.names))));
    else if (how_ == style::lines && !entry.in_first_sync)
        out_.line(crossing_line(what, entry.names, palette(out_.out().colored), now_us()));
}

void watcher::progressed(const sync::progress& now)
{
    const std::lock_guard guard(mutex_);
    auto& entry = syncs_[now.sync];
    if (now.finished) {
        if (how_ == style::json && entry.in_first_sync)
            out_.line(json_line(typed("progress", progress_json(now))));
        else if (entry.in_first_sync && !out_.err().interactive)
            out_.complain(progress_line(now));
        end_first_sync(entry);
        return;
    }
    entry.in_first_sync = true;
    const auto ticks = std::chrono::steady_clock::now();
    const bool due = ticks - entry.last_line >= line_interval;
    if (how_ == style::json || !out_.err().interactive) {
        if (!due || now.found == 0) return; // nothing to tell before the first page
        entry.last_line = ticks;
        if (how_ == style::json)
            out_.line(json_line(typed("progress", progress_json(now))));
        else
            out_.complain(progress_line(now));
        return;
    }
    out_.bar(progress_bar(now, out_.bar_place()));
}

void watcher::end_first_sync(watched& entry)
{
    if (!entry.in_first_sync) return;
    entry.in_first_sync = false;
    out_.end_bar();
    if (how_ == style::lines) {
        const palette paint(out_.out().colored);
        out_.line(paint(tint::strong, fmt::format("{}: first sync done: {} crossed, {} wait",
                                                  printable(entry.names.sync),
                                                  grouped(entry.first_sync.written()),
                                                  grouped(entry.first_sync.waiting()))));
        for (const auto& line : entry.first_sync.lines(entry.names, paint))
            out_.line(line);
    }
    entry.first_sync = {};
}

void watcher::passed(const sync::pass_report& report)
{
    const std::lock_guard guard(mutex_);
    auto& entry = syncs_[report.sync];
    if (!report.failure) entry.last_pause.clear();
    if (how_ == style::json) {
        const bool idle = report.counts.changes == 0 && !report.failure;
        if (idle) return;
        json::object line{{"sync", report.sync},
                          {"started_at", json_instant(report.started_at)},
                          {"ended_at", json_instant(report.ended_at)},
                          {"counts", json_counts(report.counts)},
                          {"deletes_waiting", report.deletes_waiting}};
        line["failure"] = report.failure ? json::value(json_error(*report.failure)) : nullptr;
        out_.line(json_line(typed("pass", std::move(line))));
    }
    if (report.deletes_waiting > 0 && how_ != style::json)
        out_.complain(palette(out_.err().colored)(
            tint::warning,
            fmt::format("{}: {} held back by the mass-delete brake; look with `dovetail held "
                        "list`, agree with `dovetail held confirm-deletes`",
                        printable(report.sync), app::counted(report.deletes_waiting, "delete"))));
}

void watcher::paused(const std::string& sync, const host::error& why,
                     std::chrono::milliseconds retry_in)
{
    const std::lock_guard guard(mutex_);
    auto& entry = syncs_[sync];
    if (entry.last_pause == why.code) return;
    entry.last_pause = why.code;
    if (how_ == style::json) {
        out_.line(json_line(typed(
            "paused",
            {{"sync", sync}, {"error", json_error(why)}, {"retry_in_ms", retry_in.count()}})));
        return;
    }
    const palette paint(out_.err().colored);
    for (const auto& line : error_lines(why, sync + " is paused", paint))
        out_.complain(line);
    out_.complain(fmt::format("  tried again in {}", span(retry_in)));
}

tally watcher::counted(const std::string& sync) const
{
    const std::lock_guard guard(mutex_);
    const auto found = syncs_.find(sync);
    return found == syncs_.end() ? tally{} : found->second.all;
}

std::uint64_t watcher::written() const
{
    const std::lock_guard guard(mutex_);
    std::uint64_t sum = 0;
    for (const auto& [name, entry] : syncs_)
        sum += entry.all.written();
    return sum;
}

} // namespace dovetail::app
