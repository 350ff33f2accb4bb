// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/problem.hpp>

#include <sandbox/json_text.hpp>
#include <stdexcept>

namespace dovetail::sandbox::sales_connect {

namespace {

std::string_view title_of(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Payload Too Large";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    default:
        return "Error";
    }
}

} // namespace

void throw_exception_from_error(const problem& error, const boost::source_location& /*where*/)
{
    throw std::logic_error("unchecked outcome: " + error.detail);
}

void append_problem(std::string& out, const problem& from)
{
    out += "{\"type\":\"about:blank\",\"title\":";
    append_json_string(out, title_of(from.status));
    out += ",\"status\":" + std::to_string(from.status) + ",\"detail\":";
    append_json_string(out, from.detail);
    out += ",\"code\":";
    append_json_string(out, from.code);
    out += ",\"errors\":[";
    for (std::size_t i = 0; i < from.errors.size(); ++i) {
        if (i > 0) out += ',';
        out += "{\"pointer\":";
        append_json_string(out, from.errors[i].pointer);
        out += ",\"detail\":";
        append_json_string(out, from.errors[i].detail);
        out += '}';
    }
    out += "]}";
}

response problem_response(const problem& from)
{
    response out;
    out.status = from.status;
    out.content_type = "application/problem+json";
    append_problem(out.body, from);
    if (from.status == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer");
    return out;
}

} // namespace dovetail::sandbox::sales_connect
