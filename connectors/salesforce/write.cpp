// SPDX-License-Identifier: Apache-2.0
#include "write.hpp"

#include "duplicate.hpp"
#include "pages.hpp"
#include "record_json.hpp"
#include "soql.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/view.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

using kit::error_class;

constexpr std::string_view doing = "write records";

kit::failure malformed()
{
    return {error_class::retryable, "malformed_answer",
            "Salesforce took the request, but its answer cannot be read; it was "
            "probably cut"};
}

kit::failure no_such_id()
{
    return {error_class::gone, "NOT_FOUND",
            "the record's key is no Salesforce id, so there is no such record"};
}

kit::failure ambiguous()
{
    return {error_class::rejected, "ambiguous_external_id",
            "several records have the same external id: make the field unique, or "
            "correct the records"};
}

/// Whether an error concerns more than the request it answers, so that the next would fare alike.
bool concerns_all(const server_error& error, const kit::failure& meaning)
{
    if (meaning.kind == error_class::auth || meaning.kind == error_class::throttled) return true;
    return error.status >= 500 && error.code != "UNABLE_TO_LOCK_ROW";
}

/// "invalid cross reference id" means the record itself unless another field is named.
bool names_no_other_field(const server_error& error)
{
    return std::all_of(error.fields.begin(), error.fields.end(),
                       [](const std::string& field) { return field == "Id" || field == "id"; });
}

} // namespace

task_write::task_write(const api& server, const kit::operation& wanted)
    : server_{server}, wanted_{wanted}, outcomes_{wanted.changes().size()}
{
}

const dovetail_change& task_write::change(std::size_t index) const
{
    return wanted_.changes()[index];
}

std::optional<write_kind> task_write::kind_of(const dovetail_change& change) const
{
    switch (change.action) {
    case DOVETAIL_CREATE:
        return server_.config().external_id_field && change.idempotency_key.size != 0
                   ? write_kind::upsert
                   : write_kind::create;
    case DOVETAIL_UPDATE:
        return change.revision.size != 0 ? write_kind::update_if : write_kind::update;
    case DOVETAIL_DELETE:
        return write_kind::remove;
    default:
        return std::nullopt;
    }
}

void task_write::sort_out()
{
    for (std::size_t index = 0; index < wanted_.changes().size(); ++index) {
        const auto kind = kind_of(change(index));
        if (!kind)
            outcomes_.not_applied(
                index, {error_class::bug, "unknown_action",
                        "a change has the unknown action " + std::to_string(change(index).action)});
        else if (change(index).action != DOVETAIL_CREATE &&
                 !is_possible_id(kit::view(change(index).key)))
            outcomes_.not_applied(index, no_such_id());
        else
            groups_[static_cast<std::size_t>(*kind)].push_back(index);
    }
}

kit::exchange_task task_write::run()
{
    if (wanted_.changes().size() > largest_collection)
        throw kit::plugin_error{error_class::bug, "batch_too_large",
                                "a write takes at most " + std::to_string(largest_collection) +
                                    " changes"};
    sort_out();
    for (std::size_t kind = 0; kind < groups_.size(); ++kind) {
        const indices& group = groups_[kind];
        if (group.empty() || stopped_) continue;
        if (static_cast<write_kind>(kind) != write_kind::update_if) {
            co_await write_collection(static_cast<write_kind>(kind), group);
            continue;
        }
        for (const std::size_t index : group) {
            if (!stopped_) co_await update_if(index);
        }
    }
    if (!unresolved_.empty()) co_await resolve();
    settle_unsent();
    co_await server_.channel().deliver(std::move(outcomes_));
}

kit::task<void> task_write::write_collection(write_kind kind, const indices& group)
{
    std::vector<const dovetail_change*> changes;
    for (const std::size_t index : group)
        changes.push_back(&change(index));
    const kit::answer answer = co_await server_.send(collection_request(server_, kind, changes));
    settle_collection(kind, group, answer);
}

void task_write::settle_collection(write_kind kind, const indices& group, const kit::answer& from)
{
    if (!from.arrived() || from.status() / 100 > 3)
        return settle_refused(group, from, concern::org);
    if (from.status() == 300) {
        for (const std::size_t index : group)
            outcomes_.not_applied(index, ambiguous());
        return;
    }
    const auto results = read_results(from.body(), group.size());
    for (std::size_t at = 0; at < group.size(); ++at) {
        if (results && (*results)[at].readable)
            settle_record(kind, group[at], (*results)[at]);
        else
            outcomes_.unknown(group[at], malformed(), kit::view(change(group[at]).key));
    }
}

/// A request that failed as a whole: it did nothing, or nobody knows.
void task_write::settle_refused(const indices& group, const kit::answer& from, concern whose)
{
    kit::failure meaning;
    bool doubt = from.maybe_sent();
    if (!from.arrived())
        stopped_ = meaning = transport_failure(from, doing);
    else {
        const server_error error = read_server_error(from);
        meaning = classify(from, whose, doing);
        doubt = leaves_doubt(error);
        if (concerns_all(error, meaning)) stopped_ = meaning;
    }
    for (const std::size_t index : group) {
        const std::string_view key = kit::view(change(index).key);
        if (doubt)
            outcomes_.unknown(index, meaning, key);
        else
            outcomes_.not_applied(index, meaning, key);
    }
}

void task_write::settle_record(write_kind kind, std::size_t index, const record_result& result)
{
    if (!result.success) return settle_failed(kind, index, result.error);
    const std::string_view key =
        result.id.empty() ? kit::view(change(index).key) : std::string_view{result.id};
    if (!key.empty())
        outcomes_.applied(index, key);
    else if (kind == write_kind::upsert)
        unresolved_.push_back({index, std::nullopt});
    else
        outcomes_.unknown(index, {error_class::retryable, "no_id",
                                  "Salesforce says that it created the record, but not its id"});
}

void task_write::settle_failed(write_kind kind, std::size_t index, const server_error& error)
{
    const std::string_view key = kit::view(change(index).key);
    const bool creates = kind == write_kind::upsert || kind == write_kind::create;
    kit::failure meaning = classify(error, concern::record, doing);
    if (error.code.empty()) return outcomes_.unknown(index, malformed(), key);
    if (kind == write_kind::remove && error.code == "ENTITY_IS_DELETED")
        return outcomes_.applied(index, key);
    if (kind == write_kind::upsert && error.code == "DUPLICATE_VALUE") {
        const std::string id = duplicate_of(error.message, *server_.config().external_id_field);
        if (!id.empty()) return outcomes_.applied(index, id);
        unresolved_.push_back({index, std::move(meaning)});
        return;
    }
    if (!creates && error.code == "INVALID_CROSS_REFERENCE_KEY" && names_no_other_field(error))
        meaning.kind = error_class::gone;
    outcomes_.not_applied(index, meaning, key);
}

/// Conditional requests exist for single rows only, and not for DELETE (REST guide, "Conditional
/// Request Headers"). Never repeated by itself: the second would meet the change of the first.
kit::task<void> task_write::update_if(std::size_t index)
{
    const dovetail_change& wanted = change(index);
    const auto revision = kit::parse_instant(kit::view(wanted.revision));
    if (!revision) {
        outcomes_.not_applied(index, {error_class::conflict, "unknown_revision",
                                      "the change's revision is no time stamp of Salesforce's"});
        co_return;
    }
    std::string members;
    append_members(members, wanted);
    const std::string body = "{" + members.substr(members.empty() ? 0 : 1) + "}";
    kit::request patch = server_.request("PATCH", "/sobjects/" + server_.config().object + "/" +
                                                      std::string{kit::view(wanted.key)});
    patch.header("if-unmodified-since", kit::format_http_date(*revision)).json(body);
    const kit::answer answer = co_await server_.send(std::move(patch));
    if (answer.arrived() && answer.status() / 100 == 2)
        outcomes_.applied(index, kit::view(wanted.key));
    else
        settle_refused({index}, answer, concern::record);
}

/// What was never sent, because an earlier request showed that it would not get through.
void task_write::settle_unsent()
{
    if (!stopped_) return;
    stopped_->message =
        "not sent, because an earlier request of the same write failed: " + stopped_->message;
    for (std::size_t index = 0; index < outcomes_.size(); ++index) {
        if (!outcomes_.is_set(index))
            outcomes_.not_applied(index, *stopped_, kit::view(change(index).key));
    }
}

/// Finds the keys of creates that are so without the server having said which record it is.
kit::task<void> task_write::resolve()
{
    try {
        co_await read_unresolved();
    } catch (const kit::plugin_error&) {
        // The write's own outcome stands; the host looks the records up when the org answers again.
    }
    for (const unresolved& item : unresolved_) {
        if (outcomes_.is_set(item.index)) continue;
        if (item.refused)
            outcomes_.not_applied(item.index, *item.refused);
        else
            outcomes_.unknown(item.index, malformed());
    }
}

kit::task<void> task_write::read_unresolved()
{
    const std::string& field = *server_.config().external_id_field;
    const columns of{{"Id", "Id", column_kind::text, column_role::id},
                     {field, field},
                     {"IsDeleted", "IsDeleted", column_kind::text, column_role::deleted}};
    const std::string question = select(of, server_.config().object) + " WHERE " + field + " IN (";
    std::vector<std::string> literals;
    for (const unresolved& item : unresolved_)
        literals.push_back(soql::quote(kit::view(change(item.index).idempotency_key)));
    kit::batch_builder found;
    for (const std::string& list : in_lists(literals, server_.query_uri_size(question + ")"))) {
        page_sequence pages{server_, of, question + list + ")", doing};
        while (co_await pages.read(found))
            continue;
    }
    for (const dovetail_record& record : found.records()) {
        if (record.kind == DOVETAIL_TOMBSTONE) continue;
        for (const unresolved& item : unresolved_) {
            if (kit::find_text(kit::fields_of(record), field) ==
                kit::view(change(item.index).idempotency_key))
                outcomes_.applied(item.index, kit::view(record.key));
        }
    }
}

} // namespace dovetail::salesforce
