// SPDX-License-Identifier: Apache-2.0
#include "judge/generic.hpp"

namespace dovetail::judge {
namespace {

constexpr std::int64_t some_time_us = 1'767'225'600'000'000; // 2026-01-01T00:00:00Z

answer said(std::uint32_t status, std::string body)
{
    return {true, true, status, {{"content-type", "application/json"}}, std::move(body)};
}

exchange exchange_of(std::uint32_t kind)
{
    exchange out;
    out.operation.kind = kind;
    out.operation.now_us = some_time_us;
    out.turns = {{{}, said(200, "{}")}, {{}, said(200, "[]")}, {{}, said(404, "{}")}};
    return out;
}

fields some_fields()
{
    return {{"name", {DOVETAIL_TEXT, 0, "Call Ada"}}, {"done", {DOVETAIL_BOOL, 1, {}}}};
}

} // namespace

conversation generic_conversation()
{
    conversation out;
    for (const std::uint32_t kind : {DOVETAIL_OP_CHECK, DOVETAIL_OP_FETCH, DOVETAIL_OP_LISTEN})
        out.exchanges.push_back(exchange_of(kind));

    exchange writes = exchange_of(DOVETAIL_OP_WRITE);
    for (const std::uint32_t action : {DOVETAIL_CREATE, DOVETAIL_UPDATE, DOVETAIL_DELETE}) {
        writes.operation.changes = {{action, action == DOVETAIL_CREATE ? "" : "7", "judge-1", "",
                                     some_fields(), some_time_us}};
        out.exchanges.push_back(writes);
    }
    exchange looks = exchange_of(DOVETAIL_OP_LOOKUP);
    looks.operation.lookups = {{"7", {}}};
    out.exchanges.push_back(looks);
    looks.operation.lookups = {
        {"", {DOVETAIL_CREATE, "", "judge-1", "", some_fields(), some_time_us}}};
    out.exchanges.push_back(looks);
    return out;
}

} // namespace dovetail::judge
