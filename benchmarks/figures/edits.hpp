// SPDX-License-Identifier: Apache-2.0
// Users who edit many tasks at once, through the two services' own interfaces.
#pragma once

#include "test_bed.hpp"

#include <cstddef>

namespace dovetail::benchmarks {

/// Gives `count` live tasks of a side new details: Salesforce the oldest, Sales Connect the newest.
void edit_tasks(test_bed& bed, side where, std::size_t count);

} // namespace dovetail::benchmarks
