// SPDX-License-Identifier: Apache-2.0
// All pages of a query that needs no cursor.
#pragma once

#include "api.hpp"
#include "column.hpp"
#include "page_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// Reads a query from its first page to its last. Throws for every error, an expired locator too:
/// whoever asked begins again.
class page_sequence
{
public:
    /// `doing` is a literal; see api::read.
    page_sequence(const api& server, const columns& of, std::string soql, std::string_view doing)
        : server_{server}, columns_{of}, soql_{std::move(soql)}, doing_{doing}
    {
    }

    /// Appends the next page to `into`; false: there was none any more.
    [[nodiscard]] kit::task<bool> read(kit::batch_builder& into);

    /// totalSize of the query.
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

private:
    const api& server_;
    const columns& columns_;
    std::string soql_;
    std::string_view doing_;
    std::string next_;
    bool begun_ = false;
    std::uint64_t total_ = 0;
};

/// The literals joined by commas, in as few lists as fit URIs of which `used` bytes are needed for
/// the rest of the query.
[[nodiscard]] std::vector<std::string> in_lists(const std::vector<std::string>& literals,
                                                std::size_t used);

} // namespace dovetail::salesforce
