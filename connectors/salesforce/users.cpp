// SPDX-License-Identifier: Apache-2.0
#include "users.hpp"

#include "column.hpp"
#include "pages.hpp"
#include "record_id.hpp"
#include "soql.hpp"

#include <set>
#include <string>
#include <vector>

namespace dovetail::salesforce {

namespace {

constexpr std::string_view doing = "read users";

kit::task<void> deliver_all(const api& server, const columns& of, std::string soql)
{
    page_sequence pages{server, of, std::move(soql), doing};
    for (;;) {
        kit::batch_builder batch;
        if (!co_await pages.read(batch)) co_return;
        if (batch.empty()) continue;
        co_await server.channel().deliver(std::move(batch), {}, pages.total());
    }
}

kit::task<void> look_up(const api& server, const columns& of, std::string_view field,
                        const std::set<std::string>& keys)
{
    const std::string question = select(of, "User") + " WHERE " + std::string{field} + " IN (";
    std::vector<std::string> literals;
    for (const std::string& key : keys)
        literals.push_back(soql::quote(key));
    for (const std::string& list : in_lists(literals, server.query_uri_size(question + ")")))
        co_await deliver_all(server, of, question + list + ")");
}

} // namespace

kit::exchange_task fetch_users(const api& server)
{
    const columns of = user_columns();
    co_await deliver_all(server, of, select(of, "User") + " ORDER BY Id");
}

kit::exchange_task look_up_users(const api& server, const kit::operation& wanted)
{
    const columns of = user_columns();
    std::set<std::string> ids;
    std::set<std::string> addresses;
    for (const dovetail_lookup& lookup : wanted.lookups()) {
        const std::string_view key = kit::view(lookup.key);
        if (key.find('@') != std::string_view::npos)
            addresses.emplace(key);
        else if (is_possible_id(key))
            ids.insert(full_id(key));
    }
    co_await look_up(server, of, "Id", ids);
    co_await look_up(server, of, "Email", addresses);
}

} // namespace dovetail::salesforce
