// SPDX-License-Identifier: Apache-2.0
#include "lookup.hpp"

#include "create_match.hpp"
#include "pages.hpp"
#include "record_id.hpp"
#include "server_error.hpp"
#include "soql.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/view.hpp>

#include <set>
#include <string>
#include <vector>

namespace dovetail::salesforce {

namespace {

constexpr std::string_view doing = "look records up";

/// What is asked for, sorted by how it is looked for. Texts belong to the operation.
struct wishes
{
    std::set<std::string> ids;
    std::set<std::string_view> external_ids;
    std::vector<const dovetail_change*> contents;
};

wishes sort_wishes(const kit::operation& wanted, const configuration& config)
{
    wishes out;
    for (const dovetail_lookup& lookup : wanted.lookups()) {
        const std::string_view key = kit::view(lookup.key);
        const std::string_view idempotency_key = kit::view(lookup.create.idempotency_key);
        if (!key.empty()) {
            if (is_possible_id(key)) out.ids.insert(full_id(key));
        } else if (!config.external_id_field)
            out.contents.push_back(&lookup.create);
        else if (!idempotency_key.empty())
            out.external_ids.insert(idempotency_key);
    }
    return out;
}

/// Reads all records of `soql` into one batch.
kit::task<kit::batch_builder> read_all(const api& server, const columns& of, std::string soql)
{
    page_sequence pages{server, of, std::move(soql), doing};
    kit::batch_builder batch;
    while (co_await pages.read(batch))
        continue;
    co_return batch;
}

/// One row by its own URL: present, a tombstone, or nothing.
kit::task<kit::batch_builder> read_one(const api& server, const columns& of, std::string id)
{
    std::string path = "/sobjects/" + server.config().object + "/" + id + "?fields=";
    for (const column& item : of) {
        if (&item != &of.front()) path += ',';
        path += item.source;
    }
    const kit::answer answer = co_await server.send(server.request("GET", path));
    kit::batch_builder batch;
    if (answer.arrived() && (answer.status() == 404 || answer.status() == 400)) {
        const server_error error = read_server_error(answer);
        if (error.code == "ENTITY_IS_DELETED") {
            batch.add(id, {}, 0, DOVETAIL_TOMBSTONE);
            co_return batch;
        }
        const bool unknown = error.code == "NOT_FOUND" || error.code == "MALFORMED_ID" ||
                             error.code == "INVALID_CROSS_REFERENCE_KEY";
        if (unknown) co_return batch;
    }
    require_success(answer, doing);
    read_row(answer.body(), of, batch);
    co_return batch;
}

kit::task<void> look_up_ids(const api& server, const columns& of, std::set<std::string> ids)
{
    const std::string question = select(of, server.config().object) + " WHERE Id IN (";
    std::vector<std::string> literals;
    for (const std::string& id : ids)
        literals.push_back(soql::quote(id));
    for (const std::string& list : in_lists(literals, server.query_uri_size(question + ")"))) {
        kit::batch_builder batch = co_await read_all(server, of, question + list + ")");
        for (const dovetail_record& record : batch.records())
            ids.erase(full_id(kit::view(record.key)));
        if (!batch.empty()) co_await server.channel().deliver(std::move(batch));
    }
    for (const std::string& id : ids) {
        kit::batch_builder batch = co_await read_one(server, of, id);
        if (!batch.empty()) co_await server.channel().deliver(std::move(batch));
    }
}

/// A record that was deleted and made anew leaves two rows with one external id: the living one is
/// the answer.
void keep_the_living(kit::batch_builder& batch, std::string_view external_id_field)
{
    std::set<std::string_view> living;
    const auto external_id = [&](const dovetail_record& record) {
        return kit::find_text(kit::fields_of(record), external_id_field);
    };
    for (const dovetail_record& record : batch.records()) {
        if (record.kind != DOVETAIL_TOMBSTONE) living.insert(external_id(record));
    }
    batch.remove_if([&](const dovetail_record& record) {
        return record.kind == DOVETAIL_TOMBSTONE && living.contains(external_id(record));
    });
}

kit::task<void> look_up_external_ids(const api& server, const columns& of,
                                     const std::set<std::string_view>& external_ids)
{
    const std::string& field = *server.config().external_id_field;
    const std::string question = select(of, server.config().object) + " WHERE " + field + " IN (";
    std::vector<std::string> literals;
    for (const std::string_view id : external_ids)
        literals.push_back(soql::quote(id));
    for (const std::string& list : in_lists(literals, server.query_uri_size(question + ")"))) {
        kit::batch_builder batch = co_await read_all(server, of, question + list + ")");
        keep_the_living(batch, field);
        if (!batch.empty()) co_await server.channel().deliver(std::move(batch));
    }
}

kit::task<void> look_up_content(const api& server, const columns& of, const dovetail_change& create)
{
    kit::batch_builder batch =
        co_await read_all(server, of, candidates_soql(create, of, server.config().object));
    keep_only_match(batch, create);
    if (!batch.empty()) co_await server.channel().deliver(std::move(batch));
}

} // namespace

kit::exchange_task look_up_tasks(const api& server, const columns& of, const kit::operation& wanted)
{
    const wishes sorted = sort_wishes(wanted, server.config());
    if (!sorted.ids.empty()) co_await look_up_ids(server, of, sorted.ids);
    if (!sorted.external_ids.empty())
        co_await look_up_external_ids(server, of, sorted.external_ids);
    for (const dovetail_change* const create : sorted.contents)
        co_await look_up_content(server, of, *create);
}

} // namespace dovetail::salesforce
