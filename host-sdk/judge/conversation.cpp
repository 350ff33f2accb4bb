// SPDX-License-Identifier: Apache-2.0
#include "judge/conversation.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <sstream>

namespace dovetail::judge {
namespace {

namespace json = boost::json;

constexpr std::int64_t format = 1;
constexpr std::array<std::string_view, 6> operation_words{"",      "check",  "fetch",
                                                          "write", "lookup", "listen"};
constexpr std::array<std::string_view, 4> action_words{"", "create", "update", "delete"};
constexpr std::array<std::string_view, 2> side_words{"left", "right"};

/// Reads members with a pointer for faults; the first fault is kept, what follows is defaults.
class reader
{
public:
    explicit reader(std::string file) : file_(std::move(file)) {}

    bool failed() const { return !fault_.empty(); }
    host::error error() const
    {
        return {host::error_class::config, "conversation_file", file_ + ": " + fault_};
    }
    void fault(const std::string& pointer, std::string_view what)
    {
        if (fault_.empty()) fault_ = (pointer.empty() ? "/" : pointer) + ": " + std::string(what);
    }

    const json::object& object(const json::value& from, const std::string& pointer)
    {
        static const json::object none;
        if (const auto* found = from.if_object()) return *found;
        fault(pointer, "must be an object");
        return none;
    }

    const json::array& array(const json::object& from, std::string_view name,
                             const std::string& pointer)
    {
        static const json::array none;
        const json::value* found = from.if_contains(name);
        if (!found) return none;
        if (const auto* list = found->if_array()) return *list;
        fault(pointer + "/" + std::string(name), "must be an array");
        return none;
    }

    std::string text(const json::object& from, std::string_view name, const std::string& pointer)
    {
        const json::value* found = from.if_contains(name);
        if (!found) return {};
        if (const auto* text = found->if_string()) return std::string(*text);
        fault(pointer + "/" + std::string(name), "must be a text");
        return {};
    }

    std::int64_t number(const json::object& from, std::string_view name, const std::string& pointer,
                        std::int64_t otherwise = 0)
    {
        const json::value* found = from.if_contains(name);
        if (!found) return otherwise;
        if (found->is_int64()) return found->get_int64();
        fault(pointer + "/" + std::string(name), "must be a whole number");
        return otherwise;
    }

    bool flag(const json::object& from, std::string_view name, const std::string& pointer)
    {
        const json::value* found = from.if_contains(name);
        if (!found) return false;
        if (found->is_bool()) return found->get_bool();
        fault(pointer + "/" + std::string(name), "must be true or false");
        return false;
    }

    template<std::size_t count>
    std::uint32_t word(const json::object& from, std::string_view name, const std::string& pointer,
                       const std::array<std::string_view, count>& words, std::uint32_t otherwise)
    {
        const std::string found = text(from, name, pointer);
        if (found.empty()) return otherwise;
        for (std::uint32_t at = 0; at < count; ++at)
            if (words[at] == found) return at;
        fault(pointer + "/" + std::string(name), "is none of the known words");
        return otherwise;
    }

private:
    std::string file_;
    std::string fault_{};
};

std::string at(const std::string& pointer, std::string_view name, std::size_t index)
{
    return pointer + "/" + std::string(name) + "/" + std::to_string(index);
}

value read_value(reader& in, const json::value& from, const std::string& pointer)
{
    if (from.is_null()) return {};
    if (from.is_bool()) return {DOVETAIL_BOOL, from.get_bool() ? 1 : 0, {}};
    if (from.is_int64()) return {DOVETAIL_INT, from.get_int64(), {}};
    if (from.is_string()) return {DOVETAIL_TEXT, 0, std::string(from.get_string())};
    const json::object& typed = in.object(from, pointer);
    if (typed.contains("date")) return {DOVETAIL_DATE, in.number(typed, "date", pointer), {}};
    if (typed.contains("instant"))
        return {DOVETAIL_INSTANT, in.number(typed, "instant", pointer), {}};
    if (typed.contains("json")) return {DOVETAIL_JSON, 0, json::serialize(typed.at("json"))};
    in.fault(pointer, "must be a text, a whole number, true, false, null, or an object with one of "
                      "date, instant and json");
    return {};
}

fields read_fields(reader& in, const json::object& from, const std::string& pointer)
{
    fields out;
    const json::value* found = from.if_contains("fields");
    if (!found) return out;
    for (const auto& [name, one] : in.object(*found, pointer + "/fields"))
        out.emplace_back(std::string(name),
                         read_value(in, one, pointer + "/fields/" + std::string(name)));
    return out;
}

record read_record(reader& in, const json::value& value, const std::string& pointer)
{
    const json::object& from = in.object(value, pointer);
    record out;
    out.key = in.text(from, "key", pointer);
    if (out.key.empty()) in.fault(pointer + "/key", "must be given and not be empty");
    out.revision = in.text(from, "revision", pointer);
    out.modified_at_us = in.number(from, "modified_at_us", pointer);
    if (in.flag(from, "tombstone", pointer)) out.kind = DOVETAIL_TOMBSTONE;
    out.fields = read_fields(in, from, pointer);
    return out;
}

change read_change(reader& in, const json::value& value, const std::string& pointer)
{
    const json::object& from = in.object(value, pointer);
    change out;
    out.action = in.word(from, "action", pointer, action_words, DOVETAIL_CREATE);
    out.key = in.text(from, "key", pointer);
    out.idempotency_key = in.text(from, "idempotency_key", pointer);
    out.revision = in.text(from, "revision", pointer);
    out.intended_at_us = in.number(from, "intended_at_us", pointer);
    out.fields = read_fields(in, from, pointer);
    return out;
}

operation read_operation(reader& in, const json::object& owner, const std::string& pointer)
{
    operation out;
    const json::value* found = owner.if_contains("operation");
    if (!found) {
        in.fault(pointer + "/operation", "must be given");
        return out;
    }
    const std::string place = pointer + "/operation";
    const json::object& from = in.object(*found, place);
    out.kind = in.word(from, "kind", place, operation_words, 0);
    if (out.kind == 0) in.fault(place + "/kind", "must be given");
    out.collection = in.text(from, "collection", place);
    out.cursor = in.text(from, "cursor", place);
    out.modified_since_us = in.number(from, "modified_since_us", place);
    out.tombstones_only = in.flag(from, "tombstones_only", place);
    out.page_size = static_cast<std::uint64_t>(in.number(from, "page_size", place));
    out.now_us = in.number(from, "now_us", place);
    for (const json::value& owner_key : in.array(from, "owners", place)) {
        if (owner_key.is_string())
            out.owners.emplace_back(owner_key.get_string());
        else
            in.fault(place + "/owners", "must hold texts");
    }
    std::size_t index = 0;
    for (const json::value& one : in.array(from, "changes", place))
        out.changes.push_back(read_change(in, one, at(place, "changes", index++)));
    index = 0;
    for (const json::value& one : in.array(from, "lookups", place)) {
        const std::string where = at(place, "lookups", index++);
        const json::object& wanted = in.object(one, where);
        lookup& made = out.lookups.emplace_back();
        made.key = in.text(wanted, "key", where);
        if (const json::value* create = wanted.if_contains("create"))
            made.create = read_change(in, *create, where + "/create");
    }
    return out;
}

std::pair<request, answer> read_turn(reader& in, const json::value& value,
                                     const std::string& pointer)
{
    const json::object& from = in.object(value, pointer);
    std::pair<request, answer> out;
    if (const json::value* asked = from.if_contains("request")) {
        const json::object& wanted = in.object(*asked, pointer + "/request");
        out.first.method = in.text(wanted, "method", pointer + "/request");
        out.first.target = in.text(wanted, "target", pointer + "/request");
        out.first.body = in.text(wanted, "body", pointer + "/request");
    }
    const std::string lost = in.text(from, "lost", pointer);
    if (!lost.empty()) {
        if (lost != "unsent" && lost != "maybe")
            in.fault(pointer + "/lost", R"(must be "unsent" or "maybe")");
        out.second = answer::lost(lost == "maybe");
        return out;
    }
    out.second.status = static_cast<std::uint32_t>(in.number(from, "status", pointer, 200));
    out.second.body = in.text(from, "body", pointer);
    if (const json::value* document = from.if_contains("json"))
        out.second.body = json::serialize(*document);
    if (const json::value* headers = from.if_contains("headers")) {
        const json::object& all = in.object(*headers, pointer + "/headers");
        for (const auto& [name, one] : all)
            out.second.headers.emplace_back(std::string(name),
                                            in.text(all, name, pointer + "/headers"));
    }
    return out;
}

conversation read_conversation(reader& in, const json::value& document)
{
    conversation out;
    const json::object& root = in.object(document, "");
    if (in.number(root, "format", "") != format)
        in.fault("/format", "must be 1, the only format this program knows");
    if (const json::value* found = root.if_contains("configuration"))
        out.configuration = json::serialize(in.object(*found, "/configuration"));
    std::size_t index = 0;
    for (const json::value& one : in.array(root, "exchanges", "")) {
        const std::string place = at("", "exchanges", index++);
        const json::object& from = in.object(one, place);
        exchange& made = out.exchanges.emplace_back();
        made.operation = read_operation(in, from, place);
        std::size_t turn = 0;
        for (const json::value& each : in.array(from, "turns", place))
            made.turns.push_back(read_turn(in, each, at(place, "turns", turn++)));
        made.end = in.text(from, "end", place);
        if (!made.end.empty() && made.end != "done" && made.end != "failed")
            in.fault(place + "/end", R"(must be "done" or "failed")");
    }
    index = 0;
    for (const json::value& one : in.array(root, "earlier_cursors", "")) {
        const std::string place = at("", "earlier_cursors", index++);
        if (const auto* text = one.if_string())
            out.earlier_cursors.emplace_back(*text);
        else
            in.fault(place, "must be a text");
    }
    if (const json::value* records = root.if_contains("records")) {
        for (std::size_t side = 0; side < side_words.size(); ++side) {
            index = 0;
            for (const json::value& one :
                 in.array(in.object(*records, "/records"), side_words[side], "/records"))
                out.records[side].push_back(
                    read_record(in, one, at("/records", side_words[side], index++)));
        }
    }
    return out;
}

json::value to_value(const value& from)
{
    switch (from.kind) {
    case DOVETAIL_BOOL:
        return from.number != 0;
    case DOVETAIL_INT:
        return from.number;
    case DOVETAIL_TEXT:
        return json::value(from.text);
    case DOVETAIL_DATE:
        return {{"date", from.number}};
    case DOVETAIL_INSTANT:
        return {{"instant", from.number}};
    case DOVETAIL_JSON:
        return {{"json", json::parse(from.text)}};
    default:
        return nullptr;
    }
}

json::object to_value(const fields& from)
{
    json::object out;
    for (const auto& [name, one] : from)
        out[name] = to_value(one);
    return out;
}

void put(json::object& out, std::string_view name, const std::string& text)
{
    if (!text.empty()) out[name] = text;
}

void put(json::object& out, std::string_view name, std::int64_t number)
{
    if (number != 0) out[name] = number;
}

json::object to_value(const change& from)
{
    json::object out;
    out["action"] = action_words[from.action];
    put(out, "key", from.key);
    put(out, "idempotency_key", from.idempotency_key);
    put(out, "revision", from.revision);
    put(out, "intended_at_us", from.intended_at_us);
    out["fields"] = to_value(from.fields);
    return out;
}

json::object to_value(const record& from)
{
    json::object out;
    out["key"] = from.key;
    put(out, "revision", from.revision);
    put(out, "modified_at_us", from.modified_at_us);
    if (from.kind == DOVETAIL_TOMBSTONE) out["tombstone"] = true;
    out["fields"] = to_value(from.fields);
    return out;
}

json::object to_value(const operation& from)
{
    json::object out;
    out["kind"] = operation_words[from.kind];
    put(out, "collection", from.collection);
    put(out, "cursor", from.cursor);
    put(out, "modified_since_us", from.modified_since_us);
    if (from.tombstones_only) out["tombstones_only"] = true;
    put(out, "page_size", static_cast<std::int64_t>(from.page_size));
    put(out, "now_us", from.now_us);
    if (!from.owners.empty()) out["owners"] = json::value_from(from.owners);
    json::array changes;
    for (const change& one : from.changes)
        changes.emplace_back(to_value(one));
    if (!changes.empty()) out["changes"] = std::move(changes);
    json::array lookups;
    for (const lookup& one : from.lookups) {
        json::object wanted;
        put(wanted, "key", one.key);
        if (one.key.empty()) wanted["create"] = to_value(one.create);
        lookups.emplace_back(std::move(wanted));
    }
    if (!lookups.empty()) out["lookups"] = std::move(lookups);
    return out;
}

json::object to_value(const std::pair<request, answer>& turn)
{
    json::object out;
    if (!turn.first.method.empty()) {
        json::object asked{{"method", turn.first.method}, {"target", turn.first.target}};
        put(asked, "body", turn.first.body);
        out["request"] = std::move(asked);
    }
    if (!turn.second.arrived) {
        out["lost"] = turn.second.maybe_sent ? "maybe" : "unsent";
        return out;
    }
    out["status"] = turn.second.status;
    json::object headers;
    for (const auto& [name, one] : turn.second.headers)
        headers[name] = one;
    if (!headers.empty()) out["headers"] = std::move(headers);
    put(out, "body", turn.second.body);
    return out;
}

} // namespace

host::result<conversation> load_conversation(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        return host::error{host::error_class::config, "conversation_file",
                           file.string() + ": it cannot be read"};
    boost::system::error_code failed;
    const json::value document = json::parse(text.str(), failed);
    reader read(file.string());
    if (failed) {
        read.fault("", "is no JSON: " + failed.message());
        return read.error();
    }
    conversation out = read_conversation(read, document);
    if (read.failed()) return read.error();
    return out;
}

std::string to_json(const conversation& from)
{
    json::object out{{"format", format}};
    if (from.configuration) out["configuration"] = json::parse(*from.configuration);
    json::array exchanges;
    for (const exchange& one : from.exchanges) {
        json::array turns;
        for (const auto& turn : one.turns)
            turns.emplace_back(to_value(turn));
        json::object made{{"operation", to_value(one.operation)}, {"turns", std::move(turns)}};
        put(made, "end", one.end);
        exchanges.emplace_back(std::move(made));
    }
    out["exchanges"] = std::move(exchanges);
    if (!from.earlier_cursors.empty())
        out["earlier_cursors"] = json::value_from(from.earlier_cursors);
    json::object records;
    for (std::size_t side = 0; side < side_words.size(); ++side) {
        json::array some;
        for (const record& one : from.records[side])
            some.emplace_back(to_value(one));
        if (!some.empty()) records[side_words[side]] = std::move(some);
    }
    if (!records.empty()) out["records"] = std::move(records);
    return json::serialize(out);
}

} // namespace dovetail::judge
