// SPDX-License-Identifier: Apache-2.0
// The numbers of layout.inc, as C++20 sees them; layout_c.c checks them as C11 does.
#define DOVETAIL_LIVE_HEADERS
#include "abi_stability/v1/layout.inc"

#include <boost/test/unit_test.hpp>

#include <type_traits>

extern "C" int dovetail_layout_is_as_c_sees_it;

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(structs_are_plain_data_and_laid_out_the_same_in_c_and_in_cpp)
{
    static_assert(std::is_trivial_v<dovetail_record> && std::is_standard_layout_v<dovetail_step>);
    BOOST_TEST(dovetail_layout_is_as_c_sees_it == 0); // linked: both were compiled
}

BOOST_AUTO_TEST_CASE(a_member_is_there_only_if_the_struct_reaches_past_its_end)
{
    dovetail_error error{};
    error.struct_size = offsetof(dovetail_error, message) + sizeof error.message;
    BOOST_TEST(DOVETAIL_HAS(&error, dovetail_error, message));
    BOOST_TEST(!DOVETAIL_HAS(&error, dovetail_error, server_text));
    --error.struct_size;
    BOOST_TEST(!DOVETAIL_HAS(&error, dovetail_error, message));
}

BOOST_AUTO_TEST_SUITE_END()
