// SPDX-License-Identifier: Apache-2.0
#include "script.hpp"

#include <dovetail/abi/exchange.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace dovetail::fuzz {
namespace {

constexpr std::size_t most_operations = 8;
constexpr std::size_t most_answers = 64;
constexpr std::int64_t now_us = 1'790'000'000'000'000;

std::string_view take_line(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

bool begins_something(std::string_view text)
{
    return text.starts_with("> ") || text.starts_with("< ");
}

judge::change a_change(std::uint32_t action, std::string key)
{
    judge::change out;
    out.action = action;
    out.key = action == DOVETAIL_CREATE ? std::string{} : std::move(key);
    if (action == DOVETAIL_CREATE) out.idempotency_key = "sync/l/" + std::move(key) + "/1";
    out.fields = {{"Subject", {DOVETAIL_TEXT, 0, "Call \"Bob\"\r\n"}},
                  {"subject", {DOVETAIL_TEXT, 0, "Call Bob"}},
                  {"ActivityDate", {DOVETAIL_DATE, 20'000, {}}}};
    out.intended_at_us = now_us;
    return out;
}

/// Keys as both servers write them: a connector may look at their shape.
void add_work(judge::operation& to)
{
    const std::array<std::string, 3> keys{"00T000000000001AAA", "task-1", "00T000000000002AAA"};
    if (to.kind == DOVETAIL_OP_WRITE) {
        to.changes = {a_change(DOVETAIL_CREATE, keys[0]), a_change(DOVETAIL_UPDATE, keys[1]),
                      a_change(DOVETAIL_UPDATE, keys[0]), a_change(DOVETAIL_DELETE, keys[2])};
        to.changes[2].revision = "2026-11-24T10:00:00.000+0000";
    }
    if (to.kind == DOVETAIL_OP_LOOKUP)
        to.lookups = {{keys[0], {}}, {keys[1], {}}, {{}, a_change(DOVETAIL_CREATE, keys[2])}};
}

judge::operation operation_of(std::string_view word)
{
    judge::operation out;
    out.now_us = now_us;
    out.owners = {"005000000000001AAA", "user-1"};
    if (word == "check")
        out.kind = DOVETAIL_OP_CHECK;
    else if (word == "users")
        out.collection = "users";
    else if (word == "tombstones")
        out.tombstones_only = true;
    else if (word == "write")
        out.kind = DOVETAIL_OP_WRITE;
    else if (word == "lookup")
        out.kind = DOVETAIL_OP_LOOKUP;
    else if (word == "listen")
        out.kind = DOVETAIL_OP_LISTEN;
    add_work(out);
    return out;
}

judge::answer take_answer(std::string_view status_line, std::string_view& text)
{
    unsigned status = 200;
    std::from_chars(status_line.data(), status_line.data() + status_line.size(), status);
    if (status < 2) return judge::answer::lost(status == 1);
    judge::answer out;
    out.status = status % 1000;
    while (!text.empty() && !begins_something(text)) {
        const auto line = take_line(text);
        const auto colon = line.find(": ");
        if (line.empty() || colon == line.npos) break;
        out.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    while (!text.empty() && !begins_something(text))
        out.body.append(take_line(text)).push_back('\n');
    return out;
}

} // namespace

std::vector<turn> read_script(std::string_view text)
{
    std::vector<turn> out;
    std::size_t answers = 0;
    while (!text.empty() && out.size() <= most_operations && answers < most_answers) {
        const auto line = take_line(text);
        if (line.starts_with("> ")) {
            out.push_back({operation_of(line.substr(2)), {}});
            continue;
        }
        if (out.empty()) out.push_back({operation_of("fetch"), {}});
        out.back().answers.push_back(
            take_answer(line.starts_with("< ") ? line.substr(2) : "200", text));
        ++answers;
    }
    return out;
}

} // namespace dovetail::fuzz
