// SPDX-License-Identifier: Apache-2.0
// The plugin as a host meets it: loaded, negotiated with, configured, one task crossing.
#include "plugin/support/loaded_plugin.hpp"

#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    test::loaded_plugin plugin{TASK_MAPPING_PLUGIN};
    const dovetail_mapper_factory& factory =
        plugin.extension<dovetail_mapper_factory>(DOVETAIL_MAPPER_ID);
    test::made_mapper mapper{factory, "{}"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(task_mapping_plugin, fixture)

BOOST_AUTO_TEST_CASE(names_itself_as_its_manifest_does)
{
    BOOST_TEST(kit::view(plugin.table().id) == "dovetail.task_mapping");
}

BOOST_AUTO_TEST_CASE(one_task_crosses_and_outlives_the_mapper)
{
    kit::batch_builder records;
    records.add("00T1", "2026").text("Subject", "Call Ada").text("Status", "Completed");
    const auto batch = std::move(records).finish();
    dovetail_mapped_batch mapped{};
    mapped.struct_size = sizeof mapped;
    dovetail_error error{};
    error.struct_size = sizeof error;
    {
        test::made_mapper short_lived(factory, "{}");
        BOOST_REQUIRE(short_lived->to_canonical(short_lived->self, DOVETAIL_LEFT, batch.records,
                                                batch.record_count, &mapped,
                                                &error) == DOVETAIL_OK);
    }
    batch.release(batch.owner);
    BOOST_REQUIRE(mapped.item_count == 1u);
    const auto fields = kit::fields_of(kit::items_of(mapped)[0]);
    BOOST_TEST(kit::find_text(fields, "name") == "Call Ada");
    BOOST_TEST(kit::find_text(fields, "status") == "complete");
    mapped.release(mapped.owner);
}

BOOST_AUTO_TEST_CASE(a_fault_in_the_configuration_crosses_as_an_error)
{
    BOOST_CHECK_EXCEPTION(
        (test::made_mapper{factory, R"({"x": 1})"}), std::runtime_error, [](const auto& error) {
            return std::string_view(error.what()).starts_with("invalid_configuration: /x: ");
        });
}

BOOST_AUTO_TEST_CASE(an_empty_batch_maps_to_an_empty_batch)
{
    dovetail_mapped_batch mapped{};
    mapped.struct_size = sizeof mapped;
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_REQUIRE(mapper->to_native(mapper->self, DOVETAIL_RIGHT, nullptr, 0, &mapped, &error) ==
                  DOVETAIL_OK);
    BOOST_TEST(mapped.item_count == 0u);
    mapped.release(mapped.owner);
}

BOOST_AUTO_TEST_SUITE_END()
