// SPDX-License-Identifier: Apache-2.0
#include "app/crossing_text.hpp"

#include "app/text.hpp"
#include "app/time_text.hpp"

#include <fmt/format.h>

namespace dovetail::app {
namespace {

// Lines stay readable: whoever wants the whole text asks `history --json`.
constexpr std::size_t longest_title = 48;
constexpr std::size_t longest_value = 32;
constexpr std::size_t longest_reason = 200;
constexpr std::size_t longest_diff_value = 400;
constexpr std::size_t name_columns = 14; ///< of field names in a diff

std::string value_text(const std::optional<std::string>& value, std::size_t longest)
{
    if (!value || value->empty()) return "—";
    return shortened(printable(*value), longest);
}

std::string title_of(const sync::crossing& what)
{
    if (!what.title.empty())
        return fmt::format("“{}”", shortened(printable(what.title), longest_title));
    const auto& key = what.key.of(host::other(what.target));
    const auto& known = key.empty() ? what.key.of(what.target) : key;
    return known.empty() ? "(no name)" : printable(known);
}

std::string fields_text(const sync::crossing& what)
{
    std::string text;
    for (const auto& change : what.fields) {
        if (!text.empty()) text += ", ";
        text += printable(change.field) + ": ";
        if (what.action != sync::write_action::create)
            text += value_text(change.before, longest_value) + " → ";
        text += value_text(change.after, longest_value);
    }
    return text;
}

std::string word_of(const sync::crossing& what)
{
    switch (what.result) {
    case sync::outcome::held:
        return "held";
    case sync::outcome::failed:
        return "failed";
    case sync::outcome::no_op:
        return "no-op";
    case sync::outcome::conflict:
    case sync::outcome::applied:
        break;
    }
    return std::string(past_tense(what.action));
}

tint look_of(const sync::crossing& what)
{
    switch (what.result) {
    case sync::outcome::held:
        return tint::warning;
    case sync::outcome::conflict:
        return tint::warning;
    case sync::outcome::failed:
        return tint::bad;
    case sync::outcome::no_op:
        return tint::dim;
    case sync::outcome::applied:
        break;
    }
    return what.action == sync::write_action::create   ? tint::good
           : what.action == sync::write_action::remove ? tint::bad
                                                       : tint::accent;
}

std::string lost_text(const sync::crossing& what)
{
    std::string text;
    for (const auto& loser : what.lost)
        text += fmt::format("{}{} lost {}", text.empty() ? "" : ", ", printable(loser.field),
                            value_text(loser.before, longest_value));
    return text;
}

std::string_view action_mark(sync::write_action action)
{
    switch (action) {
    case sync::write_action::create:
        return "+ create";
    case sync::write_action::remove:
        return "− delete";
    case sync::write_action::update:
        break;
    }
    return "~ update";
}

std::string diff_line(const palette& paint, tint look, std::string_view mark,
                      const sync::field_change& change, const std::string& value)
{
    const auto name = printable(change.native_name.empty() ? change.field : change.native_name);
    return "    " + paint(look, fmt::format("{} {} {}", mark, padded(name, name_columns), value));
}

} // namespace

std::string_view past_tense(sync::write_action action) noexcept
{
    switch (action) {
    case sync::write_action::create:
        return "created";
    case sync::write_action::remove:
        return "deleted";
    case sync::write_action::update:
        break;
    }
    return "updated";
}

std::string direction(host::side target, const sync_names& names)
{
    return fmt::format("{} → {}", printable(names.side.of(host::other(target))),
                       printable(names.side.of(target)));
}

std::string crossing_line(const sync::crossing& what, const sync_names& names, const palette& paint,
                          sync::instant_us now)
{
    std::string line = paint(tint::dim, local_time(what.at == 0 ? now : what.at, now));
    if (!what.owner_name.empty()) line += "  " + printable(what.owner_name);
    line += "  " + direction(what.target, names);
    line += "  " + paint(look_of(what), word_of(what));
    line += "  " + title_of(what);
    const bool waits = what.result == sync::outcome::held || what.result == sync::outcome::failed;
    if (!waits)
        if (auto fields = fields_text(what); !fields.empty()) line += "  " + fields;
    if (auto lost = lost_text(what); !lost.empty()) line += "  " + paint(tint::warning, lost);
    if (!what.reason.empty())
        line += fmt::format("  ({})", shortened(printable(what.reason), longest_reason));
    return line;
}

std::vector<std::string> crossing_diff(const sync::crossing& what, const sync_names& names,
                                       const palette& paint)
{
    std::vector<std::string> lines;
    const bool waits = what.result == sync::outcome::held || what.result == sync::outcome::failed;
    std::string head =
        paint(look_of(what), waits ? word_of(what) + " " + std::string(to_string(what.action))
                                   : std::string(action_mark(what.action)));
    head += fmt::format("  {}  {}", printable(names.side.of(what.target)), title_of(what));
    if (!what.owner_name.empty()) head += paint(tint::dim, "  " + printable(what.owner_name));
    const auto& key = what.key.of(what.target);
    if (!key.empty()) head += paint(tint::dim, "  " + printable(key));
    lines.push_back(std::move(head));
    for (const auto& change : what.fields) {
        if (change.before && what.action != sync::write_action::create)
            lines.push_back(diff_line(paint, tint::bad, "−", change,
                                      value_text(change.before, longest_diff_value)));
        if (change.after)
            lines.push_back(diff_line(paint, tint::good, "+", change,
                                      value_text(change.after, longest_diff_value)));
    }
    for (const auto& loser : what.lost)
        lines.push_back(diff_line(paint, tint::warning, "!", loser,
                                  value_text(loser.before, longest_diff_value) +
                                      "  (loses; stays in the history)"));
    if (!what.reason.empty())
        lines.push_back(
            "    " + paint(tint::warning, shortened(printable(what.reason), longest_diff_value)));
    return lines;
}

} // namespace dovetail::app
