// SPDX-License-Identifier: Apache-2.0
// The recorded conversation with one answer at a time made worse.
#include "judge/cases.hpp"
#include "judge/hostile.hpp"
#include "judge/robot.hpp"

#include <algorithm>
#include <array>

namespace dovetail::judge::cases {
namespace {

/// A bound for the time a case takes: an answer that is longer is cut at as many places of it.
constexpr std::size_t most_cuts = 2'000;

/// All exchanges and what came of them with the answers as they are.
struct rehearsal
{
    const exchange& recorded;
    ending whole;
    std::string where;
};

std::vector<rehearsal> rehearse(subject& of, const dovetail_connector& connector)
{
    std::vector<rehearsal> out;
    for (const exchange& one : of.conversation().exchanges)
        out.push_back({one, drive(connector, one.operation, playback(one), {}, of.found),
                       "exchange " + std::to_string(out.size() + 1) + " of the conversation"});
    return out;
}

/// The exchange with another answer to one request.
ending with_answer(subject& of, const dovetail_connector& connector, const rehearsal& base,
                   std::size_t request, const answer& other)
{
    const server recorded = playback(base.recorded);
    const server changed = [&](const judge::request& asked, std::size_t index) {
        return index == request ? other : recorded(asked, index);
    };
    return drive(connector, base.recorded.operation, changed, {}, of.found);
}

bool any_applied(const ending& came)
{
    return std::find(came.applied.begin(), came.applied.end(), true) != came.applied.end();
}

/// A read that ends well from a part of an answer has delivered what the whole one says; a write
/// says APPLIED only where the whole answer says so.
void judge_cut(subject& of, const rehearsal& base, const ending& came, const std::string& what)
{
    if (base.recorded.operation.kind == DOVETAIL_OP_WRITE) {
        for (std::size_t at = 0; at < came.applied.size() && at < base.whole.applied.size(); ++at)
            of.found.require(!came.applied[at] || base.whole.applied[at], "A-69",
                             what + " change " + std::to_string(at + 1) +
                                 " counts as applied, which the whole answer does not say");
        return;
    }
    if (!came.done() || !base.whole.done()) return;
    of.found.require(came.deliveries == base.whole.deliveries, "A-69",
                     what + " it ends well and has delivered something else: " +
                         std::to_string(came.deliveries.size()) + " records instead of " +
                         std::to_string(base.whole.deliveries.size()));
}

} // namespace

skipped transport_failures(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    for (const bool maybe : {false, true}) {
        const answer lost = answer::lost(maybe);
        for (const rehearsal& base : rehearse(of, **connector)) {
            for (std::size_t at = 0; at < base.whole.turns.size() && !of.found.any(); ++at)
                (void)with_answer(of, **connector, base, at, lost);
            const server silent = [&](const request&, std::size_t) { return lost; };
            const ending came = drive(**connector, base.recorded.operation, silent, {}, of.found);
            of.found.require(!any_applied(came), "A-68",
                             base.where + ": a change counts as applied although no answer came");
            const bool asked_and_done = came.done() && !came.turns.empty();
            of.found.require(!asked_and_done || base.recorded.operation.kind == DOVETAIL_OP_WRITE ||
                                 base.recorded.operation.kind == DOVETAIL_OP_LISTEN,
                             "A-68", base.where + ": it ends well although no answer came");
        }
    }
    return {};
}

skipped statuses(subject& of)
{
    constexpr std::array<std::uint32_t, 26> all{0,   100, 204, 206, 300, 302, 304, 400, 401,
                                                403, 404, 405, 409, 410, 412, 413, 414, 415,
                                                422, 428, 429, 500, 502, 503, 504, 999};
    const std::array<std::string, 4> delays{"", "120", "Wed, 21 Oct 2026 07:28:00 GMT", "-1e99"};
    const auto connector = of.connector();
    if (!connector) return {};
    for (const rehearsal& base : rehearse(of, **connector)) {
        for (std::size_t at = 0; at < base.whole.turns.size(); ++at) {
            for (const std::uint32_t status : all) {
                if (of.found.any()) return {};
                for (const std::string& delay : delays) {
                    answer other = base.whole.turns[at].second;
                    other.arrived = true;
                    other.status = status;
                    if (!delay.empty()) other.headers.emplace_back("retry-after", delay);
                    (void)with_answer(of, **connector, base, at, other);
                }
            }
        }
    }
    return {};
}

skipped cut_answers(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    for (const rehearsal& base : rehearse(of, **connector)) {
        for (std::size_t at = 0; at < base.whole.turns.size(); ++at) {
            const answer& whole = base.whole.turns[at].second;
            for (std::size_t size = 0; size < whole.body.size(); ++size) {
                const bool is_picked = of.random() % whole.body.size() < most_cuts;
                if (!is_picked) continue;
                if (of.found.any()) return {};
                answer cut = whole;
                cut.body.resize(size);
                judge_cut(of, base, with_answer(of, **connector, base, at, cut),
                          base.where + ", its answer " + std::to_string(at + 1) + " cut at byte " +
                              std::to_string(size) + ':');
            }
        }
    }
    return {};
}

skipped hostile_answers(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    for (const rehearsal& base : rehearse(of, **connector)) {
        for (std::size_t at = 0; at < base.whole.turns.size(); ++at) {
            const answer& whole = base.whole.turns[at].second;
            for (std::string& body : hostile_bodies(whole.body, of.random)) {
                if (of.found.any()) return {};
                answer other = whole;
                other.arrived = true;
                other.body = std::move(body);
                (void)with_answer(of, **connector, base, at, other);
            }
        }
    }
    return {};
}

} // namespace dovetail::judge::cases
