// SPDX-License-Identifier: Apache-2.0
// What a disturbed sync must come to: the same tasks on both sides, each of them once (P1, P2).
#pragma once

#include "end_to_end/support/deployment.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace dovetail::test {

/// Every task of a side by its name; one that is there twice fails the test.
std::map<std::string, std::string> by_name(deployment& here, service where);

/// Lets what waits cross, and checks that both sides then hold the same `tasks` tasks and that one
/// more pass makes no write.
void expect_equal_sides(deployment& here, std::size_t tasks);

/// `count` tasks called `stem` and a number.
void add_many(deployment& here, service where, const char* stem, int count);

} // namespace dovetail::test
