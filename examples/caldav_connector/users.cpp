// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"

#include <dovetail/kit/view.hpp>

namespace caldav {

namespace {

void add(kit::batch_builder& out, const user& one)
{
    out.add(one.calendar)
        .text("email", one.email)
        .text("name", one.name)
        .text("time_zone", one.time_zone)
        .boolean("active", true);
}

/// As mail servers compare the addresses that people type.
bool same_address(std::string_view a, std::string_view b) noexcept
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (a.size() != b.size()) return false;
    for (std::size_t at = 0; at < a.size(); ++at)
        if (lower(a[at]) != lower(b[at])) return false;
    return true;
}

} // namespace

kit::exchange_task fetch_users(const configuration& server, kit::channel& channel)
{
    kit::batch_builder batch{server.users.size()};
    for (const user& one : server.users)
        add(batch, one);
    co_await channel.deliver(std::move(batch));
}

kit::exchange_task look_up_users(const configuration& server, kit::channel& channel,
                                 const kit::operation& wanted)
{
    kit::batch_builder batch;
    for (const dovetail_lookup& asked : wanted.lookups()) {
        const auto key = kit::view(asked.key);
        const auto email = kit::find_text(kit::fields_of(asked.create), "email");
        for (const user& one : server.users)
            if (key.empty() ? same_address(one.email, email) : one.calendar == key) add(batch, one);
    }
    co_await channel.deliver(std::move(batch));
}

} // namespace caldav
