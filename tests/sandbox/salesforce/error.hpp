// SPDX-License-Identifier: Apache-2.0
#pragma once
/// An error of the Salesforce REST API: an HTTP status for the calls that answer with one, and the
/// code and text that both forms of error bodies carry.

#include <sandbox/message.hpp>

#include <boost/system/result.hpp>
#include <string>
#include <vector>

namespace dovetail::sandbox::salesforce {

struct api_error
{
    int status = 400;
    std::string code;
    std::string message;
    std::vector<std::string> fields;
};

template<class T>
using outcome = boost::system::result<T, api_error>;

/// Required by boost::system::result; an unchecked outcome is a bug of the sandbox.
[[noreturn]] void throw_exception_from_error(const api_error& error,
                                             const boost::source_location& where);

/// `[{"message":…,"errorCode":…,"fields":[…]}]`, fields only where there are some.
response error_response(const api_error& error);

/// `[{"statusCode":…,"message":…,"fields":[…]}]`: what collections say about one record.
void append_record_errors(std::string& out, const api_error& error);

} // namespace dovetail::sandbox::salesforce
