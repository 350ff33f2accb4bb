// SPDX-License-Identifier: Apache-2.0
// The connector, loaded as a host loads it, and the operations tests ask of it.
#pragma once

#include "plugin/support/conversation.hpp"
#include "plugin/support/loaded_plugin.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::test {

/// A change whose texts live as long as it does.
struct asked_change
{
    std::uint32_t action = DOVETAIL_UPDATE;
    std::string key{};
    std::string idempotency_key{};
    std::string revision{};
    std::vector<std::pair<std::string, kept_value>> fields{};

    std::vector<dovetail_field> borrowed_fields() const
    {
        std::vector<dovetail_field> out;
        for (const auto& [name, value] : fields)
            out.push_back(
                {kit::borrow(name), {value.kind, 0, value.number, kit::borrow(value.text)}});
        return out;
    }
};

inline asked_change create(std::string_view key, std::string_view name = "Call Ada")
{
    return {DOVETAIL_CREATE,
            "",
            std::string(key),
            "",
            {{"name", {DOVETAIL_TEXT, 0, std::string(name)}},
             {"assignee_id", {DOVETAIL_TEXT, 0, "usr_1"}}}};
}
inline asked_change update(std::string_view key, std::string_view revision = {})
{
    return {DOVETAIL_UPDATE,
            std::string(key),
            "",
            std::string(revision),
            {{"status", {DOVETAIL_TEXT, 0, "complete"}}, {"due_at", {}}}};
}
inline asked_change removal(std::string_view key, std::string_view revision = {})
{
    return {DOVETAIL_DELETE, std::string(key), "", std::string(revision), {}};
}

class connector_under_test
{
public:
    explicit connector_under_test(std::string_view configuration = "{}")
        : connector_(factory(), configuration)
    {
    }

    const dovetail_connector& get() const noexcept { return *connector_; }

    dovetail_abilities abilities() const
    {
        dovetail_abilities out{};
        out.struct_size = sizeof out;
        connector_->abilities(connector_->self, &out);
        return out;
    }

    conversation check(const server& respond) const
    {
        return converse(*connector_, operation_of(DOVETAIL_OP_CHECK), respond);
    }

    conversation fetch(const server& respond, const std::string& cursor = {},
                       const dovetail_scope* scope = nullptr, std::string_view collection = {},
                       std::int64_t later_us = 0) const
    {
        auto wanted = operation_of(DOVETAIL_OP_FETCH);
        wanted.now_us += later_us;
        wanted.cursor = kit::borrow_bytes(cursor);
        wanted.scope = scope;
        wanted.collection = kit::borrow(collection);
        return converse(*connector_, wanted, respond);
    }

    conversation listen(const server& respond, const std::string& cursor = {}) const
    {
        auto wanted = operation_of(DOVETAIL_OP_LISTEN);
        wanted.cursor = kit::borrow_bytes(cursor);
        return converse(*connector_, wanted, respond);
    }

    conversation write(const std::vector<asked_change>& changes, const server& respond) const
    {
        std::vector<std::vector<dovetail_field>> fields;
        for (const auto& change : changes)
            fields.push_back(change.borrowed_fields());
        std::vector<dovetail_change> wire;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            dovetail_change one{};
            one.struct_size = sizeof one;
            one.action = changes[i].action;
            one.key = kit::borrow(changes[i].key);
            one.idempotency_key = kit::borrow(changes[i].idempotency_key);
            one.revision = kit::borrow(changes[i].revision);
            one.fields = fields[i].data();
            one.field_count = fields[i].size();
            wire.push_back(one);
        }
        auto wanted = operation_of(DOVETAIL_OP_WRITE);
        wanted.changes = wire.data();
        wanted.change_count = wire.size();
        return converse(*connector_, wanted, respond);
    }

    conversation look_up(const std::vector<dovetail_lookup>& lookups, const server& respond,
                         std::string_view collection = {}) const
    {
        auto wanted = operation_of(DOVETAIL_OP_LOOKUP);
        wanted.lookups = lookups.data();
        wanted.lookup_count = lookups.size();
        wanted.collection = kit::borrow(collection);
        return converse(*connector_, wanted, respond);
    }

private:
    static const dovetail_connector_factory& factory()
    {
        static const loaded_plugin plugin{SALES_CONNECT_PLUGIN};
        return plugin.extension<dovetail_connector_factory>(DOVETAIL_CONNECTOR_ID);
    }

    made_connector connector_;
};

inline dovetail_lookup by_key(std::string_view key)
{
    dovetail_lookup out{};
    out.struct_size = sizeof out;
    out.create.struct_size = sizeof out.create;
    out.key = kit::borrow(key);
    return out;
}
inline dovetail_lookup by_client_key(std::string_view client_key)
{
    auto out = by_key({});
    out.create.idempotency_key = kit::borrow(client_key);
    return out;
}

/// A task as the assumed contract writes it.
inline std::string task_json(std::string_view id, std::string_view updated_at,
                             std::string_view more = {})
{
    return R"({"id":")" + std::string(id) + R"(","revision":"r-)" + std::string(id) +
           R"(","name":"Call Ada","status":"open","priority":"normal","due_at":"2026-01-02",)" +
           R"("details":"About the engine","assignee_id":"usr_1","type":"call",)" +
           R"("person":{"name":"Ada","email":"ada@example.com"},)" +
           R"("campaign":{"name":"Spring","day":3,"step":"2"},"call_outcome":null,)" +
           R"("call_reason":null,"client_key":"key-1",)" +
           R"("created_at":"2025-12-31T00:00:00.000000Z",)" + R"("updated_at":")" +
           std::string(updated_at) + '"' + std::string(more) + "}";
}

/// A page of tasks.
inline std::string page_json(const std::vector<std::string>& tasks, std::string_view cursor,
                             bool more = false, std::size_t total = 0)
{
    std::string out = R"({"tasks":[)";
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (i != 0) out += ',';
        out += tasks[i];
    }
    return out + R"(],"next_cursor":")" + std::string(cursor) + R"(","has_more":)" +
           (more ? "true" : "false") + R"(,"total":)" + std::to_string(total) + "}";
}

/// Answers with these, one after another; fails the test when it is asked more often.
inline server script(std::vector<reply> replies)
{
    auto next = std::make_shared<std::size_t>(0);
    return [replies = std::move(replies), next](const sent_request& request) {
        if (*next >= replies.size())
            throw std::runtime_error("unexpected request: " + request.target);
        return replies[(*next)++];
    };
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace dovetail::test
