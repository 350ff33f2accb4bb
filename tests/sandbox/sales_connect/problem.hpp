// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Errors of the Sales Connect contract: application/problem+json (RFC 7807).

#include <sandbox/message.hpp>

#include <boost/system/result.hpp>
#include <string>
#include <vector>

namespace dovetail::sandbox::sales_connect {

struct field_problem
{
    std::string pointer; ///< JSON pointer into the task
    std::string detail;
};

struct problem
{
    int status = 400;
    std::string code;
    std::string detail;
    std::vector<field_problem> errors;
};

template<class T>
using outcome = boost::system::result<T, problem>;

[[noreturn]] void throw_exception_from_error(const problem& error,
                                             const boost::source_location& where);

void append_problem(std::string& out, const problem& from);
response problem_response(const problem& from);

} // namespace dovetail::sandbox::sales_connect
