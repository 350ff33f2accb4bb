// SPDX-License-Identifier: Apache-2.0
#include <http/inflate.hpp>
#include <http/response_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>

namespace dovetail::http {
namespace {

using state = response_reader::state;

constexpr reader_limits small{1024, 10'000};

/// Feeds `bytes` in pieces of `step`, then the end of the connection if more is wanted.
struct read_outcome
{
    state ended;
    response answer;
    std::string code;
    bool keeps = false;
};

read_outcome read(std::string_view bytes, std::size_t step = 65'536, bool to_head = false,
                  bool orderly = true, reader_limits limits = small)
{
    response_reader reader(limits, to_head);
    auto at = state::more;
    while (at == state::more && !bytes.empty()) {
        const auto space = reader.prepare();
        const auto count = std::min({step, bytes.size(), space.size()});
        std::memcpy(space.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        at = reader.commit(count);
    }
    if (at == state::more) at = reader.end(orderly);
    read_outcome out{at, {}, reader.fault().code};
    if (at == state::done) {
        out.keeps = reader.keeps_connection();
        out.answer = reader.take();
    }
    return out;
}

std::string packed_answer(const std::string& body)
{
    return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(an_answer_is_the_same_however_the_network_cuts_it)
{
    const std::string bytes =
        "HTTP/1.1 201 Created\r\nX-Some: Value \r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        const auto got = read(bytes, step);
        BOOST_REQUIRE(got.ended == state::done);
        BOOST_TEST(got.answer.status == 201u);
        BOOST_TEST(got.answer.body == "hello");
        BOOST_TEST(got.answer.find("x-some") == "Value");
        BOOST_TEST(got.keeps);
    }
}

BOOST_AUTO_TEST_CASE(chunked_bodies_are_joined_and_gzip_is_undone)
{
    const auto chunked = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
                              4);
    BOOST_REQUIRE(chunked.ended == state::done);
    BOOST_TEST(chunked.answer.body == "abcde");
    const auto packed = read(packed_answer(gzip("the body")), 5);
    BOOST_REQUIRE(packed.ended == state::done);
    BOOST_TEST(packed.answer.body == "the body");
    BOOST_TEST(packed.answer.find("content-encoding").empty());
}

BOOST_AUTO_TEST_CASE(interim_answers_are_skipped_and_bodiless_ones_have_no_body)
{
    const auto continued =
        read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n"
             "\r\nHTTP/1.1 204 No Content\r\n\r\n",
             3);
    BOOST_REQUIRE(continued.ended == state::done);
    BOOST_TEST(continued.answer.status == 204u);
    BOOST_TEST(continued.answer.find("link").empty());
    BOOST_TEST(continued.keeps);
    const auto head = read("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", 65'536, true);
    BOOST_CHECK(head.ended == state::done);
    std::string endless;
    for (int count = 0; count < 20; ++count)
        endless += "HTTP/1.1 100 Continue\r\n\r\n";
    BOOST_TEST(read(endless).code == "bad_answer");
}

BOOST_AUTO_TEST_CASE(p8_a_cut_answer_is_told_from_a_whole_one)
{
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello").code == "cut_answer");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel").code ==
               "cut_answer");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n").code ==
               "cut_answer");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Le").code == "cut_answer");
    BOOST_TEST(read("").code == "cut_answer");
    const auto packed = gzip("some text that is cut");
    BOOST_TEST(read(packed_answer(packed.substr(0, packed.size() - 4))).code == "bad_encoding");
}

BOOST_AUTO_TEST_CASE(p8_a_body_until_the_end_needs_an_orderly_end)
{
    const std::string bytes = "HTTP/1.0 200 OK\r\n\r\nuntil the end";
    const auto whole = read(bytes);
    BOOST_REQUIRE(whole.ended == state::done);
    BOOST_TEST(whole.answer.body == "until the end");
    BOOST_TEST(!whole.keeps);
    BOOST_TEST(read(bytes, 65'536, false, false).code == "cut_answer");
}

BOOST_AUTO_TEST_CASE(p8_limits_hold_for_headers_bodies_and_what_they_inflate_to)
{
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x') + "\r\n\r\n").code ==
               "header_too_large");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), 100).code ==
               "header_too_large");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n").code == "body_too_large");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" +
                    std::string(65'535, 'x'))
                   .code == "body_too_large");
    BOOST_TEST(read(packed_answer(gzip(std::string(1'000'000, 'x')))).code == "body_too_large");
}

BOOST_AUTO_TEST_CASE(p8_what_is_no_http_is_called_so)
{
    BOOST_TEST(read("SSH-2.0-OpenSSH_9.2\r\n\r\n").code == "bad_answer");
    BOOST_TEST(
        read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!").code ==
        "bad_answer");
    BOOST_TEST(read("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx").code ==
               "bad_encoding");
    BOOST_TEST(read(packed_answer("not gzip")).code == "bad_encoding");
}

BOOST_AUTO_TEST_CASE(bytes_after_an_answer_end_the_connections_use)
{
    const auto got = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");
    BOOST_CHECK(got.ended == state::done);
    BOOST_TEST(!got.keeps);
    BOOST_TEST(!read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").keeps);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
