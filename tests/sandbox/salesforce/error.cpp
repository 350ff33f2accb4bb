// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/error.hpp>

#include <sandbox/json_text.hpp>
#include <stdexcept>

namespace dovetail::sandbox::salesforce {

namespace {

void append_fields(std::string& out, const std::vector<std::string>& fields)
{
    out += ",\"fields\":[";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, fields[i]);
    }
    out += ']';
}

} // namespace

void throw_exception_from_error(const api_error& error, const boost::source_location& /*where*/)
{
    throw std::logic_error("unchecked outcome: " + error.message);
}

response error_response(const api_error& error)
{
    response out;
    out.status = error.status;
    out.body = "[{\"message\":";
    append_json_string(out.body, error.message);
    out.body += ",\"errorCode\":";
    append_json_string(out.body, error.code);
    if (!error.fields.empty()) append_fields(out.body, error.fields);
    out.body += "}]";
    return out;
}

void append_record_errors(std::string& out, const api_error& error)
{
    out += "[{\"statusCode\":";
    append_json_string(out, error.code);
    out += ",\"message\":";
    append_json_string(out, error.message);
    append_fields(out, error.fields);
    out += "}]";
}

} // namespace dovetail::sandbox::salesforce
