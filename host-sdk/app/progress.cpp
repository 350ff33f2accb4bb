// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dovetail::app {
namespace {

constexpr std::size_t longest_bar = 40; ///< columns; more tells nothing more
constexpr std::size_t shortest_bar = 8; ///< below this there is none

std::string numbers(const sync::progress& state)
{
    if (state.found == 0 && !state.finished) return "looking for tasks …";
    auto text = fmt::format("{} of {} · {} to go", grouped(state.done), grouped(state.found),
                            grouped(state.remaining));
    if (state.per_second > 0)
        text += fmt::format(" · {}/s", grouped(static_cast<std::uint64_t>(
                                           std::llround(std::max(1.0, state.per_second)))));
    if (state.estimate && state.remaining > 0)
        text += fmt::format(" · about {} left",
                            state.estimate->count() < 1 ? "1 s" : span(*state.estimate));
    return text;
}

double share_of(const sync::progress& state)
{
    if (state.found == 0) return state.finished ? 1 : 0;
    return std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.found));
}

} // namespace

std::string progress_bar(const sync::progress& state, const terminal& place)
{
    const palette paint(place.colored);
    const auto label = printable(state.sync);
    const auto text = numbers(state);
    const auto percent = fmt::format("{:3.0f} %", std::floor(share_of(state) * 100));
    // One column stays free: a terminal that wraps at its edge would break the redrawing.
    const auto columns = std::max<std::size_t>(place.columns, 2) - 1;
    const auto fixed = display_width(label) + display_width(text) + percent.size() + 6;
    std::string line = paint(tint::strong, label) + "  ";
    if (fixed > columns)
        return line + shortened(percent + "  " + text,
                                columns - std::min(columns, display_width(label) + 2));
    if (fixed + shortest_bar <= columns) {
        const auto width = std::min(longest_bar, columns - fixed);
        const auto full =
            static_cast<std::size_t>(std::floor(share_of(state) * static_cast<double>(width)));
        std::string done;
        std::string open;
        for (std::size_t i = 0; i < width; ++i)
            (i < full ? done : open) += i < full ? "█" : "░";
        line += paint(tint::good, done) + paint(tint::dim, open) + "  ";
    }
    return line + percent + "  " + text;
}

std::string progress_line(const sync::progress& state)
{
    return fmt::format("{}: first sync: {}", printable(state.sync), numbers(state));
}

boost::json::object progress_json(const sync::progress& state)
{
    return {{"sync", state.sync},
            {"found", state.found},
            {"done", state.done},
            {"remaining", state.remaining},
            {"per_second", state.per_second},
            {"estimate_s", state.estimate ? boost::json::value(state.estimate->count())
                                          : boost::json::value(nullptr)},
            {"finished", state.finished}};
}

} // namespace dovetail::app
