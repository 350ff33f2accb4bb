// SPDX-License-Identifier: Apache-2.0
// An answer of getDeleted, read row by row.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// A record's id in 18 characters, as small as it gets: there may be very many.
using record_key = std::array<char, 18>;

/// The key of an id of 15 or 18 characters.
[[nodiscard]] record_key to_key(std::string_view id);

struct deleted_row
{
    record_key id;
    std::int64_t deleted_at_us;

    [[nodiscard]] std::string_view key() const noexcept { return {id.data(), id.size()}; }
    /// The instant as Salesforce writes it, e.g. 2026-01-31T12:00:00.000+0000.
    [[nodiscard]] std::string stamp() const;
};

/// The rows of an answer of GET /sobjects/Task/deleted/, without a document in between: the server
/// gives up to 600,000 at once, which as a tree would be a hundred megabytes and here is 20. Rows
/// without an id are left out. Throws class retryable, code "malformed_answer", when the text is
/// cut or no such answer.
[[nodiscard]] std::vector<deleted_row> read_deleted_rows(std::string_view body);

} // namespace dovetail::salesforce
