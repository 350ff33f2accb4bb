// SPDX-License-Identifier: Apache-2.0
// The one main of all test programs (dovetail_add_test links it).
#define BOOST_TEST_MODULE dovetail
#include <boost/test/unit_test.hpp>
