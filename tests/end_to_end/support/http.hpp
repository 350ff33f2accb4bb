// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <string_view>

namespace dovetail::test {

struct http_answer
{
    unsigned status = 0;
    std::string body;
    std::map<std::string, std::string> headers{}; ///< by lower-case name; of several one

    /// Throws when the body is no JSON.
    boost::json::value json() const;
};

/// One request to http://127.0.0.1:PORT on a connection of its own. Throws when no answer comes.
http_answer http_request(std::string_view base_url, std::string_view method,
                         const std::string& target, const std::string& body = {},
                         const std::map<std::string, std::string>& headers = {});

} // namespace dovetail::test
