// SPDX-License-Identifier: Apache-2.0
// What every state store must do, whatever it is made of. A test program defines `tested_places`, a
// std::tuple of place types, and then includes this; each place is
//
//   struct some_place
//   {
//       some_place();                  // a new, empty place for state
//       dovetail::sync::state open();  // one more worker's way to it, with connections of its own
//   };
//
// Nothing here asserts how long something took, only what must be true after waiting.
#pragma once

#include "conformance/budget.hpp"
#include "conformance/commit.hpp"
#include "conformance/concurrency.hpp"
#include "conformance/history.hpp"
#include "conformance/links.hpp"
#include "conformance/members.hpp"
#include "conformance/problems.hpp"
#include "conformance/work.hpp"
