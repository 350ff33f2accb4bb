// SPDX-License-Identifier: Apache-2.0
#include "collection.hpp"

#include "record_json.hpp"

#include <dovetail/kit/json_text.hpp>
#include <dovetail/kit/text.hpp>

#include <boost/json.hpp>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

/// First block of the parser's memory: a full answer of 200 results fits.
constexpr std::size_t parse_block = 64 * 1024;

std::string record(const configuration& config, write_kind kind, const dovetail_change& change)
{
    std::string out = R"({"attributes":{"type":")" + config.object + R"("})";
    std::string_view written;
    if (kind == write_kind::upsert) {
        written = *config.external_id_field;
        out += ",\"" + *config.external_id_field + "\":";
        kit::append_json_text(out, kit::view(change.idempotency_key));
    }
    if (kind == write_kind::update) {
        out += R"(,"id":)";
        kit::append_json_text(out, kit::view(change.key));
    }
    append_members(out, change, written);
    out += '}';
    return out;
}

std::string records(const configuration& config, write_kind kind,
                    std::span<const dovetail_change* const> changes)
{
    std::string out = R"({"allOrNone":false,"records":[)";
    for (const dovetail_change* const change : changes) {
        if (out.back() == '}') out += ',';
        out += record(config, kind, *change);
    }
    return out + "]}";
}

std::string delete_path(std::span<const dovetail_change* const> changes)
{
    std::string out = "/composite/sobjects?ids=";
    for (const dovetail_change* const change : changes) {
        if (out.back() != '=') out += ',';
        out += kit::view(change->key);
    }
    return out + "&allOrNone=false";
}

record_result read_result(const json::value& from)
{
    record_result out;
    const json::object* const object = from.if_object();
    const json::value* const success = object == nullptr ? nullptr : object->if_contains("success");
    if (success == nullptr || !success->is_bool()) return out;
    out.readable = true;
    out.success = success->get_bool();
    const json::value* const id = object->if_contains("id");
    if (id != nullptr && id->is_string()) out.id = id->get_string();
    const json::value* const errors = object->if_contains("errors");
    if (errors != nullptr && errors->is_array() && !errors->get_array().empty())
        out.error = read_server_error(errors->get_array().front(), 200);
    return out;
}

} // namespace

kit::request collection_request(const api& server, write_kind kind,
                                std::span<const dovetail_change* const> changes)
{
    const configuration& config = server.config();
    if (kind == write_kind::remove)
        return server.request("DELETE", delete_path(changes)).repeatable();
    std::string path = "/composite/sobjects";
    if (kind == write_kind::upsert) path += "/" + config.object + "/" + *config.external_id_field;
    kit::request out = server.request(kind == write_kind::create ? "POST" : "PATCH", path);
    out.json(records(config, kind, changes)).repeatable(kind != write_kind::create);
    return out;
}

std::optional<std::vector<record_result>> read_results(std::string_view body, std::size_t count)
{
    json::monotonic_resource memory{parse_block};
    json::error_code error;
    const json::value parsed = json::parse(body, error, &memory);
    if (error || !parsed.is_array() || parsed.get_array().size() != count) return std::nullopt;
    std::vector<record_result> out;
    out.reserve(count);
    for (const json::value& item : parsed.get_array())
        out.push_back(read_result(item));
    return out;
}

} // namespace dovetail::salesforce
