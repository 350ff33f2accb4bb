// SPDX-License-Identifier: Apache-2.0
#include "nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace dovetail::task_mapping {

namespace {

constexpr std::size_t most_named = 20;

/// Words are compared on their beginnings only: the distance costs length times length.
constexpr std::size_t longest_compared = 64;

char lower(char byte) noexcept
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    a = a.substr(0, longest_compared);
    b = b.substr(0, longest_compared);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearest_first(std::string_view wanted, std::vector<std::string> valid)
{
    std::stable_sort(valid.begin(), valid.end(),
                     [wanted](const std::string& a, const std::string& b) {
                         return edit_distance(wanted, a) < edit_distance(wanted, b);
                     });
    std::string out;
    for (std::size_t i = 0; i < valid.size() && i < most_named; ++i) {
        if (i != 0) out += ", ";
        out += '"';
        out += valid[i];
        out += '"';
    }
    if (valid.size() > most_named)
        out += " and " + std::to_string(valid.size() - most_named) + " more";
    return out;
}

} // namespace dovetail::task_mapping
