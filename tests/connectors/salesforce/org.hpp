// SPDX-License-Identifier: Apache-2.0
// The plugin, loaded, and answers as Salesforce writes them.
#pragma once

#include "plugin/support/conversation.hpp"
#include "plugin/support/loaded_plugin.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::test {

inline constexpr std::string_view task_fields =
    "Id,Subject,Description,ActivityDate,Status,Priority,OwnerId,TaskSubtype,IsRecurrence,IsClosed,"
    "IsDeleted,IsArchived,CreatedDate,LastModifiedDate,SystemModstamp,Dovetail_Key__c";

struct row
{
    std::string id;
    std::string stamp = "2026-01-01T00:00:00.000+0000";
    std::string subject = "Call";
    bool deleted = false;
    std::string owner = "005000000000001AAA";
    std::string key = "";
    std::string description = "";
};

/// A row in the order of the query's columns.
inline std::string to_json(const row& from)
{
    const auto text = [](const std::string& value) {
        return value.empty() ? std::string{"null"} : "\"" + value + "\"";
    };
    return R"({"attributes":{"type":"Task","url":"/services/data/v62.0/sobjects/Task/)" + from.id +
           R"("},"Id":")" + from.id + R"(","Subject":)" + text(from.subject) +
           R"(,"Description":)" + text(from.description) +
           R"(,"ActivityDate":"2026-02-28","Status":"Not Started","Priority":"Normal",)" +
           R"("OwnerId":")" + from.owner +
           R"(","TaskSubtype":"Task","IsRecurrence":false,"IsClosed":false,)" + R"("IsDeleted":)" +
           (from.deleted ? "true" : "false") +
           R"(,"IsArchived":false,"CreatedDate":"2025-12-31T00:00:00.000+0000",)" +
           R"("LastModifiedDate":"2025-12-31T12:00:00.000+0000","SystemModstamp":")" + from.stamp +
           R"(","Dovetail_Key__c":)" + text(from.key) + "}";
}

/// A page; `next` empty: it is the last one.
inline std::string to_page(const std::vector<row>& rows, std::size_t total,
                           const std::string& next = "")
{
    std::string out = R"({"totalSize":)" + std::to_string(total) + R"(,"done":)" +
                      (next.empty() ? "true" : "false");
    if (!next.empty()) out += R"(,"nextRecordsUrl":")" + next + "\"";
    out += R"(,"records":[)";
    for (const row& item : rows)
        out += (&item == &rows.front() ? "" : ",") + to_json(item);
    return out + "]}";
}

inline std::string error_body(const std::string& code, const std::string& message = "said")
{
    return R"([{"message":")" + message + R"(","errorCode":")" + code + R"("}])";
}

/// %XX undone, for reading a request's SOQL.
inline std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        out += static_cast<char>(std::stoi(std::string{text.substr(at + 1, 2)}, nullptr, 16));
        at += 2;
    }
    return out;
}

/// Replies in turn; throws when there are more requests than replies.
class script
{
public:
    script(std::initializer_list<reply> replies) : replies_{replies} {}
    reply operator()(const sent_request& request)
    {
        if (replies_.empty()) throw std::runtime_error{"not expected: " + request.target};
        reply next = std::move(replies_.front());
        replies_.pop_front();
        return next;
    }

private:
    std::deque<reply> replies_;
};

struct org
{
    explicit org(std::string_view configuration = "{}") : connector{factory(), configuration} {}

    static const dovetail_connector_factory& factory()
    {
        static const loaded_plugin plugin{SALESFORCE_PLUGIN};
        return plugin.extension<dovetail_connector_factory>(DOVETAIL_CONNECTOR_ID);
    }

    conversation run(const dovetail_operation& operation, const server& respond) const
    {
        return converse(*connector, operation, respond);
    }
    conversation fetch(std::string_view cursor, const server& respond) const
    {
        auto operation = operation_of(DOVETAIL_OP_FETCH);
        operation.cursor = kit::borrow_bytes(cursor);
        return run(operation, respond);
    }

    made_connector connector;
};

} // namespace dovetail::test
