// SPDX-License-Identifier: Apache-2.0
#include "fake_connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>

namespace dovetail::test {

namespace asio = boost::asio;
using asio::awaitable;
using host::error_class;
using host::result;

namespace {

host::error make_error(error_class kind, std::string code)
{
    host::error made;
    made.kind = kind;
    made.code = code;
    made.message = "the fake server says " + code;
    return made;
}

std::uint64_t number_of(std::span<const std::uint8_t> bytes)
{
    std::uint64_t number = 0;
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    std::from_chars(text, text + bytes.size(), number);
    return number;
}

std::vector<std::uint8_t> to_bytes(std::uint64_t number)
{
    const std::string text = std::to_string(number);
    return {text.begin(), text.end()};
}

values to_values(const dovetail_change& change, std::string& owner, std::string& origin)
{
    values fields;
    for (std::uint64_t i = 0; i < change.field_count; ++i) {
        const std::string name(host::view(change.fields[i].name));
        const std::string text(host::view(change.fields[i].value.text));
        if (name == "owner")
            owner = text;
        else if (name == "origin")
            origin = text;
        else
            fields[name] = text;
    }
    return fields;
}

class pages final : public host::page_stream
{
public:
    pages(fake_connection& owner, world& server, host::fetch_request request)
        : owner_(owner), server_(server), request_(std::move(request)),
          at_(number_of(request_.cursor)), from_(at_ - std::min(at_, server.overlap))
    {
    }

    awaitable<result<std::optional<host::page>>> next() override
    {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        if (done_) co_return std::optional<host::page>{};
        ++server_.fetches;
        if (owner_.before)
            if (auto failed = owner_.before("fetch")) co_return *failed;
        if (!request_.cursor.empty() && at_ < server_.oldest_cursor)
            co_return make_error(error_class::gone, "cursor_expired");
        co_return take_page();
    }

private:
    bool wanted(const task& one) const
    {
        if (one.sequence <= from_) return false;
        if (request_.tombstones_only && !one.deleted) return false;
        if (request_.cursor.empty() && one.modified_at < request_.modified_since_us) return false;
        return request_.owners.empty() || std::find(request_.owners.begin(), request_.owners.end(),
                                                    one.owner) != request_.owners.end();
    }

    std::optional<host::page> take_page()
    {
        std::vector<const task*> found;
        for (const auto& [key, one] : server_.all())
            if (wanted(one)) found.push_back(&one);
        std::sort(found.begin(), found.end(), [](const task* one, const task* another) {
            return one->sequence < another->sequence;
        });
        done_ = found.size() <= owner_.page_size;
        if (!done_) found.resize(owner_.page_size);
        auto out = std::make_unique<arena>();
        for (const auto* one : found)
            put_record(*out, *one);
        if (!found.empty()) at_ = std::max(at_, found.back()->sequence);
        if (!found.empty()) from_ = found.back()->sequence;
        if (done_) at_ = std::max(at_, server_.sequence());
        host::page page;
        page.batch = make_records(std::move(out));
        page.cursor = to_bytes(at_);
        return page;
    }

    fake_connection& owner_;
    world& server_;
    host::fetch_request request_;
    std::uint64_t at_;
    std::uint64_t from_; ///< what is shown next is above
    bool done_ = false;
};

} // namespace

void put_record(arena& out, const task& shown)
{
    dovetail_record record{};
    record.struct_size = sizeof(record);
    record.kind = shown.deleted ? DOVETAIL_TOMBSTONE : DOVETAIL_PRESENT;
    record.key = out.keep(shown.key);
    record.revision = out.keep(std::to_string(shown.revision));
    record.modified_at_us = shown.modified_at;
    auto& fields = out.fields.emplace_back();
    const auto add = [&](const std::string& name, const std::string& value) {
        fields.push_back({out.keep(name), arena::text_value(out.keep(value))});
    };
    if (!shown.deleted) {
        for (const auto& [name, value] : shown.fields)
            add(name, value);
        add("owner", shown.owner);
        add("origin", shown.origin);
        fields.push_back(
            {out.keep("created"), arena::number_value(DOVETAIL_INSTANT, shown.created_at)});
    }
    record.fields = fields.data();
    record.field_count = fields.size();
    out.records.push_back(record);
}

dovetail_abilities fake_connection::abilities() const
{
    dovetail_abilities can{};
    can.struct_size = sizeof(can);
    if (server_.idempotent) can.can |= DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
    if (server_.conditional)
        can.can |= DOVETAIL_CAN_UPDATE_CONDITIONALLY | DOVETAIL_CAN_DELETE_CONDITIONALLY;
    if (server_.condition_costs) can.can |= DOVETAIL_CONDITION_COSTS_REQUEST;
    can.max_write_batch = server_.max_batch;
    can.max_lookup_batch = 100;
    can.tombstone_horizon_ms = horizon_ms;
    return can;
}

awaitable<result<std::vector<host::record_batch>>> fake_connection::check()
{
    co_return std::vector<host::record_batch>{};
}

std::unique_ptr<host::page_stream> fake_connection::fetch(host::fetch_request request)
{
    return std::make_unique<pages>(*this, server_, std::move(request));
}

awaitable<result<std::vector<host::record_batch>>> fake_connection::lookup(
    std::span<const dovetail_lookup> wanted, host::urgency, std::string_view)
{
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    ++server_.lookups;
    if (before)
        if (auto failed = before("lookup")) co_return *failed;
    auto out = std::make_unique<arena>();
    for (const auto& one : wanted) {
        const task* found =
            one.key.size != 0
                ? server_.find(std::string(host::view(one.key)))
                : server_.find_origin(std::string(host::view(one.create.idempotency_key)));
        if (found) put_record(*out, *found);
    }
    server_.run_late();
    std::vector<host::record_batch> batches;
    batches.push_back(make_records(std::move(out)));
    co_return batches;
}

namespace {

dovetail_outcome refusal(arena& out, error_class kind, const std::string& code)
{
    dovetail_outcome made{};
    made.struct_size = sizeof(made);
    made.result = DOVETAIL_NOT_APPLIED;
    made.error_class = static_cast<std::uint32_t>(kind);
    made.code = out.keep(code);
    made.message = out.keep("refused: " + code);
    return made;
}

dovetail_outcome done(arena& out, const task& changed, bool with_revision)
{
    dovetail_outcome made{};
    made.struct_size = sizeof(made);
    made.result = DOVETAIL_APPLIED;
    made.key = out.keep(changed.key);
    if (with_revision) made.revision = out.keep(std::to_string(changed.revision));
    made.modified_at_us = changed.modified_at;
    return made;
}

dovetail_outcome apply(world& server, arena& out, const dovetail_change& change)
{
    const bool tells = server.tells_revision;
    const std::string key(host::view(change.key));
    std::string owner;
    std::string origin(host::view(change.idempotency_key));
    const values fields = to_values(change, owner, origin);
    for (const auto& [name, value] : fields)
        server.arrived.insert(value);
    if (change.action == DOVETAIL_CREATE) {
        if (const task* before = server.find_origin(origin); before && server.idempotent) {
            if (before->deleted) return refusal(out, error_class::gone, "ENTITY_IS_DELETED");
            return done(out, *before, tells);
        }
        ++server.creates;
        return done(out, server.create(owner, origin, fields), tells);
    }
    task* one = server.mutable_task(key);
    if (!one || one->deleted) return refusal(out, error_class::gone, "ENTITY_IS_DELETED");
    const auto revision = host::view(change.revision);
    if (server.conditional && !revision.empty() && revision != std::to_string(one->revision))
        return refusal(out, error_class::conflict, "precondition_failed");
    if (change.action == DOVETAIL_DELETE) one->deleted = true;
    if (!owner.empty()) one->owner = owner;
    for (const auto& [name, value] : fields)
        one->fields[name] = value;
    server.touch(*one);
    return done(out, *one, tells);
}

dovetail_outcome no_answer()
{
    dovetail_outcome made{};
    made.struct_size = sizeof(made);
    made.result = DOVETAIL_UNKNOWN;
    made.error_class = static_cast<std::uint32_t>(error_class::retryable);
    return made;
}

/// A change that outlives the call it came with.
struct delayed
{
    explicit delayed(const dovetail_change& change)
        : key(host::view(change.key)), idempotency(host::view(change.idempotency_key)), copy(change)
    {
        for (std::uint64_t i = 0; i < change.field_count; ++i)
            fields.push_back(
                {texts.keep(host::view(change.fields[i].name)),
                 arena::text_value(texts.keep(host::view(change.fields[i].value.text)))});
        copy.key = host::to_abi(key);
        copy.idempotency_key = host::to_abi(idempotency);
        copy.revision = {};
        copy.fields = fields.data();
    }

    arena texts;
    std::string key;
    std::string idempotency;
    std::vector<dovetail_field> fields;
    dovetail_change copy;
};

} // namespace

void fake_connection::write_one(arena& out, const dovetail_change& change)
{
    const char* what = change.action == DOVETAIL_CREATE   ? "create"
                       : change.action == DOVETAIL_UPDATE ? "update"
                                                          : "delete";
    const std::string key(
        host::view(change.action == DOVETAIL_CREATE ? change.idempotency_key : change.key));
    const fault now = server_.faults ? server_.faults(what, key) : fault::none;
    ++server_.writes;
    switch (now) {
    case fault::lost_before:
        out.outcomes.push_back(no_answer());
        return;
    case fault::lost_after:
        apply(server_, out, change);
        out.outcomes.push_back(no_answer());
        return;
    case fault::late: {
        const auto later = std::make_shared<delayed>(change);
        server_.do_later([this, later] {
            arena ignored;
            apply(server_, ignored, later->copy);
        });
        out.outcomes.push_back(no_answer());
        return;
    }
    case fault::conflict:
        out.outcomes.push_back(refusal(out, error_class::conflict, "precondition_failed"));
        return;
    case fault::locked:
        out.outcomes.push_back(refusal(out, error_class::retryable, "UNABLE_TO_LOCK_ROW"));
        return;
    case fault::rejected:
        out.outcomes.push_back(
            refusal(out, error_class::rejected, "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
        return;
    case fault::unauthorized:
        out.outcomes.push_back(refusal(out, error_class::auth, "INVALID_SESSION_ID"));
        return;
    default:
        out.outcomes.push_back(apply(server_, out, change));
        return;
    }
}

awaitable<result<host::outcome_batch>> fake_connection::write(
    std::span<const dovetail_change> changes, host::urgency)
{
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    ++server_.write_calls;
    if (before)
        if (auto failed = before("write")) co_return *failed;
    server_.run_late();
    auto out = std::make_unique<arena>();
    for (const auto& change : changes) {
        const std::string key(host::view(change.key));
        if (server_.faults && server_.faults("call", key) == fault::call_failed)
            co_return make_error(error_class::retryable, "connection_reset");
        write_one(*out, change);
    }
    if (before)
        if (auto failed = before("written")) co_return *failed;
    co_return make_outcomes(std::move(out));
}

awaitable<result<void>> fake_connection::listen(std::span<const std::uint8_t>)
{
    co_return make_error(error_class::config, "no_hints");
}

result<void> fake_connection::accepts_cursor(std::span<const std::uint8_t>) const
{
    return {};
}

} // namespace dovetail::test
