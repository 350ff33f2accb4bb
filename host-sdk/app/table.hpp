// SPDX-License-Identifier: Apache-2.0
// Columns of text.
#pragma once

#include "app/terminal.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace dovetail::app {

/// One cell: text that is printable already, and how it looks.
struct cell
{
    std::string text;
    tint look = tint::plain;
};

/// Rows under a heading. Columns are as wide as they need; where all together are wider than the
/// terminal, the widest gives way, and is shortened with an ellipsis, down to 12 columns.
class table
{
public:
    explicit table(std::vector<std::string> headings);

    /// One row; as many cells as headings.
    void add(std::vector<cell> row);

    bool empty() const noexcept { return rows_.empty(); }

    /// The lines, heading first. `numbers` names columns that are aligned to the right.
    std::vector<std::string> lines(const terminal& place,
                                   const std::vector<std::size_t>& numbers = {}) const;

private:
    std::vector<std::size_t> widths(std::size_t columns) const;

    std::vector<std::string> headings_;
    std::vector<std::vector<cell>> rows_;
};

} // namespace dovetail::app
