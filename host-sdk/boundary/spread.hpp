// SPDX-License-Identifier: Apache-2.0
// Several measurements of one thing.
#pragma once

#include <algorithm>
#include <vector>

namespace dovetail::boundary {

/// Median, minimum and maximum of at least one value.
struct spread
{
    double median = 0;
    double least = 0;
    double most = 0;
};

inline spread spread_of(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return {values[values.size() / 2], values.front(), values.back()};
}

} // namespace dovetail::boundary
