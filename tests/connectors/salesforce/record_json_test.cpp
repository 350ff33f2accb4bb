// SPDX-License-Identifier: Apache-2.0
#include <salesforce/record_json.hpp>

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/value.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace dovetail::salesforce;
namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(salesforce_record_json)

BOOST_AUTO_TEST_CASE(every_kind_of_value_is_written_as_salesforce_reads_it)
{
    const std::vector<dovetail_field> fields{{kit::borrow("a"), kit::null_value()},
                                             {kit::borrow("b"), kit::bool_value(true)},
                                             {kit::borrow("c"), kit::int_value(-5)},
                                             {kit::borrow("d"), kit::text_value("x")},
                                             {kit::borrow("e"), kit::date_value(19'782)},
                                             {kit::borrow("f"), kit::instant_value(0)},
                                             {kit::borrow("g"), kit::json_value(R"({"h":1})")},
                                             {kit::borrow("k"), kit::int_value(1)}};
    dovetail_change change{};
    change.struct_size = sizeof change;
    change.fields = fields.data();
    change.field_count = fields.size();
    std::string out;
    append_members(out, change, "k");
    BOOST_TEST(out == R"(,"a":null,"b":true,"c":-5,"d":"x","e":"2024-02-29",)"
                      R"("f":"1970-01-01T00:00:00Z","g":{"h":1})");
}

BOOST_AUTO_TEST_CASE(a_value_of_an_unknown_kind_is_a_bug_not_a_write)
{
    const dovetail_field field{kit::borrow("a"), {99, 0, 0, {}}};
    dovetail_change change{};
    change.struct_size = sizeof change;
    change.fields = &field;
    change.field_count = 1;
    std::string out;
    BOOST_CHECK_THROW(append_members(out, change), kit::plugin_error);
}

BOOST_AUTO_TEST_SUITE_END()
