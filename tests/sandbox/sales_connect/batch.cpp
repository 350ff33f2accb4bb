// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/batch.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/sales_connect/write.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::sales_connect {

namespace {

namespace json = boost::json;

constexpr std::size_t largest_batch = 200;
/// First block of the parser's memory; most bodies fit.
constexpr std::size_t parse_block = 256 * 1024;

const problem malformed{400, "json_malformed", "the body must be a JSON object", {}};

problem bad_operation(std::string pointer, std::string detail)
{
    return {422, "operation_invalid", detail, {{std::move(pointer), detail}}};
}

outcome<written> run_operation(const call& in, const json::value& operation)
{
    if (!operation.is_object()) return bad_operation("", "an operation must be an object");
    const auto& fields = operation.get_object();
    const auto op = text_member(fields, "op").value_or("");
    const auto id = text_member(fields, "id").value_or("");
    const auto if_match = text_member(fields, "if_match").value_or("");
    if (op == "delete") return delete_task(in, id, if_match);
    if (op != "create" && op != "update")
        return bad_operation("/op", "must be \"create\", \"update\" or \"delete\"");
    const auto* body = fields.if_contains("task");
    if (!body || !body->is_object()) return bad_operation("/task", "must be an object");
    if (op == "update") return update_task(in, id, if_match, body->get_object());
    const auto key = text_member(fields, "client_key").value_or("");
    if (key.empty()) return bad_operation("/client_key", "is required to create a task");
    return create_task(in, key, body->get_object());
}

void append_result(std::string& out, const outcome<written>& result)
{
    if (result.has_error()) {
        out += "{\"status\":" + std::to_string(result.error().status) + ",\"problem\":";
        append_problem(out, result.error());
    } else {
        out += "{\"status\":" + std::to_string(result->status) + ",\"task\":";
        append_task_reference(out, *result->what);
    }
    out += '}';
}

response task_response(int status, const task& of)
{
    response out;
    out.status = status;
    out.content_type = "application/json";
    append_task(out.body, of);
    out.headers.emplace_back("ETag", '"' + revision_of(of) + '"');
    return out;
}

response written_response(const outcome<written>& result)
{
    if (result.has_error()) return problem_response(result.error());
    if (result->status != 204) return task_response(result->status, *result->what);
    response out;
    out.status = 204;
    out.content_type.clear();
    return out;
}

response read_row(const call& in, std::string_view id)
{
    const auto* found = in.data.find(id);
    if (!found)
        return problem_response({404, "not_found", "there is no task " + std::string{id}, {}});
    if (found->deleted) return problem_response({410, "gone", "the task was deleted", {}});
    const auto seen = in.from.header("If-None-Match");
    auto out = task_response(200, *found);
    if (seen && *seen == out.headers.back().second) {
        out.status = 304;
        out.body.clear();
    }
    return out;
}

} // namespace

response run_batch(const call& in)
{
    json::monotonic_resource memory{parse_block};
    boost::system::error_code failed;
    const auto document = json::parse(in.from.body, failed, &memory);
    if (failed || !document.is_object()) return problem_response(malformed);
    const auto* list = document.get_object().if_contains("operations");
    if (!list || !list->is_array())
        return problem_response(bad_operation("/operations", "must be a list"));
    if (list->get_array().size() > largest_batch)
        return problem_response({413, "too_many", "at most 200 operations fit in one batch", {}});
    response out;
    out.content_type = "application/json";
    out.body = "{\"results\":[";
    bool first = true;
    for (const auto& operation : list->get_array()) {
        if (!first) out.body += ',';
        first = false;
        append_result(out.body, run_operation(in, operation));
    }
    out.body += "]}";
    return out;
}

response create_row(const call& in)
{
    boost::system::error_code failed;
    const auto document = json::parse(in.from.body, failed);
    if (failed || !document.is_object()) return problem_response(malformed);
    auto out = written_response(
        create_task(in, in.from.header("Idempotency-Key").value_or(""), document.get_object()));
    return out;
}

response row_by_id(const call& in, std::string_view id)
{
    const auto& method = in.from.method;
    const auto if_match = in.from.header("If-Match").value_or("");
    if (method == "GET") return read_row(in, id);
    if (method == "DELETE") return written_response(delete_task(in, id, if_match));
    if (method != "PATCH")
        return problem_response(
            {405, "method_not_allowed", "a task allows GET, PATCH and DELETE", {}});
    boost::system::error_code failed;
    const auto document = json::parse(in.from.body, failed);
    if (failed || !document.is_object()) return problem_response(malformed);
    return written_response(update_task(in, id, if_match, document.get_object()));
}

} // namespace dovetail::sandbox::sales_connect
