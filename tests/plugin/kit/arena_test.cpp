// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/arena.hpp>
#include <dovetail/kit/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(arena)

BOOST_AUTO_TEST_CASE(texts_stay_where_they_are_while_the_arena_grows_and_moves)
{
    kit::text_arena arena;
    std::vector<std::pair<std::string, dovetail_text>> kept;
    for (std::size_t size = 0; size < 20'000; size = size * 3 / 2 + 1) {
        std::string text(size, static_cast<char>('a' + size % 26));
        const dovetail_text copy = arena.copy(text);
        kept.emplace_back(std::move(text), copy);
    }
    const kit::text_arena moved = std::move(arena);
    for (const auto& [text, copy] : kept)
        BOOST_TEST((kit::view(copy) == text));
}

BOOST_AUTO_TEST_CASE(an_empty_text_takes_no_memory)
{
    kit::text_arena arena;
    BOOST_TEST(arena.copy("").data == nullptr);
    BOOST_TEST(arena.copy("").size == 0u);
}

BOOST_AUTO_TEST_CASE(arrays_are_contiguous_across_the_edges_of_blocks)
{
    kit::array_arena<int> arena;
    std::vector<std::span<const int>> arrays;
    for (int length = 0; length < 200; ++length) {
        for (int at = 0; at < length; ++at)
            arena.push(length * 1'000 + at);
        arrays.push_back(arena.finish());
    }
    for (int length = 0; length < 200; ++length) {
        const auto& array = arrays[static_cast<std::size_t>(length)];
        BOOST_REQUIRE(array.size() == static_cast<std::size_t>(length));
        for (int at = 0; at < length; ++at)
            BOOST_REQUIRE(array[static_cast<std::size_t>(at)] == length * 1'000 + at);
    }
}

BOOST_AUTO_TEST_CASE(a_discarded_array_leaves_no_trace)
{
    kit::array_arena<int> arena;
    arena.push(1);
    arena.discard();
    arena.push(2);
    const auto array = arena.finish();
    BOOST_REQUIRE(array.size() == 1u);
    BOOST_TEST(array[0] == 2);
}

BOOST_AUTO_TEST_SUITE_END()
