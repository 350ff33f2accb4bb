// SPDX-License-Identifier: Apache-2.0
#include "app/table.hpp"

#include "app/text.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace dovetail::app {
namespace {

constexpr std::size_t gap = 2;        ///< blanks between columns
constexpr std::size_t narrowest = 12; ///< of the column that gives way: still readable

} // namespace

table::table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

void table::add(std::vector<cell> row)
{
    row.resize(headings_.size());
    rows_.push_back(std::move(row));
}

std::vector<std::size_t> table::widths(std::size_t columns) const
{
    std::vector<std::size_t> wide;
    for (const auto& heading : headings_)
        wide.push_back(display_width(heading));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            wide[i] = std::max(wide[i], display_width(row[i].text));
    auto all = std::accumulate(wide.begin(), wide.end(), gap * (wide.size() - 1));
    while (all > columns) {
        const auto widest = std::max_element(wide.begin(), wide.end());
        if (*widest <= narrowest) break;
        --*widest;
        --all;
    }
    return wide;
}

std::vector<std::string> table::lines(const terminal& place,
                                      const std::vector<std::size_t>& numbers) const
{
    const palette paint(place.colored);
    const auto wide = widths(place.columns);
    const auto layed_out = [&](const auto& text_of, const auto& look_of) {
        std::string line;
        for (std::size_t i = 0; i < wide.size(); ++i) {
            const auto text = shortened(text_of(i), wide[i]);
            const bool right = std::find(numbers.begin(), numbers.end(), i) != numbers.end();
            const bool last = i + 1 == wide.size();
            const auto blanks = std::string(wide[i] - display_width(text), ' ');
            if (right) line += blanks;
            line += paint(look_of(i), text);
            if (!right && !last) line += blanks;
            if (!last) line += std::string(gap, ' ');
        }
        return line;
    };
    std::vector<std::string> all;
    all.push_back(layed_out([&](std::size_t i) { return headings_[i]; },
                            [](std::size_t) { return tint::dim; }));
    for (const auto& row : rows_)
        all.push_back(layed_out([&](std::size_t i) { return row[i].text; },
                                [&](std::size_t i) { return row[i].look; }));
    return all;
}

} // namespace dovetail::app
