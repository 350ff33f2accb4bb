// SPDX-License-Identifier: Apache-2.0
// Plugins as other people build them do real work for this host, here and in a process of their
// own.
#include "host-sdk/host/support/plugin_folder.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/mapper.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>
#include <span>
#include <string>
#include <vector>

using namespace dovetail;
namespace data = boost::unit_test::data;

namespace {

/// How a plugin was built, and what its manifest says it speaks.
struct variant
{
    const char* library;
    const char* abi;
};
std::ostream& operator<<(std::ostream& out, const variant& one)
{
    return out << one.library << " " << one.abi;
}

constexpr char version_1[] = R"({"oldest": 1, "newest": 1})";
constexpr char version_1_and_2[] = R"({"oldest": 1, "newest": 2})";
constexpr char version_2[] = R"({"oldest": 2, "newest": 2})";

constexpr std::array served{variant{"c11", version_1},
                            variant{"old_strings", version_1},
                            variant{"clang", version_1},
                            variant{"undefined_behaviour", version_1},
                            variant{"frozen_headers", version_1},
                            variant{"newer", version_1_and_2}};

/// The second one only says so once its code runs.
constexpr std::array refused{variant{"only_newer", version_2},
                             variant{"only_newer", version_1_and_2}};

enum class place
{
    here,
    isolated
};
std::ostream& operator<<(std::ostream& out, place one)
{
    return out << (one == place::here ? "in process" : "isolated");
}
constexpr std::array places{place::here, place::isolated};

struct fixture
{
    test::loading to{};

    host::result<std::shared_ptr<const host::plugin>> load(const variant& which, place where)
    {
        test::installed what;
        what.library = which.library;
        what.id = "test.stability";
        what.abi = which.abi;
        what.more.clear();
        const host::isolation how{.process = where == place::isolated,
                                  .program = DOVETAIL_PLUGIN_HOST};
        return to.loader.load(to.plugins.manifest(what), how);
    }
};

const host::configuration settings{R"({"path":"/items"})"};

dovetail_event event_of(std::uint32_t kind, std::string_view body = {})
{
    dovetail_event out{};
    out.struct_size = sizeof out;
    out.kind = kind;
    out.status = 200;
    out.body = {reinterpret_cast<const std::uint8_t*>(body.data()), body.size()};
    return out;
}

struct delivery
{
    host::record_batch records;
    host::outcome_batch outcomes;
    std::vector<std::uint8_t> cursor; ///< copied: the step's own goes with its exchange
};

/// START, one answer, and what is delivered then; the exchange ends well.
delivery deliver(const host::connector& from, const dovetail_operation& operation,
                 std::string_view method, std::string_view target, std::string_view body)
{
    auto running = from.begin(operation);
    BOOST_REQUIRE(running.has_value());
    auto step = running->resume(event_of(DOVETAIL_EVENT_START));
    BOOST_REQUIRE_EQUAL(step.kind, unsigned{DOVETAIL_STEP_REQUEST});
    BOOST_TEST(host::view(step.request->method) == method);
    BOOST_TEST(host::view(step.request->target) == target);
    step = running->resume(event_of(DOVETAIL_EVENT_RESPONSE, body));
    BOOST_REQUIRE_MESSAGE(step.kind == DOVETAIL_STEP_DELIVER, step.failure.message);
    delivery out{
        std::move(step.batch), std::move(step.outcomes), {step.cursor.begin(), step.cursor.end()}};
    BOOST_TEST(running->resume(event_of(DOVETAIL_EVENT_RESUMED)).kind ==
               unsigned{DOVETAIL_STEP_DONE});
    return out;
}

dovetail_operation operation_of(std::uint32_t kind)
{
    dovetail_operation out{};
    out.struct_size = sizeof out;
    out.kind = kind;
    return out;
}

host::record_batch fetch(const host::connector& from)
{
    auto page = deliver(from, operation_of(DOVETAIL_OP_FETCH), "GET", "/items",
                        "item 7 Call Ada\nitem 8 Write to Bob\nend\n");
    BOOST_TEST(from.accepts_cursor(page.cursor).has_value());
    return std::move(page.records);
}

void check_write(const host::connector& to)
{
    const dovetail_field title{host::to_abi("title"),
                               {DOVETAIL_TEXT, 0, 0, host::to_abi("Visit Eve")}};
    dovetail_change change{};
    change.struct_size = sizeof change;
    change.action = DOVETAIL_CREATE;
    change.idempotency_key = host::to_abi("k9");
    change.fields = &title;
    change.field_count = 1;
    auto operation = operation_of(DOVETAIL_OP_WRITE);
    operation.changes = &change;
    operation.change_count = 1;
    const auto written = deliver(to, operation, "PUT", "/items/k9", {});
    const auto outcomes = host::outcomes(written.outcomes);
    BOOST_REQUIRE_EQUAL(outcomes.size(), 1u);
    BOOST_TEST(outcomes[0].result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(host::view(outcomes[0].key) == "k9");
}

void check_errors(const host::connector& of)
{
    const std::string foreign = "not its own";
    const auto cursor =
        of.accepts_cursor({reinterpret_cast<const std::uint8_t*>(foreign.data()), foreign.size()});
    BOOST_REQUIRE(!cursor.has_value());
    BOOST_TEST((cursor.error().kind == host::error_class::gone));
    const auto unknown = of.begin(operation_of(99));
    if (unknown.has_value()) { // it may say so in begin or in its first step
        auto running = of.begin(operation_of(99));
        const auto step = running->resume(event_of(DOVETAIL_EVENT_START));
        BOOST_TEST((step.failure.kind == host::error_class::config));
    } else {
        BOOST_TEST((unknown.error().kind == host::error_class::config));
    }
}

std::span<const dovetail_field> fields_of(const dovetail_mapped& item)
{
    return {item.fields, static_cast<std::size_t>(item.field_count)};
}

void check_mapping(const host::mapping& with, const host::record_batch& records)
{
    BOOST_REQUIRE_EQUAL(with.fields().size(), 1u);
    BOOST_TEST(with.fields()[0].right_name == "Subject");
    const auto canonical = with.to_canonical(host::side::left, host::records(records));
    BOOST_REQUIRE(canonical.has_value());
    const auto items = host::items(*canonical);
    BOOST_REQUIRE_EQUAL(items.size(), 2u);
    BOOST_TEST(items[1].eligible == 1u);
    const auto fields = fields_of(items[1]);
    BOOST_REQUIRE_EQUAL(fields.size(), 1u);
    BOOST_TEST(host::view(fields[0].name) == "name");

    dovetail_canonical_change change{};
    change.struct_size = sizeof change;
    change.fields = fields.data();
    change.field_count = fields.size();
    const auto native = with.to_native(host::side::right, {&change, 1});
    BOOST_REQUIRE(native.has_value());
    const auto written = fields_of(host::items(*native)[0]);
    BOOST_REQUIRE_EQUAL(written.size(), 1u);
    BOOST_TEST(host::view(written[0].name) == "Subject");
    BOOST_TEST(host::view(written[0].value.text) == "Write to Bob");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(abi_stability, fixture)

BOOST_DATA_TEST_CASE_F(fixture, a_plugin_works_however_it_was_built, data::make(served) * places,
                       which, where)
{
    const auto loaded = load(which, where);
    BOOST_REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
    BOOST_TEST((*loaded)->abi_version() == 1u);
    const auto connector = host::connector_plugin::of(*loaded).value().create(settings);
    BOOST_REQUIRE_MESSAGE(connector.has_value(), connector.error().message);
    BOOST_TEST((*connector)->abilities().can == unsigned{DOVETAIL_CAN_CREATE_IDEMPOTENTLY});
    const host::record_batch records = fetch(**connector);
    BOOST_REQUIRE_EQUAL(host::records(records).size(), 2u);
    BOOST_TEST(host::view(host::records(records)[1].key) == "8");
    check_write(**connector);
    check_errors(**connector);
    const auto mapping = host::mapper_plugin::of(*loaded).value().create("items", settings);
    BOOST_REQUIRE_MESSAGE(mapping.has_value(), mapping.error().message);
    check_mapping(**mapping, records);
}

BOOST_DATA_TEST_CASE_F(fixture, a_plugin_that_is_too_new_is_refused_with_both_ranges,
                       data::make(refused) * places, which, where)
{
    const auto loaded = load(which, where);
    BOOST_REQUIRE(!loaded.has_value());
    BOOST_TEST(loaded.error().code == "plugin_abi");
    const std::string& text = loaded.error().message;
    BOOST_TEST(text.find("version 2 of the contract") != text.npos, text);
    BOOST_TEST(text.find("this host version 1") != text.npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
