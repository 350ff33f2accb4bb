// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Asks a world's handlers as a client would, with a token and without sockets.

#include <sandbox/handle.hpp>

#include <boost/json.hpp>
#include <string>

namespace dovetail::sandbox {

/// A Tuesday, 12:00 UTC.
inline const instant test_time =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{12};

struct answer : response
{
    /// The body as JSON; null if it is empty.
    boost::json::value json() const;
    std::string_view header(std::string_view name) const;
};

class driver
{
public:
    driver();

    world in = make_world(1);
    instant now = test_time;
    /// Sent with every request, besides the token.
    header_list headers;

    answer ask(side where, std::string_view method, std::string target, std::string body = {},
               attempt asked = attempt::first);
    answer salesforce(std::string_view method, const std::string& path, std::string body = {})
    {
        return ask(side::salesforce, method, "/services/data/v62.0" + path, std::move(body));
    }
    answer sales_connect(std::string_view method, const std::string& path, std::string body = {})
    {
        return ask(side::sales_connect, method, path, std::move(body));
    }
    answer query(const std::string& soql, bool everything = false);
    /// Ids of the rows a query finds.
    std::vector<std::string> found(const std::string& soql, bool everything = false);
    /// Creates a Salesforce task and returns its id.
    std::string create(const std::string& fields);
    /// Creates a Sales Connect task of Ada's and returns its id.
    std::string remind(const std::string& name);
    void set(const std::string& settings);
    void advance(std::chrono::seconds by) { now += by; }
    /// A user's edit through the control API.
    answer edit(side where, const std::string& document);

    std::string token(side where);
    /// Logs in again, as after a restart or a revocation.
    void renew_tokens();

private:
    std::string tokens_[2];
};

/// The code of the first error, in whichever shape.
std::string error_code(const answer& from);

} // namespace dovetail::sandbox
