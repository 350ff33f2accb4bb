// SPDX-License-Identifier: Apache-2.0
#include <http/header_rules.hpp>

#include <boost/test/unit_test.hpp>

namespace dovetail::http {
namespace {

request with_header(std::string name, std::string value)
{
    request message;
    message.headers.push_back({std::move(name), std::move(value)});
    return message;
}

request with_target(std::string target)
{
    request message;
    message.target = std::move(target);
    return message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(requests_of_plugins)

BOOST_AUTO_TEST_CASE(usual_requests_pass)
{
    BOOST_TEST(why_refused(with_target("/a/b?q=SELECT+Id&x=%20")).empty());
    BOOST_TEST(why_refused(with_header("If-Match", "\"rev\"")).empty());
}

BOOST_AUTO_TEST_CASE(a_request_cannot_smuggle_another_one)
{
    BOOST_TEST(!why_refused(with_header("X-A", "1\r\nHost: evil")).empty());
    BOOST_TEST(!why_refused(with_header("X-A\r\nB", "1")).empty());
    BOOST_TEST(!why_refused(with_header("X-A", std::string("a\0b", 3))).empty());
    BOOST_TEST(!why_refused(with_target("/a HTTP/1.1\r\nX: y")).empty());
    BOOST_TEST(!why_refused(with_target("http://evil/")).empty());
    BOOST_TEST(!why_refused(with_target("/a#b")).empty());
    BOOST_TEST(!why_refused(with_target("")).empty());
    request message;
    message.method = "GET /x HTTP/1.1\r\n";
    BOOST_TEST(!why_refused(message).empty());
}

BOOST_AUTO_TEST_CASE(headers_of_the_host_are_the_hosts_own)
{
    for (const auto* name : {"Host", "content-length", "Transfer-Encoding", "CONNECTION",
                             "Content-Encoding", "Accept-Encoding", "Authorization", "Cookie"})
        BOOST_TEST(!why_refused(with_header(name, "x")).empty(), name);
    BOOST_TEST(why_malformed(with_header("Authorization", "Bearer x")).empty());
}

BOOST_AUTO_TEST_CASE(p7_the_value_of_a_header_is_never_part_of_the_reason)
{
    const auto why = why_refused(with_header("Authorization", "Bearer 123456"));
    BOOST_TEST(why.find("123456") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
