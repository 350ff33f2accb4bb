// SPDX-License-Identifier: Apache-2.0
// Reads a page of a query straight into a batch: no document in between.
#pragma once

#include "column.hpp"
#include "cursor.hpp"

#include <dovetail/kit/batch_builder.hpp>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// Keys of the users whose records are wanted.
using owner_set = std::set<std::string, std::less<>>;

/// What a page says besides its records.
struct page
{
    std::uint64_t total = 0; ///< totalSize: rows of the whole query
    bool done = true;
    std::string next{};     ///< nextRecordsUrl, as sent; empty when done
    std::uint64_t rows = 0; ///< rows of this page, with those that were not wanted
    keyset last{};          ///< of the last row, wanted or not
};

/// Appends the records of a query's answer to `into`: key, revision, modification time and kind by
/// the columns' roles, and a field for each column that the row has. With `owners`, rows of others
/// are left out. Nested objects (`attributes`, relations) are skipped.
///
/// Errors: kit::plugin_error of the class retryable when the body is cut or no such answer. A lone
/// half of a surrogate pair becomes U+FFFD: one odd text must not stop all the others.
/// Source: REST guide, "Query"; recorded answers.
[[nodiscard]] page read_page(std::string_view body, const columns& of, kit::batch_builder& into,
                             const owner_set* owners = nullptr);

/// Appends the one record of a row's own URL (GET /sobjects/Task/<id>). Errors as above.
void read_row(std::string_view body, const columns& of, kit::batch_builder& into);

} // namespace dovetail::salesforce
