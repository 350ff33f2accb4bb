// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/log.hpp>

#include <http/redaction.hpp>

#include "test_world.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

namespace dovetail::http {
namespace {

using host::log_format;
using host::log_level;

struct lines_of
{
    explicit lines_of(log_format format, log_level level = log_level::debug)
    {
        log =
            make_log({level, format}, [this](std::string_view line) { lines.emplace_back(line); });
    }
    std::vector<std::string> lines;
    std::unique_ptr<host::log> log;
};

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string redacted(std::string_view text)
{
    return redaction().apply(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(a_json_line_is_one_object_with_typed_fields)
{
    lines_of out(log_format::json);
    out.log->write(log_level::warning, "it \"happened\"",
                   {{"count", std::int64_t{3}}, {"share", 0.5}, {"fine", true}, {"what", "a\nb"}});
    const auto line = boost::json::parse(out.lines.at(0));
    BOOST_TEST(line.at("level").as_string() == "warning");
    BOOST_TEST(line.at("message").as_string() == "it \"happened\"");
    BOOST_TEST(line.at("count").as_int64() == 3);
    BOOST_TEST(line.at("share").as_double() == 0.5);
    BOOST_TEST(line.at("fine").as_bool());
    BOOST_TEST(line.at("what").as_string() == "a\nb");
    BOOST_TEST(line.at("time").as_string().ends_with("Z"));
}

BOOST_AUTO_TEST_CASE(a_line_for_people_quotes_what_needs_it)
{
    lines_of out(log_format::human);
    out.log->write(log_level::info, "done", {{"a", "plain"}, {"b", "two words"}, {"c", ""}});
    BOOST_TEST(has(out.lines.at(0), "info     done  a=plain  b=\"two words\"  c=\"\""));
}

BOOST_AUTO_TEST_CASE(p7_a_servers_text_cannot_forge_a_line_or_steer_a_terminal)
{
    for (const auto format : {log_format::human, log_format::json}) {
        lines_of out(format);
        out.log->write(log_level::info, "got\r\n2026 error forged",
                       {{"text", "\x1b[2J\u009b31m\u2028 \xff\xc0\x80 end"}});
        BOOST_REQUIRE(out.lines.size() == 1u);
        for (const char c : out.lines[0])
            BOOST_TEST(static_cast<unsigned char>(c) >= 0x20);
        BOOST_TEST(!has(out.lines[0], "\u2028"));
        BOOST_TEST(!has(out.lines[0], "\xff"));
        BOOST_TEST(has(out.lines[0], "end"));
    }
}

BOOST_AUTO_TEST_CASE(levels_below_the_wanted_one_are_dropped_and_long_texts_are_cut)
{
    lines_of out(log_format::human, log_level::warning);
    out.log->write(log_level::info, "no");
    out.log->write(log_level::error, std::string(5'000, 'x'));
    BOOST_REQUIRE(out.lines.size() == 1u);
    BOOST_TEST(has(out.lines[0], "(3000 bytes more)"));
}

BOOST_AUTO_TEST_CASE(p7_registered_secrets_never_appear)
{
    lines_of out(log_format::json);
    out.log->redact("s3cr3t-value");
    out.log->redact("short");
    out.log->write(log_level::info, "xs3cr3t-valuey short", {{"a", "s3cr3t-value"}});
    BOOST_TEST(!has(out.lines[0], "s3cr3t"));
    BOOST_TEST(has(out.lines[0], "x***y short"));
}

BOOST_AUTO_TEST_CASE(p7_credentials_and_token_members_are_masked_without_being_registered)
{
    BOOST_TEST(redacted("Authorization: Bearer abcdefgh.ijk") == "Authorization: Bearer ***");
    BOOST_TEST(redacted("sent OAuth 00Dxx!AQ0.AbCdEf now") == "sent OAuth *** now");
    BOOST_TEST(redacted(R"({"access_token":"abc","x":1})") == R"({"access_token":"***","x":1})");
    BOOST_TEST(redacted(R"({\"refresh_token\": \"abc\"})") == R"({\"refresh_token\": \"***\"})");
    BOOST_TEST(redacted("a=1&client_secret=abc&b=2") == "a=1&client_secret=***&b=2");
    BOOST_TEST(redacted("authorization: abcdefgh") == "authorization: ***");
    BOOST_TEST(redacted("password=hunter22 next") == "password=*** next");
}

BOOST_AUTO_TEST_CASE(prose_stays_as_it_is)
{
    for (const auto* text :
         {"the bearer of news", "no access token", "the basic idea", "the access_token is missing",
          "error code 5", "a class=auth b", "", "unicode \u00e9\u4e2d"})
        BOOST_TEST(redacted(text) == text);
}

BOOST_AUTO_TEST_CASE(lines_of_many_threads_are_never_torn)
{
    lines_of out(log_format::json);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int count = 0; count < 250; ++count) {
                out.log->redact("secret-" + std::to_string(count));
                out.log->write(log_level::info, "line", {{"count", std::int64_t{count}}});
            }
        });
    for (auto& each : threads)
        each.join();
    BOOST_TEST(out.lines.size() == 1000u);
    for (const auto& line : out.lines)
        BOOST_CHECK(boost::json::parse(line).is_object());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
