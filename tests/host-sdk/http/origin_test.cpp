// SPDX-License-Identifier: Apache-2.0
#include <http/origin.hpp>

#include <boost/test/unit_test.hpp>

namespace dovetail::http {

BOOST_AUTO_TEST_SUITE(base_urls)

BOOST_AUTO_TEST_CASE(scheme_host_port_and_path_are_taken_apart)
{
    const auto plain = parse_origin("https://org.example.com/base/", "url");
    BOOST_REQUIRE(plain.has_value());
    BOOST_TEST(plain->tls);
    BOOST_TEST(plain->host == "org.example.com");
    BOOST_TEST(plain->port == 443);
    BOOST_TEST(plain->path == "/base");
    BOOST_TEST(plain->authority() == "org.example.com");

    const auto odd_port = parse_origin("http://127.0.0.1:8771", "url");
    BOOST_REQUIRE(odd_port.has_value());
    BOOST_TEST(odd_port->authority() == "127.0.0.1:8771");
}

BOOST_AUTO_TEST_CASE(ipv6_addresses_lose_and_regain_their_brackets)
{
    const auto there = parse_origin("http://[::1]:8080/x", "url");
    BOOST_REQUIRE(there.has_value());
    BOOST_TEST(there->host == "::1");
    BOOST_TEST(there->authority() == "[::1]:8080");
    BOOST_TEST(there->text() == "http://[::1]:8080");
}

BOOST_AUTO_TEST_CASE(p7_a_url_with_a_password_is_refused_without_repeating_it)
{
    const auto there = parse_origin("https://user:hunter22@example.com", "http.base_url");
    BOOST_REQUIRE(there.has_error());
    BOOST_TEST(there.error().message.find("hunter22") == std::string::npos);
    BOOST_TEST(there.error().message.find("http.base_url") == 0u);
    BOOST_CHECK(there.error().kind == host::error_class::config);
}

BOOST_AUTO_TEST_CASE(p8_what_is_no_base_url_is_refused)
{
    for (const auto* url :
         {"", "example.com", "ftp://example.com", "https://", "https:///x", "https://a b",
          "https://example.com?x=1", "https://example.com#x", "http://h:0", "http://h:99999",
          "https://exa%41mple.com", "file:///etc/passwd", "/path"})
        BOOST_TEST(parse_origin(url, "url").has_error(), url);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
