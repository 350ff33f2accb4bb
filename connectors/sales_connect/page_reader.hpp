// SPDX-License-Identifier: Apache-2.0
// From the JSON text of a list to records, in one go.
#pragma once

#include "list_shape.hpp"

#include <dovetail/kit/batch_builder.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::sales_connect {

struct page
{
    kit::batch_builder batch{};
    std::string next_cursor{};
    bool has_more = false;
    std::uint64_t total = 0;    ///< 0: the answer does not say
    std::int64_t newest_us = 0; ///< the latest modification time among its records
    std::string last_key{};     ///< of its last record
};

/// Reads one page. Records are built while the text is parsed: there is no tree of JSON values.
///
/// What      malformed UTF-8 is passed on as it is (whoever compares texts repairs it), and a lone
///           surrogate in an escape becomes U+FFFD: one odd task must not stop all the others.
///           A member that the shape does not name is skipped, whatever it is.
/// Errors    throws kit::plugin_error, class retryable, code "malformed_answer": not JSON, cut off,
///           no list where one is expected, or a record without a key.
page read_page(const list_shape& shape, std::string_view body);

} // namespace dovetail::sales_connect
