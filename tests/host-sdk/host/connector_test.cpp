// SPDX-License-Identifier: Apache-2.0
#include "support/plugin_folder.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

struct probe
{
    test::loading to{};
    host::connector_plugin plugin = host::connector_plugin::of(to.load({}).value()).value();

    host::result<std::unique_ptr<host::connector>> create(const std::string& mode) const
    {
        return plugin.create({R"({"mode":")" + mode + "\"}"});
    }

    host::exchange begin(const host::connector& from,
                         std::uint32_t operation_kind = DOVETAIL_OP_FETCH,
                         std::uint64_t changes = 0) const
    {
        dovetail_operation operation = {};
        operation.struct_size = sizeof operation;
        operation.kind = operation_kind;
        operation.change_count = changes;
        return std::move(from.begin(operation).value());
    }
};

dovetail_event event_of(std::uint32_t kind)
{
    dovetail_event out = {};
    out.struct_size = sizeof out;
    out.kind = kind;
    out.status = 200;
    return out;
}

/// Runs an exchange in a mode up to a step, which is given back.
host::exchange_step nth_step(const probe& with, const std::string& mode, int number)
{
    const auto made = with.create(mode);
    BOOST_REQUIRE(made.has_value());
    host::exchange running = with.begin(**made);
    host::exchange_step step = running.resume(event_of(DOVETAIL_EVENT_START));
    for (int at = 1; at < number; ++at)
        step = running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
    return step;
}

void check_bug(const probe& with, const std::string& mode, int number, std::string_view words)
{
    const auto step = nth_step(with, mode, number);
    BOOST_TEST(step.kind == static_cast<std::uint32_t>(DOVETAIL_STEP_FAILED), mode);
    BOOST_TEST((step.failure.kind == host::error_class::bug));
    BOOST_TEST(step.failure.code == "plugin_contract");
    const std::string& text = step.failure.message;
    BOOST_TEST((text.find(words) != text.npos), mode << ": " << text);
    BOOST_TEST((text.find("test.probe 1.0.0 (generation ") != text.npos), text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(connectors)

BOOST_AUTO_TEST_CASE(an_exchange_asks_delivers_and_ends)
{
    const probe with;
    const auto made = with.create("good");
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST((*made)->abilities().max_write_batch == 200u);
    host::exchange running = with.begin(**made);
    auto step = running.resume(event_of(DOVETAIL_EVENT_START));
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_REQUEST);
    BOOST_TEST(host::view(step.request->target) == "/tasks");
    step = running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_DELIVER);
    BOOST_TEST(step.total == 2u);
    BOOST_TEST(step.cursor.size() == 2u);
    const host::record_batch batch = std::move(step.batch);
    BOOST_TEST(!running.over());
    step = running.resume(event_of(DOVETAIL_EVENT_RESUMED));
    BOOST_TEST(step.kind == static_cast<std::uint32_t>(DOVETAIL_STEP_DONE));
    BOOST_TEST(running.over());
    // A delivery outlives its exchange.
    const auto all = host::records(batch);
    BOOST_REQUIRE_EQUAL(all.size(), 2u);
    BOOST_TEST(host::view(all[1].key) == "second");
    BOOST_TEST(host::view(host::fields(all[1])[0].value.text) == "Call Bob");
}

BOOST_AUTO_TEST_CASE(a_batch_keeps_its_generation_when_everything_else_is_gone)
{
    host::record_batch batch;
    std::weak_ptr<const host::plugin> generation;
    {
        const probe with;
        generation = with.plugin.generation();
        batch = std::move(nth_step(with, "good", 2).batch);
    }
    BOOST_TEST(!generation.expired());
    BOOST_TEST(host::view(host::records(batch)[0].key) == "first");
    batch.reset();
    BOOST_TEST(generation.expired());
}

BOOST_AUTO_TEST_CASE(outcomes_are_owned_too)
{
    const probe with;
    const auto made = with.create("outcomes");
    host::exchange running = with.begin(**made, DOVETAIL_OP_WRITE, 1);
    running.resume(event_of(DOVETAIL_EVENT_START));
    const auto step = running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_DELIVER);
    BOOST_TEST(host::outcomes(step.outcomes)[0].result ==
               static_cast<std::uint32_t>(DOVETAIL_APPLIED));
}

BOOST_AUTO_TEST_CASE(records_of_an_older_contract_are_read_with_what_they_lack_as_zero)
{
    const auto step = nth_step(probe(), "narrow", 2);
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_DELIVER);
    const auto all = host::records(step.batch);
    BOOST_REQUIRE_EQUAL(all.size(), 2u);
    BOOST_TEST(host::view(all[1].key) == "second");
    BOOST_TEST(all[1].struct_size == sizeof(dovetail_record));
    BOOST_TEST(host::fields(all[1]).empty());
}

BOOST_AUTO_TEST_CASE(p8_steps_that_break_the_contract_are_bugs_that_name_the_plugin)
{
    const probe with;
    check_bug(with, "unknown_step", 1, "a step of the unknown kind 77");
    check_bug(with, "null_request", 1, "a step REQUEST without a request");
    check_bug(with, "bad_target", 1, "does not begin with '/'");
    check_bug(with, "null_error", 1, "a step FAILED without an error");
    check_bug(with, "empty_delivery", 2, "a step DELIVER that delivers nothing");
    check_bug(with, "no_release", 2, "a delivery without release");
    check_bug(with, "null_records", 2, "a null array");
    check_bug(with, "zero_size", 2, "the impossible struct_size 0");
    check_bug(with, "mixed_sizes", 2, "elements of different struct_size");
    check_bug(with, "no_key", 2, "a record without a key (element 1)");
    check_bug(with, "null_fields", 2, "null fields");
    check_bug(with, "unknown_value", 2, "the field Subject has an unknown kind of value");
}

BOOST_AUTO_TEST_CASE(p8_a_delivery_that_does_not_fit_the_operation_is_a_bug_that_names_it)
{
    const probe with;
    check_bug(with, "outcomes", 2, "in a fetch, a delivery of something else than a batch");
    const auto second_step = [&](const std::string& mode, std::uint64_t changes) {
        const auto made = with.create(mode);
        host::exchange running = with.begin(**made, DOVETAIL_OP_WRITE, changes);
        running.resume(event_of(DOVETAIL_EVENT_START));
        const auto step = running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
        BOOST_TEST(running.over());
        return step.failure.message;
    };
    BOOST_TEST((second_step("good", 1).find("else than outcomes") != std::string::npos));
    BOOST_TEST((second_step("outcomes", 3).find("1 outcomes were delivered for 3 changes") !=
                std::string::npos));
}

BOOST_AUTO_TEST_CASE(p8_a_driver_that_finds_a_breach_ends_the_exchange_with_the_plugin_s_name)
{
    const probe with;
    const auto made = with.create("good");
    host::exchange running = with.begin(**made);
    const auto why = running.break_off("A-51", "its header is odd");
    BOOST_TEST((why.kind == host::error_class::bug));
    BOOST_TEST((why.message.find("test.probe 1.0.0 (generation ") != std::string::npos));
    BOOST_TEST((why.message.find("in a fetch, its header is odd") != std::string::npos));
    BOOST_TEST(running.over());
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_plugin_keeps_class_code_and_both_texts_apart)
{
    const auto step = nth_step(probe(), "fails", 1);
    BOOST_TEST((step.failure.kind == host::error_class::throttled));
    BOOST_TEST(step.failure.code == "slow_down");
    BOOST_TEST(step.failure.message == "the server asks for a pause");
    BOOST_TEST(step.failure.server_text == "try \xEF\xBF\xBD later");
    BOOST_TEST(step.failure.retry_after.count() == 1500);
}

BOOST_AUTO_TEST_CASE(an_exchange_that_is_over_is_not_resumed)
{
    const probe with;
    const auto made = with.create("good");
    host::exchange running = with.begin(**made);
    BOOST_TEST(running.resume(event_of(DOVETAIL_EVENT_CANCELLED)).kind ==
               static_cast<std::uint32_t>(DOVETAIL_STEP_DONE));
    const auto step = running.resume(event_of(DOVETAIL_EVENT_START));
    BOOST_TEST(step.failure.code == "exchange_over");
}

BOOST_AUTO_TEST_CASE(p8_a_broken_connector_is_refused_when_it_is_made)
{
    const probe with;
    BOOST_TEST(with.create("no_functions").error().code == "plugin_contract");
    BOOST_TEST(with.create("no_batch").error().code == "plugin_contract");
    const auto made = with.create("no_resume");
    dovetail_operation operation = {};
    operation.struct_size = sizeof operation;
    BOOST_TEST((*made)->begin(operation).error().code == "plugin_contract");
}

BOOST_AUTO_TEST_CASE(a_refused_operation_and_a_refused_cursor_are_errors_of_the_plugin)
{
    const probe with;
    const auto made = with.create("good");
    dovetail_operation operation = {};
    operation.struct_size = sizeof operation;
    operation.collection = host::to_abi("people");
    BOOST_TEST((*made)->begin(operation).error().code == "unknown_collection");
    const std::vector<std::uint8_t> good{'c', '1'};
    const std::vector<std::uint8_t> old{'x'};
    BOOST_TEST((*made)->accepts_cursor(good).has_value());
    BOOST_TEST(((*made)->accepts_cursor(old).error().kind == host::error_class::gone));
}

BOOST_AUTO_TEST_CASE(a_plugin_logs_through_its_host)
{
    const probe with;
    BOOST_REQUIRE(with.create("good").has_value());
    BOOST_TEST(with.to.log.contains(
        "info hello from the probe plugin=test.probe host=test-host answer=42"));
}

BOOST_AUTO_TEST_CASE(p8_faults_of_a_configuration_are_shown_at_their_line_in_the_manifest)
{
    const test::plugin_folder plugins;
    plugins.install({});
    const auto manifest = [&](const std::string& configuration) {
        const auto file = plugins.folder().write("manifest.json",
                                                 R"({"manifest_version": 1,
  "plugins": {"search": ["."])" + std::string(test::way_in_plugins) +
                                                     R"(},
  "connections": {"c": {"plugin": "test.probe")" + std::string(test::way_in_connection) +
                                                     R"(, "http": {"base_url": "https://x.example"},
    "configuration": )" + configuration + "}}}");
        return std::move(*host::load_manifest(file).value);
    };
    test::memory_log log;
    const test::temporary_folder copies;
    const auto create = [&](const host::manifest& value) {
        auto places = value.plugins;
        places.trust = test::trust_of_build();
        host::plugin_registry registry(host::plugin_search(places),
                                       std::make_shared<const host::plugin_host>("test", "1", log),
                                       copies.path());
        return registry.connector_for(value.connections.at(0));
    };
    // The plugin's schema finds this one before its code sees it,
    const auto by_schema = create(manifest("{\n      \"tasks\": 0}"));
    BOOST_TEST(by_schema.error().code == "plugin_configuration");
    BOOST_TEST((by_schema.error().message.find(
                    "manifest.json:5:16: error: /connections/c/configuration/tasks: 0 is not "
                    "allowed: it must be at least 1") != std::string::npos),
               by_schema.error().message);
    // this one the plugin,
    const auto by_plugin = create(manifest(R"({"mode": "refused"})"));
    BOOST_TEST(by_plugin.error().code == "bad_mode");
    BOOST_TEST((by_plugin.error().message.find("manifest.json:4:31: error: "
                                               "/connections/c/configuration/mode: this mode is "
                                               "refused") != std::string::npos),
               by_plugin.error().message);
    // and this one is only warned about.
    BOOST_TEST(create(manifest(R"({"mod": "x"})")).has_value());
    BOOST_TEST(log.contains("did you mean \"mode\"?"));
}

BOOST_AUTO_TEST_SUITE_END()
