// SPDX-License-Identifier: Apache-2.0
// What the columns of a query are, and what becomes of them.
#pragma once

#include "configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// How a JSON text of a column is read; numbers and booleans say themselves what they are.
enum class column_kind
{
    text,
    date,
    instant
};

/// What else a column means for its record.
enum class column_role
{
    none,
    id,       ///< the record's key
    stamp,    ///< its revision, and its place in the order
    modified, ///< its modification time
    deleted,  ///< whether it is a tombstone
    owner     ///< what a scope of owners looks at
};

struct column
{
    std::string source; ///< Salesforce's name
    std::string name;   ///< the field's name in our record
    column_kind kind = column_kind::text;
    column_role role = column_role::none;
};
using columns = std::vector<column>;

/// The configured fields, under their native names.
[[nodiscard]] columns task_columns(const configuration& config);

/// Id, e-mail, name, time zone and whether active, under the names of the collection "users".
[[nodiscard]] columns user_columns();

/// "SELECT … FROM …"
[[nodiscard]] std::string select(const columns& of, std::string_view object);

} // namespace dovetail::salesforce
