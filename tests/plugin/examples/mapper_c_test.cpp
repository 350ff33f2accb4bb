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
    test::loaded_plugin plugin{TITLE_MAPPER};
    test::made_mapper mapper{plugin.extension<dovetail_mapper_factory>(DOVETAIL_MAPPER_ID), "{}"};
    dovetail_error error{sizeof(dovetail_error), 0, 0, {}, {}, {}, nullptr, nullptr};
    dovetail_mapped_batch out{sizeof(dovetail_mapped_batch), 0, nullptr, 0, nullptr, nullptr};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(example_mapper, fixture)

BOOST_AUTO_TEST_CASE(a_plugin_in_plain_c_maps_a_batch_whose_texts_outlive_the_call)
{
    kit::batch_builder builder;
    builder.add("1").text("title", "Call Ada").boolean("done", true);
    builder.add("2").boolean("done", false);
    dovetail_batch records = std::move(builder).finish();
    BOOST_REQUIRE(mapper->to_canonical(mapper->self, DOVETAIL_LEFT, records.records,
                                       records.record_count, &out, &error) == DOVETAIL_OK);
    records.release(records.owner);
    const auto items = kit::items_of(out);
    BOOST_REQUIRE(items.size() == 2u);
    BOOST_TEST(kit::find_text(kit::fields_of(items[0]), "name") == "Call Ada");
    BOOST_TEST(items[1].field_count == 0u);
    out.release(out.owner);
}

BOOST_AUTO_TEST_CASE(a_canonical_change_gets_the_name_of_its_target)
{
    const dovetail_field name{kit::borrow("name"), kit::text_value("Zoë")};
    dovetail_canonical_change change{};
    change.struct_size = sizeof change;
    change.fields = &name;
    change.field_count = 1;
    BOOST_REQUIRE(mapper->to_native(mapper->self, DOVETAIL_RIGHT, &change, 1, &out, &error) ==
                  DOVETAIL_OK);
    BOOST_TEST(kit::find_text(kit::fields_of(kit::items_of(out)[0]), "Subject") == "Zoë");
    out.release(out.owner);
}

BOOST_AUTO_TEST_CASE(a_side_that_does_not_exist_is_a_bug_of_the_host)
{
    BOOST_TEST(mapper->to_native(mapper->self, 7, nullptr, 0, &out, &error) == DOVETAIL_FAILED);
    BOOST_TEST(error.error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_SUITE_END()
