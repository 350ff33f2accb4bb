// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The part of SOQL the sandbox understands, as values, and its parser.
/// Everything else is an error of the codes and with the texts that Salesforce uses.

#include <sandbox/salesforce/error.hpp>
#include <sandbox/salesforce/schema.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sandbox::salesforce {

enum class condition_kind
{
    all_of,  ///< AND
    any_of,  ///< OR
    none_of, ///< NOT, of one child
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    not_in,
    like
};

/// One node of WHERE. Comparisons name a slot of the row and hold literals of the slot's kind.
struct condition
{
    condition_kind kind = condition_kind::all_of;
    std::vector<condition> children;
    int slot = 0;
    std::vector<owned_cell> literals;
};

struct sort_key
{
    int slot = 0;
    bool descending = false;
    bool nulls_last = false;
};

struct soql_query
{
    std::shared_ptr<const schema> object;
    std::vector<std::size_t> columns; ///< positions in `object->columns()`
    bool count_only = false;
    std::optional<condition> where;
    std::vector<sort_key> order;
    std::optional<std::size_t> limit;
    std::size_t offset = 0;
};

/// "OFFSET: the maximum is 2,000 rows" (SOQL guide).
constexpr std::size_t largest_offset = 2000;
/// "SOQL text: at most 100,000 characters" (SOQL guide).
constexpr std::size_t longest_query = 100'000;

/// Finds the object a FROM clause names, letter case ignored; null if there is none.
using schema_finder = std::shared_ptr<const schema> (*)(const void* context, std::string_view name);

outcome<soql_query> parse_soql(std::string_view text, schema_finder find, const void* context);

} // namespace dovetail::sandbox::salesforce
