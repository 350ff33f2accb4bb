// SPDX-License-Identifier: Apache-2.0
#include <http/jwt.hpp>
#include <http/token_reply.hpp>

#include "support/tls_identity.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace dovetail::http {
namespace {

using host::error_class;

/// 2026-01-31T12:00:00Z
const std::chrono::system_clock::time_point now{std::chrono::seconds{1769860800}};

host::result<access_token> reply_of(std::uint32_t status, std::string body,
                                    std::vector<header> headers = {})
{
    return read_token_reply(response{status, std::move(headers), std::move(body)}, now);
}

std::string from_base64url(std::string_view text)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    std::uint32_t window = 0;
    int bits = 0;
    for (const char c : text) {
        window = (window << 6) | static_cast<std::uint32_t>(digits.find(c));
        if ((bits += 6) < 8) continue;
        bits -= 8;
        out += static_cast<char>((window >> bits) & 0xffu);
    }
    return out;
}

bool verifies(const std::string& signed_text, const std::string& signature)
{
    const auto& pem = test::rsa_public_key();
    BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* key = PEM_read_bio_PUBKEY(memory, nullptr, nullptr, nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
    const int verdict = EVP_DigestVerify(
        context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
        reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size());
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    BIO_free(memory);
    return verdict == 1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(token_endpoint)

BOOST_AUTO_TEST_CASE(a_token_reply_is_read_with_what_is_optional)
{
    const auto full = reply_of(200, R"({"access_token":"a!b.c","expires_in":3600,"token_type":
        "Bearer","refresh_token":"r2","instance_url":"https://x.example.com","id":"i"})");
    BOOST_REQUIRE(full.has_value());
    BOOST_TEST(full->value.reveal() == "a!b.c");
    BOOST_TEST(full->expires_in->count() == 3600);
    BOOST_TEST(full->refresh_token.reveal() == "r2");
    BOOST_TEST(full->instance_url == "https://x.example.com");
    const auto least = reply_of(200, R"({"access_token":"abc"})");
    BOOST_REQUIRE(least.has_value());
    BOOST_CHECK(!least->expires_in);
    BOOST_CHECK(reply_of(200, R"({"access_token":"abc","expires_in":"900"})")->expires_in ==
                std::chrono::seconds{900});
    BOOST_CHECK(!reply_of(200, R"({"access_token":"abc","expires_in":-1})")->expires_in);
}

BOOST_AUTO_TEST_CASE(oauth_errors_are_auth_unless_they_say_that_they_pass)
{
    const auto refused = reply_of(
        400, R"({"error":"invalid_grant","error_description":"expired access/refresh token"})");
    BOOST_REQUIRE(refused.has_error());
    BOOST_CHECK(refused.error().kind == error_class::auth);
    BOOST_TEST(refused.error().code == "invalid_grant");
    BOOST_TEST(refused.error().server_text == "expired access/refresh token");
    BOOST_CHECK(reply_of(401, R"({"error":"invalid_client"})").error().kind == error_class::auth);
    BOOST_CHECK(reply_of(400, R"({"error":"temporarily_unavailable"})").error().kind ==
                error_class::retryable);
    BOOST_CHECK(reply_of(500, R"({"error":"server_error"})").error().kind ==
                error_class::retryable);
}

BOOST_AUTO_TEST_CASE(pages_and_senseless_answers_are_classified_by_their_status)
{
    const auto page = reply_of(503, "<html>maintenance</html>", {{"retry-after", "30"}});
    BOOST_CHECK(page.error().kind == error_class::retryable);
    BOOST_TEST(page.error().retry_after.count() == 30'000);
    BOOST_CHECK(reply_of(429, R"({"error":"slow_down"})", {{"retry-after", "5"}}).error().kind ==
                error_class::throttled);
    BOOST_CHECK(reply_of(404, "<html>").error().kind == error_class::config);
    BOOST_CHECK(reply_of(200, "<html>").error().kind == error_class::retryable);
    BOOST_CHECK(reply_of(200, R"({"token":"x"})").error().kind == error_class::retryable);
    BOOST_CHECK(reply_of(200, R"({"access_token":""})").has_error());
    BOOST_CHECK(reply_of(200, R"({"access_token":"a\r\nb"})").has_error());
    BOOST_CHECK(reply_of(200, R"([1])").has_error());
    // What may be half a token is not shown.
    BOOST_TEST(reply_of(200, R"({"access_token":"secret)").error().server_text.empty());
}

BOOST_AUTO_TEST_CASE(the_form_of_each_grant_is_escaped_and_holds_what_the_grant_needs)
{
    host::auth_settings settings;
    settings.type = host::auth_type::oauth2_client_credentials;
    settings.client_id = "id&1";
    auth_secrets secrets;
    secrets.client_secret = host::secret("s=+%");
    const auto credentials = make_token_request(settings, secrets, host::secret(), now);
    BOOST_TEST(credentials->body ==
               "grant_type=client_credentials&client_id=id%261&client_secret=s%3D%2B%25");
    settings.type = host::auth_type::oauth2_refresh_token;
    const auto refresh = make_token_request(settings, secrets, host::secret("r/1"), now);
    BOOST_TEST(refresh->body == "grant_type=refresh_token&refresh_token=r%2F1&client_id=id%261&"
                                "client_secret=s%3D%2B%25");
}

BOOST_AUTO_TEST_CASE(an_assertion_is_signed_with_rs256_and_lives_three_minutes_at_most)
{
    host::auth_settings settings;
    settings.type = host::auth_type::oauth2_jwt_bearer;
    settings.client_id = "client";
    settings.subject = "user@example.com";
    settings.audience = "https://login.example.com";
    auth_secrets secrets;
    secrets.private_key = host::secret(test::rsa_key());
    settings.assertion_lifetime = std::chrono::hours{5};
    const auto message = make_token_request(settings, secrets, host::secret(), now);
    BOOST_REQUIRE(message.has_value());
    const std::string begin =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    BOOST_REQUIRE(message->body.starts_with(begin));
    const auto token = message->body.substr(begin.size());
    const auto first = token.find('.');
    const auto second = token.rfind('.');

    BOOST_TEST(verifies(token.substr(0, second), from_base64url(token.substr(second + 1))));
    BOOST_TEST(from_base64url(token.substr(0, first)) == R"({"alg":"RS256","typ":"JWT"})");
    const auto claims =
        boost::json::parse(from_base64url(token.substr(first + 1, second - first - 1)));
    BOOST_TEST(claims.at("iss").as_string() == "client");
    BOOST_TEST(claims.at("sub").as_string() == "user@example.com");
    BOOST_TEST(claims.at("aud").as_string() == "https://login.example.com");
    BOOST_TEST(claims.at("exp").as_int64() == 1769860800 + 180);
}

BOOST_AUTO_TEST_CASE(p7_an_unusable_key_is_a_clear_error_without_the_key)
{
    const auto bad = sign_jwt({"i", "s", "a", now}, host::secret("-----BEGIN NOTHING abcdef"));
    BOOST_REQUIRE(bad.has_error());
    BOOST_CHECK(bad.error().kind == error_class::config);
    BOOST_TEST(bad.error().message.find("abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(base64url_follows_the_vectors_of_rfc_4648)
{
    BOOST_TEST(base64url("") == "");
    BOOST_TEST(base64url("f") == "Zg");
    BOOST_TEST(base64url("fo") == "Zm8");
    BOOST_TEST(base64url("foobar") == "Zm9vYmFy");
    BOOST_TEST(base64url("\xfb\xff\xfe") == "-__-");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
