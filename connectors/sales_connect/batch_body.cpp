// SPDX-License-Identifier: Apache-2.0
#include "batch_body.hpp"

#include "json_writer.hpp"

#include <dovetail/kit/view.hpp>

#include <algorithm>

namespace dovetail::sales_connect {

namespace {

/// Guess of an operation's size, so that the body grows once.
constexpr std::size_t guessed_size = 512;

/// Where a native field is in the JSON text.
std::string_view path_of(const profile& server, std::string_view native)
{
    const auto& names = server.tasks.fields;
    const auto found = std::find(names.begin(), names.end(), native);
    if (found == names.end()) return native;
    return server.tasks.paths[static_cast<std::size_t>(found - names.begin())];
}

void append_task(std::string& out, const profile& server, const dovetail_change& change)
{
    object_writer task(out);
    for (const auto& field : kit::fields_of(change))
        kit::append_json_value(task.member(path_of(server, kit::view(field.name))), field);
    task.end();
}

void append_operation(std::string& out, const profile& server, const dovetail_change& change)
{
    const auto& names = server.batch;
    object_writer operation(out);
    if (change.action == DOVETAIL_CREATE) {
        operation.text(names.op, names.create);
        operation.text(names.client_key, kit::view(change.idempotency_key));
    } else {
        operation.text(names.op, change.action == DOVETAIL_DELETE ? names.remove : names.update);
        operation.text(names.id, kit::view(change.key));
        if (change.revision.size > 0) operation.text(names.if_match, kit::view(change.revision));
    }
    if (change.action != DOVETAIL_DELETE) append_task(operation.member(names.task), server, change);
    operation.end();
}

} // namespace

std::optional<kit::failure> why_not_writable(const profile& server, const dovetail_change& change)
{
    if (change.action < DOVETAIL_CREATE || change.action > DOVETAIL_DELETE)
        return kit::failure{kit::error_class::bug, "unknown_action",
                            "the connector does not know the action " +
                                std::to_string(change.action)};
    const bool creates = change.action == DOVETAIL_CREATE;
    if (creates ? change.idempotency_key.size == 0 : change.key.size == 0)
        return kit::failure{kit::error_class::bug, "missing_key",
                            creates ? "a create without an idempotency key could be doubled"
                                    : "an update or a delete needs the record's key"};
    for (const auto& field : kit::fields_of(change)) {
        const auto path = path_of(server, kit::view(field.name));
        if (path.find('.') == std::string_view::npos) continue;
        return kit::failure{kit::error_class::config, "field_not_writable",
                            "the field " + std::string(path) +
                                " is part of another object and cannot be written: take it out of "
                                "the mapping, or make it a member of the task in the profile"};
    }
    return std::nullopt;
}

std::string batch_body(const profile& server, std::span<const dovetail_change* const> changes)
{
    std::string out;
    out.reserve(changes.size() * guessed_size);
    object_writer body(out);
    body.member(server.batch.operations) += '[';
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (i != 0) out += ',';
        append_operation(out, server, *changes[i]);
    }
    out += ']';
    body.end();
    return out;
}

bool is_repeatable(std::span<const dovetail_change* const> changes) noexcept
{
    return std::none_of(changes.begin(), changes.end(), [](const dovetail_change* change) {
        return change->action == DOVETAIL_UPDATE && change->revision.size > 0;
    });
}

} // namespace dovetail::sales_connect
