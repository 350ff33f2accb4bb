// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/rows.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/salesforce/query.hpp>
#include <sandbox/salesforce/write.hpp>

#include <boost/json.hpp>
#include <numeric>

namespace dovetail::sandbox::salesforce {

namespace {

namespace json = boost::json;

const api_error missing_resource{404, "NOT_FOUND", "The requested resource does not exist", {}};

writer writer_of(const call& in)
{
    return {in.data, in.options, in.user, in.now_s(), true};
}

outcome<json::object> read_record(const call& in)
{
    boost::system::error_code failed;
    auto document = json::parse(in.from.body, failed);
    if (failed || !document.is_object())
        return api_error{
            400, "JSON_PARSER_ERROR", "The HTTP entity body is required to be a JSON object", {}};
    return std::move(document.get_object());
}

response empty_response()
{
    response out;
    out.status = 204;
    out.content_type.clear();
    return out;
}

/// `fields=A,B`, or all columns.
outcome<std::vector<std::size_t>> wanted_columns(const call& in)
{
    const auto& object = *in.data.task_schema();
    std::vector<std::size_t> out;
    const auto list = in.target.parameter("fields");
    if (!list) {
        out.resize(object.columns().size());
        std::iota(out.begin(), out.end(), std::size_t{0});
        return out;
    }
    auto rest = *list;
    while (!rest.empty()) {
        const auto name = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        const auto* column = object.find(name);
        if (!column)
            return api_error{400,
                             "INVALID_FIELD",
                             "No such column '" + std::string{name} + "' on sobject of type Task",
                             {}};
        out.push_back(static_cast<std::size_t>(column - object.columns().data()));
    }
    return out;
}

/// If-Unmodified-Since and If-Modified-Since, whole seconds. Nothing: go on.
std::optional<response> check_conditions(const call& in, const task_row& row)
{
    for (const auto* name : {"If-Unmodified-Since", "If-Modified-Since"}) {
        const auto header = in.from.header(name);
        if (!header) continue;
        const auto since = parse_http_date(*header);
        if (!since) {
            if (in.from.method == "GET") continue;
            return error_response({400,
                                   "INVALID_HTTP_HEADER",
                                   "invalid date in the header " + std::string{name},
                                   {}});
        }
        const bool changed = row.modified_s > since->time_since_epoch().count();
        const bool wants_unmodified = std::string_view{name} == "If-Unmodified-Since";
        if (wants_unmodified && changed)
            return error_response({412,
                                   "PRECONDITION_FAILED",
                                   "the record has been modified since the given date",
                                   {}});
        if (!wants_unmodified && !changed && in.from.method == "GET") {
            auto out = empty_response();
            out.status = 304;
            return out;
        }
    }
    return std::nullopt;
}

response read_row(const call& in, const task_row& row)
{
    const auto columns = wanted_columns(in);
    if (columns.has_error()) return error_response(columns.error());
    response out;
    append_task(out.body, row, *in.data.task_schema(), *columns, in.base());
    out.headers.emplace_back(
        "Last-Modified", http_date(std::chrono::sys_seconds{std::chrono::seconds{row.modified_s}}));
    return out;
}

response patch_row(const call& in, const record_id& id)
{
    const auto record = read_record(in);
    if (record.has_error()) return error_response(record.error());
    const auto updated = update_task(writer_of(in), id, *record);
    return updated.has_error() ? error_response(updated.error()) : empty_response();
}

response delete_row(const call& in, const record_id& id)
{
    const auto deleted = delete_task(writer_of(in), id);
    return deleted.has_error() ? error_response(deleted.error()) : empty_response();
}

response upsert_row(const call& in, std::string_view key)
{
    const auto record = read_record(in);
    if (record.has_error()) return error_response(record.error());
    if (record->contains(*in.options.external_id_field) || record->contains("Id"))
        return error_response({400,
                               "INVALID_FIELD",
                               "The Id field and the external ID field should not be specified in "
                               "the sobject data.",
                               {}});
    const bool update_only = in.target.parameter("updateOnly") == "true";
    const auto written = upsert_task(writer_of(in), key, *record, update_only);
    if (written.has_error()) {
        auto out = error_response(written.error());
        if (out.status != 300) return out;
        out.body = '[';
        for (const auto* row : in.data.find_by_key(key)) {
            if (out.body.size() > 1) out.body += ',';
            append_json_string(out.body,
                               in.base() + "/sobjects/Task/" + std::string{row->id.text()});
        }
        out.body += ']';
        return out;
    }
    response out;
    out.status = written->created ? 201 : 200;
    out.body = R"({"id":")" + std::string{written->id.text()} +
               R"(","success":true,"errors":[],"created":)" +
               (written->created ? "true}" : "false}");
    return out;
}

} // namespace

response create_row(const call& in)
{
    const auto record = read_record(in);
    if (record.has_error()) return error_response(record.error());
    const auto created = create_task(writer_of(in), *record);
    if (created.has_error()) return error_response(created.error());
    response out;
    out.status = 201;
    const std::string id{created->text()};
    out.headers.emplace_back("Location", in.base() + "/sobjects/Task/" + id);
    out.body = R"({"id":")" + id + R"(","success":true,"errors":[]})";
    return out;
}

response row_by_id(const call& in, std::string_view text)
{
    const auto id = task_id(text);
    if (id.has_error()) return error_response(parse_id(text) ? id.error() : missing_resource);
    const auto* row = in.data.find(*id);
    if (!row) return error_response(missing_resource);
    if (row->deleted) return error_response({404, "ENTITY_IS_DELETED", "entity is deleted", {}});
    if (in.from.method != "DELETE")
        if (auto stop = check_conditions(in, *row)) return *stop;
    if (in.from.method == "GET") return read_row(in, *row);
    if (in.from.method == "DELETE") return delete_row(in, *id);
    if (in.from.method == "PATCH") return patch_row(in, *id);
    return error_response({405,
                           "METHOD_NOT_ALLOWED",
                           "HTTP Method '" + in.from.method +
                               "' not allowed. Allowed are "
                               "DELETE,GET,HEAD,PATCH",
                           {}});
}

response row_by_key(const call& in, std::string_view field, std::string_view value)
{
    const auto& name = in.options.external_id_field;
    if (!name || !equal_ignoring_case(*name, field))
        return error_response({404,
                               "NOT_FOUND",
                               "Provided external ID field does not exist or is not accessible: " +
                                   std::string{field},
                               {}});
    if (in.from.method == "PATCH") return upsert_row(in, value);
    const auto found = in.data.find_by_key(value);
    if (found.empty()) return error_response(missing_resource);
    if (found.size() > 1)
        return error_response({300, "MULTIPLE_CHOICES", "external id is not unique", {}});
    return row_by_id(in, found.front()->id.text());
}

} // namespace dovetail::sandbox::salesforce
