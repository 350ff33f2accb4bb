// SPDX-License-Identifier: Apache-2.0
#include <dovetail/sync/field_codec.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace dovetail::sync;

dovetail_text text(std::string_view from)
{
    return {from.data(), from.size()};
}

std::string_view view(dovetail_text from)
{
    return {from.data, from.size};
}

dovetail_field field(std::string_view name, std::uint32_t kind, std::int64_t number)
{
    return {text(name), {kind, 0, number, {}}};
}

dovetail_field field(std::string_view name, std::string_view value,
                     std::uint32_t kind = DOVETAIL_TEXT)
{
    return {text(name), {kind, 0, 0, text(value)}};
}

const field_names task_names(std::vector<std::string>{"name", "status", "due"});

/// One field of every kind, with values at the edges.
std::vector<dovetail_field> every_kind()
{
    return {
        field("name", "Call \xF0\x9F\x93\x9E"),
        field("status", DOVETAIL_BOOL, 1),
        field("due", DOVETAIL_DATE, -719162),
        field("empty", ""),
        field("none", DOVETAIL_NULL, 0),
        field("low", DOVETAIL_INT, std::numeric_limits<std::int64_t>::min()),
        field("high", DOVETAIL_INT, std::numeric_limits<std::int64_t>::max()),
        field("at", DOVETAIL_INSTANT, 1700000000123456),
        field("raw", R"({"a":[1]})", DOVETAIL_JSON),
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(field_codec)

BOOST_AUTO_TEST_CASE(every_value_comes_back)
{
    const auto fields = every_kind();
    for (const auto& names : {field_names{}, task_names}) {
        const auto bytes = encode_fields(fields, names);
        std::vector<dovetail_field> back;
        BOOST_REQUIRE(decode_fields(bytes, names, back));
        BOOST_REQUIRE_EQUAL(back.size(), fields.size());
        for (const auto& wanted : fields) {
            const auto found = find_field(bytes, view(wanted.name), names);
            BOOST_REQUIRE_MESSAGE(found, view(wanted.name));
            BOOST_TEST(same_value(*found, wanted.value), view(wanted.name));
        }
    }
}

BOOST_AUTO_TEST_CASE(equal_lists_have_equal_bytes_in_any_order)
{
    auto fields = every_kind();
    const auto bytes = encode_fields(fields, task_names);
    std::sort(fields.begin(), fields.end(), [](const auto& one, const auto& another) {
        return view(one.name) < view(another.name);
    });
    BOOST_TEST(encode_fields(fields, task_names) == bytes);
    std::reverse(fields.begin(), fields.end());
    BOOST_TEST(encode_fields(fields, task_names) == bytes);
}

BOOST_AUTO_TEST_CASE(different_values_have_different_bytes)
{
    const std::vector<dovetail_field> variants{
        field("x", ""),
        field("x", DOVETAIL_NULL, 0),
        field("x", DOVETAIL_INT, 0),
        field("x", DOVETAIL_BOOL, 0),
        field("x", DOVETAIL_DATE, 0),
        field("x", DOVETAIL_INSTANT, 0),
        field("x", "", DOVETAIL_JSON),
        field("y", ""),
    };
    std::vector<field_bytes> seen;
    for (const auto& variant : variants)
        seen.push_back(encode_fields({&variant, 1}, task_names));
    seen.emplace_back(); // no field at all
    std::sort(seen.begin(), seen.end());
    BOOST_TEST((std::adjacent_find(seen.begin(), seen.end()) == seen.end()));
}

BOOST_AUTO_TEST_CASE(a_known_name_takes_one_byte)
{
    const auto due = field("due", DOVETAIL_DATE, 1);
    BOOST_TEST(encode_fields({&due, 1}, task_names).size() == 2u);
}

BOOST_AUTO_TEST_CASE(bytes_keep_their_meaning_when_the_mapping_changes)
{
    const auto fields = every_kind();
    const auto bytes = encode_fields(fields, task_names);
    const std::vector<std::string> newer{"priority", "due", "name"};
    const auto table = field_names::extend(task_names.text(), newer);
    BOOST_TEST(table.text() == "name\nstatus\ndue\npriority\n");
    const auto due = find_field(bytes, "due", table);
    BOOST_REQUIRE(due);
    BOOST_TEST(due->number == -719162);
    // A field that the older table did not know carries its name in older bytes.
    BOOST_TEST(find_field(bytes, "high", table)->number ==
               std::numeric_limits<std::int64_t>::max());
}

BOOST_AUTO_TEST_CASE(the_last_of_two_fields_of_one_name_counts)
{
    const std::vector<dovetail_field> twice{field("due", DOVETAIL_DATE, 1),
                                            field("due", DOVETAIL_DATE, 2)};
    BOOST_TEST(encode_fields(twice, task_names) ==
               encode_fields(std::span(twice).subspan(1), task_names));
}

BOOST_AUTO_TEST_CASE(an_overlay_sets_fields_and_leaves_the_others)
{
    const auto before = encode_fields(every_kind(), task_names);
    const std::vector<dovetail_field> changed{field("due", DOVETAIL_DATE, 7), field("new", "n")};
    const auto after = overlay_fields(before, changed, task_names);
    BOOST_TEST(find_field(after, "due", task_names)->number == 7);
    BOOST_TEST(view(find_field(after, "new", task_names)->text) == "n");
    BOOST_TEST(view(find_field(after, "name", task_names)->text) == "Call \xF0\x9F\x93\x9E");
    const auto old_due = field("due", DOVETAIL_DATE, -719162);
    BOOST_TEST(overlay_fields(before, {&old_due, 1}, task_names) == before);
}

BOOST_AUTO_TEST_CASE(a_value_of_unknown_kind_is_refused)
{
    const auto unknown = field("x", 7, 0);
    BOOST_CHECK_THROW(encode_fields({&unknown, 1}, task_names), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(many_fields_come_back)
{
    std::vector<std::string> names;
    for (int i = 0; i < 500; ++i)
        names.push_back("field" + std::to_string(i));
    std::vector<dovetail_field> fields;
    for (const auto& name : names)
        fields.push_back(field(name, name));
    std::vector<dovetail_field> back;
    const auto bytes = encode_fields(fields);
    BOOST_REQUIRE(decode_fields(bytes, back));
    BOOST_TEST(back.size() == 500u);
    const std::vector<dovetail_field> too_many(max_encoded_fields + 1, fields.front());
    BOOST_CHECK_THROW(encode_fields(too_many), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_noticed_and_never_read_beyond)
{
    const auto bytes = encode_fields(every_kind(), task_names);
    std::vector<dovetail_field> back;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        // A heap copy of the exact size lets the address sanitizer see a read beyond the end.
        const std::vector<char> part(bytes.data(), bytes.data() + cut);
        const bool whole = decode_fields({part.data(), part.size()}, task_names, back);
        if (whole) BOOST_TEST(encode_fields(back, task_names).size() == cut);
    }
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (int flip = 1; flip < 256; flip <<= 1) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            decode_fields(changed, task_names, back); // either answer, but it ends
        }
    using namespace std::string_view_literals;
    BOOST_TEST(!decode_fields("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"sv, back));
    BOOST_TEST(!decode_fields("\x0a\x80\x00"sv, task_names, back)); // a superfluous zero
    BOOST_TEST(!decode_fields("\x8a\x00\x02"sv, task_names, back));
    BOOST_TEST(!decode_fields("\x23\x02zz"sv, task_names, back)); // a slot beyond the table
}

BOOST_AUTO_TEST_SUITE_END()
