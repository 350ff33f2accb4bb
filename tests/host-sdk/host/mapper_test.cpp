// SPDX-License-Identifier: Apache-2.0
#include "support/plugin_folder.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/mapper.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

struct probe
{
    test::loading to{};
    host::mapper_plugin plugin = host::mapper_plugin::of(to.load({}).value()).value();

    host::result<std::unique_ptr<host::mapping>> create(const std::string& mode) const
    {
        return plugin.create("tasks", {R"({"mode":")" + mode + "\"}"});
    }
};

/// Records as a connector of the same library delivers them.
host::record_batch two_records(const std::shared_ptr<const host::plugin>& from)
{
    const auto plugin = host::connector_plugin::of(from).value();
    const auto made = plugin.create({R"({"mode":"good"})"}).value().release();
    const std::unique_ptr<host::connector> kept(made);
    dovetail_operation operation = {};
    operation.struct_size = sizeof operation;
    host::exchange running = std::move(made->begin(operation).value());
    dovetail_event event = {};
    event.struct_size = sizeof event;
    event.kind = DOVETAIL_EVENT_START;
    running.resume(event);
    return std::move(running.resume(event).batch);
}

void check_bug(const host::error& failure, std::string_view words)
{
    BOOST_TEST((failure.kind == host::error_class::bug));
    BOOST_TEST((failure.message.find(words) != failure.message.npos), failure.message);
    BOOST_TEST((failure.message.find("test.probe") != failure.message.npos), failure.message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mappers)

BOOST_AUTO_TEST_CASE(a_mapping_tells_its_fields_and_maps_both_ways)
{
    const probe with;
    const auto made = with.create("good");
    BOOST_REQUIRE(made.has_value());
    const host::mapping& mapping = **made;
    BOOST_TEST(mapping.name() == "tasks");
    BOOST_REQUIRE_EQUAL(mapping.fields().size(), 2u);
    BOOST_TEST(mapping.fields()[1].name == "details");
    BOOST_TEST((mapping.fields()[0].from(host::side::left) == host::flow::on_create));
    BOOST_TEST(mapping.fields()[0].left_name == "Subject");

    const auto batch = two_records(with.plugin.generation());
    const auto canonical = mapping.to_canonical(host::side::left, host::records(batch));
    BOOST_REQUIRE(canonical.has_value());
    const auto all = host::items(*canonical);
    BOOST_REQUIRE_EQUAL(all.size(), 2u);
    BOOST_TEST(host::view(all[1].fields[0].value.text) == "mapped");

    dovetail_canonical_change change = {};
    change.struct_size = sizeof change;
    const auto native = mapping.to_native(host::side::right, {&change, 1});
    BOOST_REQUIRE(native.has_value());
    BOOST_TEST(host::items(*native).size() == 1u);
    BOOST_TEST(mapping.to_native(host::side::right, {}).has_value());
}

BOOST_AUTO_TEST_CASE(the_facts_of_several_deliveries_are_one_array_for_the_plugin)
{
    const probe with;
    const auto made = with.create("good");
    std::vector<host::record_batch> facts;
    facts.push_back(two_records(with.plugin.generation()));
    const auto too_few = (*made)->check(host::side::left, facts);
    BOOST_TEST(too_few.error().message == "mapping \"tasks\": four facts were expected");
    facts.push_back(two_records(with.plugin.generation()));
    BOOST_TEST((*made)->check(host::side::left, facts).has_value());
}

BOOST_AUTO_TEST_CASE(p8_what_breaks_the_contract_is_a_bug_that_names_the_plugin)
{
    const probe with;
    check_bug(with.create("no_fields").error(), "a mapper without canonical fields");
    check_bug(with.create("twin_fields").error(), "two canonical fields called name");
    check_bug(with.create("unknown_flow").error(), "the canonical field name has an unknown flow");
    const auto batch = two_records(with.plugin.generation());
    const auto map = [&](const char* mode) {
        return (*with.create(mode))->to_canonical(host::side::left, host::records(batch)).error();
    };
    check_bug(map("wrong_count"), "in to_canonical: 1 mapped records for 2");
    check_bug(map("null_notes"), "null notes");
    check_bug(map("map_fails"), "an invariant does not hold");
}

BOOST_AUTO_TEST_SUITE_END()
