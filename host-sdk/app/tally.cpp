// SPDX-License-Identifier: Apache-2.0
#include "app/tally.hpp"

#include "app/crossing_text.hpp"
#include "app/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

constexpr std::size_t first_few = 5;      ///< titles named of each kind
constexpr std::size_t longest_title = 48; ///< columns
constexpr std::size_t longest_reason = 160;

std::string identity(const sync::crossing& what)
{
    const auto source = host::other(what.target);
    const auto& key = what.key.of(source).empty() ? what.key.of(what.target) : what.key.of(source);
    return fmt::format("{}/{}", sync::to_string(source), key);
}

} // namespace

void tally::add(const sync::crossing& what)
{
    const bool waits = what.result == sync::outcome::held || what.result == sync::outcome::failed;
    if (waits) {
        waiting_[identity(what)] = {what.code, what.reason, what.title,
                                    what.result == sync::outcome::failed};
        return;
    }
    if (!waiting_.empty()) waiting_.erase(identity(what));
    if (what.result == sync::outcome::conflict) ++conflicts_;
    if (what.result == sync::outcome::no_op) return;
    auto& side = written_.of(what.target);
    switch (what.action) {
    case sync::write_action::create:
        ++side.created;
        break;
    case sync::write_action::update:
        ++side.updated;
        break;
    case sync::write_action::remove:
        ++side.deleted;
        break;
    }
    if (side.titles.size() < first_few)
        side.titles.push_back(fmt::format("{} “{}”", past_tense(what.action),
                                          shortened(printable(what.title), longest_title)));
}

std::uint64_t tally::written() const noexcept
{
    const auto sum = [](const counts& side) { return side.created + side.updated + side.deleted; };
    return sum(written_.left) + sum(written_.right);
}

std::map<std::string, waiting_group> tally::groups() const
{
    std::map<std::string, waiting_group> all;
    for (const auto& [key, task] : waiting_) {
        auto& group = all[task.code];
        if (group.count == 0) {
            group.reason = task.reason;
            group.failed = task.failed;
        }
        ++group.count;
        if (group.titles.size() < first_few) group.titles.push_back(task.title);
    }
    return all;
}

std::vector<std::string> tally::lines(const sync_names& names, const palette& paint) const
{
    std::vector<std::string> lines;
    for (const auto side : {host::side::left, host::side::right}) {
        const auto& to = written_.of(side);
        lines.push_back(fmt::format("  to {}: {} created, {} updated, {} deleted",
                                    paint(tint::strong, printable(names.side.of(side))),
                                    grouped(to.created), grouped(to.updated), grouped(to.deleted)));
        const auto total = to.created + to.updated + to.deleted;
        for (const auto& title : to.titles)
            lines.push_back("    " + paint(tint::dim, title));
        if (total > to.titles.size())
            lines.push_back(paint(
                tint::dim, fmt::format("    … and {} more", grouped(total - to.titles.size()))));
    }
    for (const auto& [code, group] : groups()) {
        lines.push_back(fmt::format(
            "  {}: {} {}",
            paint(group.failed ? tint::bad : tint::warning, group.failed ? "failed" : "held"),
            grouped(group.count),
            shortened(printable(fmt::format("{} ({})", group.reason, code)), longest_reason)));
        for (const auto& title : group.titles)
            lines.push_back(
                "    " + paint(tint::dim, "“" + shortened(printable(title), longest_title) + "”"));
        if (group.count > group.titles.size())
            lines.push_back(
                paint(tint::dim, fmt::format("    … and {} more",
                                             grouped(group.count - group.titles.size()))));
    }
    return lines;
}

json::object tally::written_json(const sync_names& names) const
{
    json::object all;
    for (const auto side : {host::side::left, host::side::right}) {
        const auto& to = written_.of(side);
        all[names.side.of(side)] =
            json::object{{"created", to.created}, {"updated", to.updated}, {"deleted", to.deleted}};
    }
    return all;
}

json::array tally::waiting_json() const
{
    json::array all;
    for (const auto& [code, group] : groups()) {
        json::array titles;
        for (const auto& title : group.titles)
            titles.emplace_back(title);
        all.push_back(json::object{{"code", code},
                                   {"result", group.failed ? "failed" : "held"},
                                   {"count", group.count},
                                   {"reason", group.reason},
                                   {"first", std::move(titles)}});
    }
    return all;
}

} // namespace dovetail::app
