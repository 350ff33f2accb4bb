// SPDX-License-Identifier: Apache-2.0
// A connector for servers that keep a list of todos and tell what changed in it, all in JSON:
//
//     GET    <path>?since=41&limit=200   what changed after version 41, oldest first:
//                {"items": [{"id": "7", "version": 42, "changed_at": 1767225600,
//                            "title": "Call Ada", "done": false},
//                           {"id": "8", "version": 43, "changed_at": 1767225601, "deleted": true}],
//                 "more": false}
//     GET    <path>/<id>   one of them, as above, or 404
//     PUT    <path>/<id>   {"title": "Call Ada", "done": false}: makes it. The id is chosen by us,
//                          so that making it twice makes one
//     PATCH  <path>/<id>   {"done": true}: changes what is named
//     DELETE <path>/<id>
//
// The server raises its version with every change, so the highest one read is the cursor. PATCH and
// DELETE honour If-Match: "<version>" with 412 if the todo has another one.
//
// Where to begin with a server of your own: the two functions that know what a todo looks like,
// read_item and body_of; then the addresses; then failure_of, which says what its errors mean.
#include <dovetail/kit/json.hpp>
#include <dovetail/kit/plugin.hpp>

#include <boost/json.hpp>

#include <charconv>

namespace kit = dovetail::kit;
namespace json = boost::json;

namespace {

/// What config.schema.json describes. The host has checked it before any of this runs.
struct settings
{
    std::string path;             ///< below the connection's base URL
    std::int64_t page_size = 200; ///< todos that are asked for at once
};

// ── what answers mean ───────────────────────────────────────────────────────────────────────────

kit::error_class class_of(std::uint32_t status)
{
    switch (status) {
    case 401:
    case 403:
        return kit::error_class::auth; // somebody must connect again, or grant a permission
    case 404:
    case 410:
        return kit::error_class::gone;
    case 409:
    case 412:
        return kit::error_class::conflict; // the host reads the record again, and decides again
    case 408:
        return kit::error_class::retryable;
    case 429:
        return kit::error_class::throttled; // the whole connection slows down
    default:
        // What is the server's fault may pass; what is ours will not, so a person must look.
        return status >= 500 ? kit::error_class::retryable : kit::error_class::rejected;
    }
}

/// What an answer that is no success means. The class decides what the host does about it, the
/// message is for people, and what the server said goes along for those who look closely.
kit::failure failure_of(const kit::answer& answer)
{
    if (!answer.arrived())
        return {kit::error_class::retryable, "transport",
                "no answer from the list's server: " + std::string{answer.reason()}};
    const std::string status = std::to_string(answer.status());
    return {class_of(answer.status()), "http_" + status, "the list's server answered " + status,
            std::string{answer.body()}};
}

bool succeeded(const kit::answer& answer)
{
    return answer.arrived() && answer.status() / 100 == 2;
}

/// An answer that is none. It may be one that broke off, so the host tries again.
kit::plugin_error malformed(std::string_view what)
{
    return kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                             "the list's server answered with " + std::string{what}};
}

json::value parse(std::string_view body)
{
    boost::system::error_code error;
    json::value parsed = json::parse(body, error);
    if (error) throw malformed("something that is no JSON");
    return parsed;
}

// ── what a todo looks like ──────────────────────────────────────────────────────────────────────

/// The end of the year 9999, in seconds since 1970.
constexpr std::int64_t latest_s = 253'402'300'799;

/// Adds one todo to a batch; its version. A field that is absent is unknown to the host, one that
/// is null is empty. What is wrong with it is thrown.
std::int64_t read_item(const json::object& item, kit::batch_builder& into)
{
    const std::string_view id = item.at("id").as_string();
    const std::int64_t version = item.at("version").to_number<std::int64_t>();
    const std::int64_t changed_s = item.at("changed_at").to_number<std::int64_t>();
    if (id.empty()) throw malformed("a todo whose id is empty");
    if (version <= 0) throw malformed("a version that is none");
    if (changed_s < 0 || changed_s > latest_s) throw malformed("a time no calendar has");
    // The revision is what a change is conditional on; any text that changes with the record.
    const std::string revision = std::to_string(version);
    const std::int64_t changed_us = changed_s * 1'000'000;
    const auto* const deleted = item.if_contains("deleted");
    if (deleted != nullptr && deleted->as_bool()) {
        // Only a tombstone ever deletes anything on the other side; absence never does.
        into.add(id, revision, changed_us, DOVETAIL_TOMBSTONE);
        return version;
    }
    into.add(id, revision, changed_us)
        .text("title", item.at("title").as_string())
        .boolean("done", item.at("done").as_bool());
    return version;
}

/// The JSON of a create or an update: the fields that are there, and no others.
std::string body_of(const dovetail_change& change)
{
    json::object todo;
    if (const auto* title = kit::find(kit::fields_of(change), "title"))
        todo["title"] = kit::view(title->text);
    if (const auto* done = kit::find(kit::fields_of(change), "done"))
        todo["done"] = done->number != 0;
    return json::serialize(todo);
}

struct page
{
    kit::batch_builder records;
    std::int64_t version; ///< of the last todo on it
    bool more;
};

page read_page(std::string_view body, std::int64_t since)
{
    const json::value parsed = parse(body);
    const json::array& items = parsed.at("items").as_array();
    page out{kit::batch_builder{items.size()}, since, parsed.at("more").as_bool()};
    for (const json::value& item : items) {
        const std::int64_t version = read_item(item.as_object(), out.records);
        if (version <= out.version) throw malformed("versions that do not grow");
        out.version = version;
    }
    if (out.more && items.empty()) throw malformed("an empty page that is not the last");
    return out;
}

// ── addresses ───────────────────────────────────────────────────────────────────────────────────

/// Percent-encodes all but the unreserved characters of RFC 3986.
std::string escaped(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char byte : text) {
        if (plain.find(byte) != std::string_view::npos) {
            out += byte;
            continue;
        }
        const auto bits = static_cast<unsigned char>(byte);
        out += {'%', digits[bits >> 4U], digits[bits & 15U]};
    }
    return out;
}

/// A cursor is the text of a version. Hosts keep cursors for as long as they sync, so a new version
/// of this plugin meets those of the old one: see dovetail/kit/cursor.hpp when their form changes.
std::int64_t version_of(std::string_view cursor)
{
    std::int64_t version = 0;
    const auto [end, error] =
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), version);
    if (error != std::errc{} || end != cursor.data() + cursor.size() || version < 0)
        throw kit::plugin_error{kit::error_class::gone, "unknown_cursor",
                                "this cursor is not one of this connector's: start anew"};
    return version;
}

std::string_view key_of(const dovetail_change& change)
{
    return kit::view(change.action == DOVETAIL_CREATE ? change.idempotency_key : change.key);
}

// ── the connector ───────────────────────────────────────────────────────────────────────────────

/// It does no I/O: each `co_await` hands the host a step, and comes back with what came of it. The
/// host adds the base URL and the authorisation, and repeats what may be repeated.
class connector : public kit::connector
{
public:
    explicit connector(settings wanted) : settings_{std::move(wanted)} {}

    dovetail_abilities abilities() const noexcept override
    {
        constexpr std::uint64_t ninety_days_ms = 90ULL * 24 * 60 * 60 * 1'000;
        dovetail_abilities out{};
        out.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
                  DOVETAIL_CAN_DELETE_CONDITIONALLY;
        out.max_write_batch = 1; // raise it if your server takes several changes in one request
        out.max_lookup_batch = 1;
        out.tombstone_horizon_ms = ninety_days_ms; // how long this server remembers deletes
        out.revision_step_us = 1'000'000;
        return out;
    }

    void accept_cursor(std::string_view cursor) const override { version_of(cursor); }

    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
        // A server with users has a collection "users" too: dovetail/abi/exchange.h says which.
        if (!wanted.collection().empty()) throw kit::unknown_collection(wanted);
        switch (wanted.kind()) {
        case DOVETAIL_OP_CHECK:
            return check(channel);
        case DOVETAIL_OP_FETCH:
            return fetch(channel, wanted);
        case DOVETAIL_OP_WRITE:
            return write(channel, wanted);
        case DOVETAIL_OP_LOOKUP:
            return look_up(channel, wanted);
        default:
            throw kit::unknown_operation(wanted);
        }
    }

private:
    /// Can we talk to it? A page of one shows that address, authorisation and format are right.
    kit::exchange_task check(kit::channel& channel)
    {
        kit::request get{"GET", page_target(0, 1)};
        const kit::answer answer = co_await channel.request(std::move(get));
        if (!succeeded(answer)) throw kit::plugin_error{failure_of(answer)};
        read_page(answer.body(), 0);
    }

    /// Delivers what changed since the cursor, page by page. Each page comes with the cursor that
    /// is right once it is stored, so a fetch that is cut off goes on where it was.
    kit::exchange_task fetch(kit::channel& channel, const kit::operation& wanted)
    {
        std::int64_t since = wanted.cursor().empty() ? 0 : version_of(wanted.cursor());
        for (bool more = true; more;) {
            kit::request get{"GET", page_target(since, settings_.page_size)};
            const kit::answer answer = co_await channel.request(std::move(get));
            if (!succeeded(answer)) throw kit::plugin_error{failure_of(answer)};
            page read = read_page(answer.body(), since);
            if (wanted.cursor().empty())
                read.records.remove_if([&](const dovetail_record& record) {
                    return record.modified_at_us < wanted.modified_since_us();
                });
            if (wanted.tombstones_only())
                read.records.remove_if([](const dovetail_record& record) {
                    return record.kind != DOVETAIL_TOMBSTONE;
                });
            since = read.version;
            more = read.more;
            co_await channel.deliver(std::move(read.records), std::to_string(since));
        }
    }

    /// One outcome for each change. A failure that concerns one change alone is its outcome; one
    /// that would meet all of them (no permission, too many requests) may as well be thrown.
    kit::exchange_task write(kit::channel& channel, const kit::operation& wanted)
    {
        kit::outcomes_builder outcomes{wanted.changes().size()};
        for (std::size_t at = 0; at < wanted.changes().size(); ++at) {
            const dovetail_change& change = wanted.changes()[at];
            kit::request send = request_for(change);
            const kit::answer answer = co_await channel.request(std::move(send));
            settle(change, answer, at, outcomes);
        }
        co_await channel.deliver(std::move(outcomes));
    }

    /// What the server has now. One it does not know is not delivered.
    kit::exchange_task look_up(kit::channel& channel, const kit::operation& wanted)
    {
        kit::batch_builder found{wanted.lookups().size()};
        for (const dovetail_lookup& lookup : wanted.lookups()) {
            const std::string_view key =
                kit::view(lookup.key.size != 0 ? lookup.key : lookup.create.idempotency_key);
            kit::request get{"GET", item_target(key)};
            const kit::answer answer = co_await channel.request(std::move(get));
            if (answer.arrived() && answer.status() == 404) continue;
            if (!succeeded(answer)) throw kit::plugin_error{failure_of(answer)};
            const json::value item = parse(answer.body());
            read_item(item.as_object(), found);
        }
        co_await channel.deliver(std::move(found));
    }

    kit::request request_for(const dovetail_change& change) const
    {
        const char* const method = change.action == DOVETAIL_CREATE   ? "PUT"
                                   : change.action == DOVETAIL_UPDATE ? "PATCH"
                                                                      : "DELETE";
        kit::request out{method, item_target(key_of(change))};
        if (change.action != DOVETAIL_DELETE) out.json(body_of(change));
        if (change.revision.size != 0)
            out.header("if-match", '"' + std::string{kit::view(change.revision)} + '"');
        // Sent twice, each of them has the effect of once; but a condition that held the first time
        // fails the second, and that would look like somebody else's change.
        out.repeatable(change.revision.size == 0);
        return out;
    }

    /// APPLIED only when the server said so; UNKNOWN makes the host look the record up.
    static void settle(const dovetail_change& change, const kit::answer& answer, std::size_t at,
                       kit::outcomes_builder& outcomes)
    {
        const std::string_view key = key_of(change);
        const bool is_gone = answer.arrived() && (answer.status() == 404 || answer.status() == 410);
        if (succeeded(answer) || (is_gone && change.action == DOVETAIL_DELETE))
            outcomes.applied(at, key);
        else if (!answer.arrived() && answer.maybe_sent())
            outcomes.unknown(at, failure_of(answer), key);
        else
            outcomes.not_applied(at, failure_of(answer), key);
    }

    std::string page_target(std::int64_t since, std::int64_t limit) const
    {
        return settings_.path + "?since=" + std::to_string(since) +
               "&limit=" + std::to_string(limit);
    }

    std::string item_target(std::string_view key) const
    {
        return settings_.path + '/' + escaped(key);
    }

    const settings settings_;
};

std::unique_ptr<kit::connector> make(std::string_view configuration, const kit::host&)
{
    constexpr std::int64_t largest_page = 1'000; // as in config.schema.json
    const kit::configuration_reader given{configuration};
    settings wanted;
    wanted.path = given.required_text("path");
    wanted.page_size = given.integer("page_size", wanted.page_size, 1, largest_page);
    return std::make_unique<connector>(std::move(wanted));
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
