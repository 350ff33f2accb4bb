// SPDX-License-Identifier: Apache-2.0
#include <sandbox/gzip.hpp>
#include <sandbox/instant.hpp>
#include <sandbox/json_text.hpp>
#include <sandbox/message.hpp>
#include <sandbox/salesforce/id.hpp>

#include <boost/test/unit_test.hpp>

namespace sandbox = dovetail::sandbox;

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(the_check_characters_of_an_id_are_those_of_salesforce)
{
    // From recorded replies and the public description of the algorithm.
    const auto id = sandbox::salesforce::parse_id("0015g00000abcde");
    BOOST_REQUIRE(id);
    BOOST_TEST(id->text().substr(0, 15) == "0015g00000abcde");
    BOOST_TEST(sandbox::salesforce::parse_id("001A0000006Vm9r")->text() == "001A0000006Vm9rIAC");
    BOOST_TEST(!sandbox::salesforce::parse_id("001A0000006Vm9rIAD"));
    BOOST_TEST(!sandbox::salesforce::parse_id("too short"));
    BOOST_TEST(!sandbox::salesforce::parse_id("001A0000006Vm-r"));
}

BOOST_AUTO_TEST_CASE(ids_ascend_with_their_numbers)
{
    using sandbox::salesforce::make_id;
    for (const std::uint64_t number : {1ULL, 9ULL, 10ULL, 61ULL, 62ULL, 3843ULL, 1'000'000ULL}) {
        BOOST_TEST(make_id("00T", number).number() == number);
        BOOST_TEST((make_id("00T", number).text() < make_id("00T", number + 1).text()));
    }
}

BOOST_AUTO_TEST_CASE(times_are_written_as_each_service_writes_them)
{
    const auto at = sandbox::parse_instant("2026-03-29T01:59:59.123456+01:00");
    BOOST_REQUIRE(at);
    std::string text;
    sandbox::append_rfc3339(text, *at);
    BOOST_TEST(text == "2026-03-29T00:59:59.123456Z");
    text.clear();
    const auto second = std::chrono::floor<std::chrono::seconds>(*at);
    sandbox::append_salesforce_time(text, second);
    BOOST_TEST(text == "2026-03-29T00:59:59.000+0000");
    BOOST_TEST(sandbox::http_date(second) == "Sun, 29 Mar 2026 00:59:59 GMT");
    BOOST_TEST((sandbox::parse_http_date("Sun, 29 Mar 2026 00:59:59 GMT") == second));
    BOOST_TEST((sandbox::parse_instant(text) == sandbox::instant{second}));
}

BOOST_AUTO_TEST_CASE(days_and_times_that_do_not_exist_are_refused)
{
    for (const auto* wrong : {"2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01T", ""})
        BOOST_TEST(!sandbox::parse_date(wrong));
    BOOST_TEST(sandbox::parse_date("2028-02-29").has_value());
    for (const auto* wrong : {"2026-01-01T00:00:00", "2026-01-01T24:00:00Z",
                              "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zz"})
        BOOST_TEST(!sandbox::parse_instant(wrong));
    BOOST_TEST(sandbox::is_floating_time("2026-01-01T23:59:59"));
    BOOST_TEST(!sandbox::is_floating_time("2026-01-01T23:59:59Z"));
}

BOOST_AUTO_TEST_CASE(json_texts_keep_every_byte)
{
    std::string out;
    sandbox::append_json_string(out, std::string_view{"a\"b\\c\n\r\t\0\x1f é🙂", 17});
    BOOST_TEST(out == "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f é🙂\"");
    BOOST_TEST(sandbox::count_characters("é🙂e\xCC\x81") == 4U);
}

BOOST_AUTO_TEST_CASE(targets_are_split_before_they_are_decoded)
{
    const auto parts = sandbox::split_target("/a/b%2Fc?x=1+2&y=%C3%A9&z");
    BOOST_TEST(parts.segments.size() == 2U);
    BOOST_TEST(parts.segments[1] == "b/c");
    BOOST_TEST(*parts.parameter("x") == "1 2");
    BOOST_TEST(*parts.parameter("y") == "é");
    BOOST_TEST(parts.parameter("z")->empty());
    BOOST_TEST(!parts.parameter("w"));
}

BOOST_AUTO_TEST_CASE(gzip_that_is_cut_or_too_large_is_refused)
{
    const std::string plain(100'000, 'x');
    const auto packed = sandbox::gzip(plain);
    BOOST_TEST((sandbox::gunzip(packed, plain.size()) == plain));
    BOOST_TEST(!sandbox::gunzip(packed.substr(0, packed.size() / 2), plain.size()));
    BOOST_TEST(!sandbox::gunzip(packed, plain.size() - 1));
    BOOST_TEST(!sandbox::gunzip("plain text", 100));
}

BOOST_AUTO_TEST_SUITE_END()
