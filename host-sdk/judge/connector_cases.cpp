// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"
#include "judge/cursors.hpp"
#include "judge/robot.hpp"

#include <dovetail/host/batch.hpp>

namespace dovetail::judge::cases {
namespace {

constexpr std::uint32_t unknown_kind = 99;

std::string place(std::size_t exchange)
{
    return "exchange " + std::to_string(exchange + 1) + " of the conversation ";
}

/// The recorded requests are those that were made.
void compare(subject& of, const exchange& recorded, const ending& came, const std::string& where)
{
    for (std::size_t at = 0; at < came.turns.size() && at < recorded.turns.size(); ++at) {
        const request& was = recorded.turns[at].first;
        const request& is = came.turns[at].first;
        if (was.method.empty()) continue;
        of.found.require(was.method == is.method && was.target == is.target, "A-19",
                         where + "was recorded with the request " + was.method + ' ' + was.target +
                             ", and asks for " + is.method + ' ' + is.target);
        of.found.require(was.body == is.body, "A-19",
                         where + "was recorded with another body of its request " +
                             std::to_string(at + 1));
    }
    if (recorded.end.empty()) return;
    of.found.require((recorded.end == "done") == came.done(), "A-19",
                     where + "was recorded as " + recorded.end +
                         ", and did not end so: " + came.code);
}

/// `use(exchange, its place)` for each of the conversation, until something was found.
template<class Use>
void for_each_exchange(subject& of, const Use& use)
{
    const auto& all = of.conversation().exchanges;
    for (std::size_t at = 0; at < all.size() && !of.found.any(); ++at)
        use(all[at], place(at));
}

/// Sends an event of that kind in place of each event of each exchange.
void interrupt_everywhere(subject& of, std::uint32_t kind)
{
    const auto connector = of.connector();
    if (!connector) return;
    for_each_exchange(of, [&](const exchange& one, const std::string& where) {
        const ending whole = drive(**connector, one.operation, playback(one), {}, of.found);
        for (std::size_t at = 0; at <= whole.events && !of.found.any(); ++at) {
            drive_options options;
            options.interrupt_at = at;
            options.interruption = kind;
            const ending came = drive(**connector, one.operation, playback(one), options, of.found);
            // One event more than the interrupted one means that it went on.
            of.found.require(came.events <= at + 1, "A-59",
                             where + "goes on after event " + std::to_string(at + 1) +
                                 " told it to end");
        }
    });
}

} // namespace

skipped recorded_talk(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    dovetail_abilities abilities{};
    abilities.struct_size = sizeof abilities;
    for (int time = 0; time < 2; ++time)
        (*connector)->abilities((*connector)->self, &abilities);
    for_each_exchange(of, [&](const exchange& one, const std::string& where) {
        compare(of, one, drive(**connector, one.operation, playback(one), {}, of.found), where);
    });
    return {};
}

skipped unknown_requests(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    const server silent = [](const request&, std::size_t) { return answer::lost(false); };
    operation wanted;
    wanted.now_us = of.conversation().exchanges.empty()
                        ? 0
                        : of.conversation().exchanges.front().operation.now_us;
    for (const std::uint32_t kind : {DOVETAIL_OP_FETCH, DOVETAIL_OP_LOOKUP, DOVETAIL_OP_CHECK}) {
        wanted.kind = kind;
        wanted.collection = "no collection of this name";
        const ending came = drive(**connector, wanted, silent, {}, of.found);
        if (kind == DOVETAIL_OP_CHECK) continue; // may look at the whole org
        of.found.require(came.error_class == DOVETAIL_ERROR_CONFIG, "A-49",
                         "an unknown collection does not fail with the class config");
    }
    wanted.kind = unknown_kind;
    wanted.collection.clear();
    const ending came = drive(**connector, wanted, silent, {}, of.found);
    of.found.require(came.error_class == DOVETAIL_ERROR_CONFIG, "A-49",
                     "an unknown operation does not fail with the class config");
    return {};
}

skipped cursors(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    std::vector<std::string> own;
    operation fetch;
    exchange answers;
    for_each_exchange(of, [&](const exchange& one, const std::string& where) {
        const ending came = drive(**connector, one.operation, playback(one), {}, of.found);
        if (one.operation.kind != DOVETAIL_OP_FETCH) return;
        fetch = one.operation;
        answers = one;
        for (const std::string& cursor : came.cursors) {
            own.push_back(cursor);
            const auto taken = accepts(**connector, cursor);
            of.found.require(taken.has_value(), "A-62",
                             where + "delivers a cursor that the plugin does not accept: " +
                                 (taken ? "" : taken.error().message));
        }
    });
    for (const std::string& cursor : strange_cursors(of, own)) {
        (void)accepts(**connector, cursor); // the proxy judges how it ends
        fetch.cursor = cursor;
        (void)drive(**connector, fetch, playback(answers), {}, of.found);
    }
    return {};
}

skipped cancellation(subject& of)
{
    interrupt_everywhere(of, DOVETAIL_EVENT_CANCELLED);
    return {};
}

skipped unknown_events(subject& of)
{
    interrupt_everywhere(of, unknown_kind);
    return {};
}

} // namespace dovetail::judge::cases
