// SPDX-License-Identifier: Apache-2.0
#include <http/inflate.hpp>

#include <boost/test/unit_test.hpp>

namespace dovetail::http {
namespace {

using status = inflater::status;

std::string text_of_size(std::size_t size)
{
    std::string text;
    for (std::uint32_t seed = 1; text.size() < size; seed = seed * 1664525u + 1013904223u)
        text += std::to_string(seed % 1000);
    text.resize(size);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(compressed_bodies)

BOOST_AUTO_TEST_CASE(what_was_compressed_comes_back_however_it_is_cut)
{
    const auto plain = text_of_size(300'000);
    const auto packed = gzip(plain);
    BOOST_TEST(packed.size() < plain.size());
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{65'536}}) {
        inflater inflating(plain.size());
        std::string out;
        for (std::size_t at = 0; at < packed.size(); at += step)
            inflating.feed(std::string_view(packed).substr(at, step), out);
        BOOST_TEST(inflating.complete());
        BOOST_TEST((out == plain));
    }
}

BOOST_AUTO_TEST_CASE(a_bomb_is_stopped_at_the_limit)
{
    const auto bomb = gzip(std::string(50'000'000, '0'));
    BOOST_TEST(bomb.size() < 500'000u);
    inflater inflating(1'000'000);
    std::string out;
    BOOST_CHECK(inflating.feed(bomb, out) == status::too_large);
    BOOST_TEST(out.size() <= 1'000'001u);
}

BOOST_AUTO_TEST_CASE(exactly_the_limit_is_allowed)
{
    const auto plain = text_of_size(100'000);
    inflater inflating(plain.size());
    std::string out;
    BOOST_CHECK(inflating.feed(gzip(plain), out) == status::done);
}

BOOST_AUTO_TEST_CASE(damage_garbage_and_wrong_checksums_are_noticed)
{
    auto packed = gzip(text_of_size(10'000));
    std::string out;
    BOOST_CHECK(inflater(1'000'000).feed("<html>no gzip</html>", out) == status::corrupt);
    auto flipped = packed;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 0x55);
    out.clear();
    BOOST_CHECK(inflater(1'000'000).feed(flipped, out) == status::corrupt);
    auto checksum = packed;
    checksum[checksum.size() - 6] = static_cast<char>(checksum[checksum.size() - 6] ^ 1);
    out.clear();
    BOOST_CHECK(inflater(1'000'000).feed(checksum, out) == status::corrupt);
}

BOOST_AUTO_TEST_CASE(a_cut_body_is_not_complete)
{
    const auto packed = gzip(text_of_size(10'000));
    inflater inflating(1'000'000);
    std::string out;
    BOOST_CHECK(inflating.feed(packed.substr(0, packed.size() - 1), out) == status::more);
    BOOST_TEST(!inflating.complete());
}

BOOST_AUTO_TEST_CASE(members_of_a_concatenated_file_follow_one_another)
{
    inflater inflating(100);
    std::string out;
    BOOST_CHECK(inflating.feed(gzip("one ") + gzip("two"), out) == status::done);
    BOOST_TEST(out == "one two");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
