// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/view.hpp>

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(view)

BOOST_AUTO_TEST_CASE(an_array_of_longer_structs_is_walked_by_its_own_stride)
{
    struct longer
    {
        dovetail_note note{};
        char appended[24]{};
    } notes[3];
    std::uint32_t kind = 10;
    for (auto& item : notes) {
        item.note.struct_size = sizeof(longer);
        item.note.kind = kind++;
    }
    const kit::note_range range{&notes[0].note, 3};
    std::uint32_t sum = 0;
    for (const dovetail_note& note : range)
        sum += note.kind;
    BOOST_TEST(sum == 33u);
    BOOST_TEST(range[2].kind == 12u);
}

BOOST_AUTO_TEST_CASE(no_array_is_an_empty_range)
{
    const kit::record_range none{nullptr, 0};
    BOOST_TEST(none.empty());
    BOOST_TEST((none.begin() == none.end()));
}

BOOST_AUTO_TEST_CASE(values_are_the_same_by_kind_and_content)
{
    BOOST_TEST(kit::same(kit::text_value("a"), kit::text_value("a")));
    BOOST_TEST(!kit::same(kit::text_value("a"), kit::json_value("a")));
    BOOST_TEST(!kit::same(kit::date_value(1), kit::instant_value(1)));
    BOOST_TEST(kit::same(kit::null_value(), kit::null_value()));
    BOOST_TEST(!kit::same({99, 0, 0, {}}, {99, 0, 0, {}}));
}

BOOST_AUTO_TEST_SUITE_END()
