// SPDX-License-Identifier: Apache-2.0
#include "plugin/support/loaded_plugin.hpp"

#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    test::loaded_plugin plugin{TASK_MAPPER};
    const dovetail_mapper_factory& factory =
        plugin.extension<dovetail_mapper_factory>(DOVETAIL_MAPPER_ID);
    test::made_mapper mapper{factory, R"({"complete": "Done"})"};
    dovetail_error error{sizeof(dovetail_error), 0, 0, {}, {}, {}, nullptr, nullptr};
    dovetail_mapped_batch out{sizeof(dovetail_mapped_batch), 0, nullptr, 0, nullptr, nullptr};

    ~fixture()
    {
        if (out.release != nullptr) out.release(out.owner);
    }

    kit::mapped_range to_canonical(std::uint32_t side, kit::batch_builder&& records)
    {
        const dovetail_batch batch = std::move(records).finish();
        BOOST_REQUIRE(mapper->to_canonical(mapper->self, side, batch.records, batch.record_count,
                                           &out, &error) == DOVETAIL_OK);
        batch.release(batch.owner);
        return kit::items_of(out);
    }

    const dovetail_mapped& to_right(const dovetail_field& field)
    {
        dovetail_canonical_change change{};
        change.struct_size = sizeof change;
        change.fields = &field;
        change.field_count = 1;
        BOOST_REQUIRE(mapper->to_native(mapper->self, DOVETAIL_RIGHT, &change, 1, &out, &error) ==
                      DOVETAIL_OK);
        return kit::items_of(out)[0];
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(example_mapper_in_cpp, fixture)

BOOST_AUTO_TEST_CASE(both_sides_meet_in_canonical_fields)
{
    kit::batch_builder left;
    left.add("1").text("title", "Call Ada").boolean("done", true);
    const auto item = to_canonical(DOVETAIL_LEFT, std::move(left))[0];
    BOOST_TEST(kit::find_text(kit::fields_of(item), "name") == "Call Ada");
    BOOST_TEST(kit::find(kit::fields_of(item), "done")->number == 1);
    const dovetail_field done{kit::borrow("done"), kit::bool_value(true)};
    out.release(out.owner);
    BOOST_TEST(kit::find_text(kit::fields_of(to_right(done)), "Status") == "Done");
}

BOOST_AUTO_TEST_CASE(a_status_without_a_word_on_the_other_side_is_kept_and_the_rest_crosses)
{
    kit::batch_builder right;
    right.add("1").text("Subject", "Call Ada").text("Status", "Deferred");
    const auto item = to_canonical(DOVETAIL_RIGHT, std::move(right))[0];
    BOOST_TEST(kit::find(kit::fields_of(item), "done") == nullptr);
    BOOST_TEST(kit::find_text(kit::fields_of(item), "name") == "Call Ada");
    BOOST_REQUIRE_EQUAL(item.note_count, 1u);
    BOOST_TEST(item.notes[0].kind == unsigned{DOVETAIL_NOTE_KEPT});
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut_between_characters_and_says_how_it_will_be_read_back)
{
    std::string name;
    for (int i = 0; i < 300; ++i)
        name += "ä";
    const dovetail_field field{kit::borrow("name"), kit::text_value(name)};
    const dovetail_mapped& item = to_right(field);
    const auto subject = kit::find_text(kit::fields_of(item), "Subject");
    BOOST_TEST(subject == std::string_view{name}.substr(0, 2 * 255));
    const auto read_back = kit::fields_of(item.read_back, item.read_back_count);
    BOOST_TEST(kit::find_text(read_back, "name") == subject);
    BOOST_TEST(item.notes[0].kind == unsigned{DOVETAIL_NOTE_CUT});
}

BOOST_AUTO_TEST_CASE(two_words_that_are_the_same_are_a_fault_of_the_configuration)
{
    BOOST_CHECK_EXCEPTION((test::made_mapper{factory, R"({"open": "x", "complete": "x"})"}),
                          std::runtime_error, [](const std::runtime_error& thrown) {
                              return std::string_view{thrown.what()}.find(": /complete: ") !=
                                     std::string_view::npos;
                          });
}

BOOST_AUTO_TEST_SUITE_END()
