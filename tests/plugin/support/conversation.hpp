// SPDX-License-Identifier: Apache-2.0
// Drives an exchange as a host does, with a function for a server, and keeps what came out.
#pragma once

#include <dovetail/abi/connector.h>
#include <dovetail/kit/view.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::test {

struct sent_request
{
    std::string method{};
    std::string target{};
    std::string body{};
    std::map<std::string, std::string> headers{};
    bool repeatable = false;
};

/// What the server does with a request.
struct reply
{
    std::uint32_t status = 200;
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    bool arrived = true;
    bool maybe_sent = true; ///< when it did not arrive

    static reply lost() { return {0, "", {}, false, true}; }
    static reply unsent() { return {0, "", {}, false, false}; }
};
using server = std::function<reply(const sent_request&)>;

struct kept_value
{
    std::uint32_t kind = DOVETAIL_NULL;
    std::int64_t number = 0;
    std::string text{};
    bool operator==(const kept_value&) const = default;
};
struct kept_record
{
    std::uint32_t kind = 0;
    std::string key{};
    std::string revision{};
    std::int64_t modified_at_us = 0;
    std::map<std::string, kept_value> fields{};
    bool operator==(const kept_record&) const = default;
};
struct kept_page
{
    std::vector<kept_record> records{};
    std::string cursor{};
    std::uint64_t total = 0;
};
struct kept_outcome
{
    std::uint32_t result = 0;
    std::string key{};
    std::string revision{};
    std::uint32_t error_class = 0;
    std::string code{};
    std::string message{};
    std::string server_text{};
};
struct kept_error
{
    std::uint32_t error_class = 0;
    std::string code{};
    std::string message{};
    std::string server_text{};
    std::uint64_t retry_after_ms = 0;
};
struct conversation
{
    std::vector<sent_request> requests{};
    std::vector<kept_page> pages{};
    std::vector<kept_outcome> outcomes{};
    std::vector<std::uint64_t> waits{};
    bool failed = false;
    kept_error error{};
    dovetail_usage usage{};

    [[nodiscard]] std::vector<kept_record> records() const
    {
        std::vector<kept_record> all;
        for (const kept_page& page : pages)
            all.insert(all.end(), page.records.begin(), page.records.end());
        return all;
    }
};

namespace detail {

inline std::string text(dovetail_text from)
{
    return std::string{kit::view(from)};
}

inline kept_record keep(const dovetail_record& record)
{
    kept_record out{
        record.kind, text(record.key), text(record.revision), record.modified_at_us, {}};
    for (const dovetail_field& field : kit::fields_of(record))
        out.fields[text(field.name)] = {field.value.kind, field.value.number,
                                        text(field.value.text)};
    return out;
}

inline sent_request keep(const dovetail_request& request)
{
    sent_request out{text(request.method),
                     text(request.target),
                     std::string{kit::view(request.body)},
                     {},
                     request.repeat != 0};
    for (std::uint64_t at = 0; at < request.header_count; ++at)
        out.headers[text(request.headers[at].name)] = text(request.headers[at].value);
    return out;
}

inline void keep_delivery(conversation& out, const dovetail_step& step)
{
    if (step.batch != nullptr) {
        kept_page page;
        for (const dovetail_record& record : kit::records_of(*step.batch))
            page.records.push_back(keep(record));
        page.cursor = std::string{kit::view(step.cursor)};
        page.total = step.total;
        out.pages.push_back(std::move(page));
        step.batch->release(step.batch->owner);
    }
    if (step.outcomes != nullptr) {
        for (const dovetail_outcome& outcome : kit::outcomes_of(*step.outcomes))
            out.outcomes.push_back({outcome.result, text(outcome.key), text(outcome.revision),
                                    outcome.error_class, text(outcome.code), text(outcome.message),
                                    text(outcome.server_text)});
        step.outcomes->release(step.outcomes->owner);
    }
}

/// Calls the server and resumes with its reply. Everything the event points to dies afterwards, as
/// with a real host.
inline void answer(const dovetail_exchange& exchange, const reply& said, dovetail_step& step,
                   std::int64_t now_us)
{
    std::vector<dovetail_header> headers;
    for (const auto& [name, value] : said.headers)
        headers.push_back({kit::borrow(name), kit::borrow(value)});
    dovetail_event event{};
    event.struct_size = sizeof event;
    event.kind = said.arrived ? DOVETAIL_EVENT_RESPONSE : DOVETAIL_EVENT_TRANSPORT_FAILED;
    event.status = said.status;
    event.sent = said.maybe_sent ? DOVETAIL_SENT_MAYBE : DOVETAIL_SENT_NO;
    event.headers = headers.data();
    event.header_count = headers.size();
    event.body = kit::borrow_bytes(said.body);
    event.reason = kit::borrow(std::string_view{"connection reset"});
    event.now_us = now_us;
    step = {};
    step.struct_size = sizeof step;
    exchange.resume(exchange.self, &event, &step);
}

} // namespace detail

/// Runs one operation to its end. Throws runtime_error if it does not begin, or takes more than
/// 10,000 steps.
inline conversation converse(const dovetail_connector& connector,
                             const dovetail_operation& operation, const server& respond)
{
    dovetail_error error{};
    error.struct_size = sizeof error;
    dovetail_exchange exchange{};
    exchange.struct_size = sizeof exchange;
    conversation out;
    if (connector.begin(connector.self, &operation, &exchange, &error) != DOVETAIL_OK) {
        out.failed = true;
        out.error = {error.error_class, detail::text(error.code), detail::text(error.message),
                     detail::text(error.server_text), error.retry_after_ms};
        if (error.release != nullptr) error.release(error.owner);
        return out;
    }
    dovetail_step step{};
    step.struct_size = sizeof step;
    dovetail_event event{};
    event.struct_size = sizeof event;
    event.kind = DOVETAIL_EVENT_START;
    event.now_us = operation.now_us;
    exchange.resume(exchange.self, &event, &step);
    for (int steps = 0; step.kind != DOVETAIL_STEP_DONE && step.kind != DOVETAIL_STEP_FAILED;
         ++steps) {
        if (steps > 10'000) throw std::runtime_error{"the exchange does not end"};
        if (step.kind == DOVETAIL_STEP_REQUEST) {
            out.requests.push_back(detail::keep(*step.request));
            detail::answer(exchange, respond(out.requests.back()), step, operation.now_us);
            continue;
        }
        if (step.kind == DOVETAIL_STEP_DELIVER) detail::keep_delivery(out, step);
        if (step.kind == DOVETAIL_STEP_WAIT) out.waits.push_back(step.wait_ms);
        event.kind = DOVETAIL_EVENT_RESUMED;
        step = {};
        step.struct_size = sizeof step;
        exchange.resume(exchange.self, &event, &step);
    }
    out.usage = step.usage;
    if (step.kind == DOVETAIL_STEP_FAILED) {
        out.failed = true;
        out.error = {step.error->error_class, detail::text(step.error->code),
                     detail::text(step.error->message), detail::text(step.error->server_text),
                     step.error->retry_after_ms};
    }
    exchange.release(exchange.self);
    return out;
}

/// An operation of a kind with nothing else set.
inline dovetail_operation operation_of(std::uint32_t kind)
{
    dovetail_operation out{};
    out.struct_size = sizeof out;
    out.kind = kind;
    out.now_us = 1'767'225'600'000'000; // 2026-01-01
    return out;
}

} // namespace dovetail::test
