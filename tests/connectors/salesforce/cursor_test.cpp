// SPDX-License-Identifier: Apache-2.0
#include <salesforce/cursor.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::salesforce;

namespace {

constexpr std::int64_t s = 1'000'000;
const std::string id = "00T000000000001EAA";

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_cursor)

BOOST_AUTO_TEST_CASE(reads_back_what_it_wrote)
{
    const cursor all{{5 * s, id}, {9 * s, id}, 7 * s, true, true};
    BOOST_TEST((read_cursor(write_cursor(all)) == all));
    const cursor none{};
    BOOST_TEST((read_cursor(write_cursor(none)) == none));
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_cursor)
{
    const std::string good = write_cursor({{5 * s, id}, {9 * s, id}, 7 * s, true, false});
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(!read_cursor(good.substr(0, size)).has_value());
    BOOST_TEST(!read_cursor(good + " ").has_value());
    BOOST_TEST(!read_cursor(good + " x").has_value());
    BOOST_TEST(!read_cursor("sf2 c rest 0 - 0 - 0").has_value());
    BOOST_TEST(!read_cursor("sf1 c rest 0 ' 0 - 0").has_value());
    BOOST_TEST(!read_cursor("sf1 c rest -1 - 0 - 0").has_value());
}

BOOST_AUTO_TEST_CASE(the_next_fetch_reads_the_overlap_again_and_no_more)
{
    const keyset began{};
    const keyset high{1'000 * s, id};
    // Just written: what is stamped within the overlap may still become visible.
    BOOST_TEST((next_start(began, high, 1'010 * s, 60 * s) == keyset{950 * s, {}}));
    // Long ago: everything up to the last row was seen.
    BOOST_TEST((next_start(began, high, 1'060 * s, 60 * s) == high) == false);
    BOOST_TEST((next_start(began, high, 1'061 * s, 60 * s) == high));
    // A clock that is wrong by an hour, either way.
    BOOST_TEST((next_start(began, high, 1'000 * s - 3'600 * s, 60 * s) == keyset{940 * s, {}}));
    BOOST_TEST((next_start(began, high, 9'000 * s, 60 * s) == high));
}

BOOST_AUTO_TEST_CASE(the_place_to_begin_never_moves_back)
{
    const keyset high{1'000 * s, id};
    BOOST_TEST((next_start(high, high, 990 * s, 60 * s) == high));
    BOOST_TEST((next_start({980 * s, {}}, high, 990 * s, 60 * s) == keyset{980 * s, {}}));
    BOOST_TEST((next_start({980 * s, {}}, {}, 2'000 * s, 60 * s) == keyset{980 * s, {}}));
}

BOOST_AUTO_TEST_SUITE_END()
