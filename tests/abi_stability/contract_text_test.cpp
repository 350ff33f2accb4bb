// SPDX-License-Identifier: Apache-2.0
// A-1: the live headers are still those of version 1, with nothing but additions.
#include "contract_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;

extern "C" int dovetail_frozen_layout_is_that_of_version_1;

namespace {

const std::string example = R"(
#define DOVETAIL_ABI_VERSION 1u
#define DOVETAIL_ITEM_ID "dovetail.item/1" /* for ever */
/* What it is; a comment with } and ; in it. */
enum
{
    DOVETAIL_ONE = 1, /* the first */
    DOVETAIL_BIT = 1u << 4
};
typedef struct dovetail_atom
{
    const char* data;
} dovetail_atom;
typedef struct dovetail_inner
{
    uint32_t struct_size;
} dovetail_inner;
typedef struct dovetail_item
{
    uint32_t struct_size; /* of it */
    dovetail_inner inner;
    int (*call)(void* self,
                dovetail_atom name);
} dovetail_item;
typedef dovetail_status (*dovetail_function)(dovetail_item* out);
)";

std::string with(std::string what, const std::string& instead)
{
    std::string out = example;
    BOOST_REQUIRE(out.find(what) != out.npos);
    return out.replace(out.find(what), what.size(), instead);
}

std::string break_of(const std::string& newer)
{
    const auto all = breaks_between(read_contract(example), read_contract(newer));
    return all.empty() ? "" : all.front();
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(contract_text_of_version_1)

BOOST_AUTO_TEST_CASE(a1_the_live_headers_only_add_to_the_frozen_ones)
{
    const auto frozen = read_contract_folder(DOVETAIL_FROZEN_CONTRACT);
    const auto live = read_contract_folder(DOVETAIL_LIVE_CONTRACT);
    BOOST_TEST(frozen.structs.size() == 35u);
    BOOST_TEST(frozen.structs.at("dovetail_step").size() == 10u);
    BOOST_TEST(frozen.constants.at("DOVETAIL_WRITES_ATOMICALLY") == "1u << 4");
    BOOST_TEST(frozen.constants.at("DOVETAIL_MAPPER_ID") == "\"dovetail.mapper/1\"");
    BOOST_TEST(frozen.functions.size() == 2u);
    for (const auto& one : breaks_between(frozen, live))
        BOOST_ERROR(one);
    BOOST_TEST(dovetail_frozen_layout_is_that_of_version_1 == 0); // its numbers were compiled
}

BOOST_AUTO_TEST_CASE(a1_what_stands_inside_another_struct_is_fixed)
{
    const auto frozen = read_contract_folder(DOVETAIL_FROZEN_CONTRACT);
    BOOST_TEST(frozen.is_fixed("dovetail_text"));
    BOOST_TEST(frozen.is_fixed("dovetail_usage"));
    BOOST_TEST(frozen.is_fixed("dovetail_change"));
    BOOST_TEST(!frozen.is_fixed("dovetail_record"));
    BOOST_TEST(!frozen.is_fixed("dovetail_step"));
}

BOOST_AUTO_TEST_CASE(a1_the_newer_headers_of_these_tests_have_grown_and_break_nothing)
{
    const auto live = read_contract_folder(DOVETAIL_LIVE_CONTRACT);
    const auto newer = read_contract_folder(DOVETAIL_NEWER_CONTRACT);
    for (const auto& one : breaks_between(live, newer))
        BOOST_ERROR(one);
    for (const auto& [name, members] : live.structs)
        BOOST_TEST(newer.structs.at(name).size() == members.size() + (live.is_fixed(name) ? 0 : 1),
                   name);
}

BOOST_AUTO_TEST_CASE(a_member_at_the_end_a_comment_and_a_new_constant_break_nothing)
{
    BOOST_TEST(break_of(with("name);\n", "name);\n    uint64_t more; /* since 2 */\n")) == "");
    BOOST_TEST(break_of(with("the first", "the very first")) == "");
    BOOST_TEST(break_of(with("DOVETAIL_ONE = 1", "DOVETAIL_TWO = 2, DOVETAIL_ONE = 1")) == "");
    BOOST_TEST(break_of(with("VERSION 1u", "VERSION 2u")) == "");
}

BOOST_AUTO_TEST_CASE(whatever_was_changed_moved_or_removed_is_named)
{
    const auto moved = with("    dovetail_inner", "    uint64_t more;\n    dovetail_inner");
    BOOST_TEST(break_of(moved) == "dovetail_item: \"dovetail_inner inner\" is not where it was");
    BOOST_TEST(has(break_of(with("dovetail_atom name", "dovetail_atom* name")), "dovetail_item"));
    BOOST_TEST(has(break_of(with("const char* data;", "const char* data;\n  int size;")),
                   "dovetail_atom may not grow"));
    BOOST_TEST(has(break_of(with("size;\n} dovetail_inner", "size;\n  int x;\n} dovetail_inner")),
                   "dovetail_inner may not grow"));
    BOOST_TEST(break_of(with("1u << 4", "1u << 5")) == "DOVETAIL_BIT is no longer 1u << 4");
    BOOST_TEST(has(break_of(with("item/1", "item/2")), "DOVETAIL_ITEM_ID is no longer"));
    BOOST_TEST(has(break_of(with("(dovetail_item* out)", "(void)")), "gone: typedef"));
    BOOST_TEST(break_of(with("} dovetail_atom", "} dovetail_other")) == "dovetail_atom is gone");
}

BOOST_AUTO_TEST_SUITE_END()
