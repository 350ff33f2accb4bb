// SPDX-License-Identifier: Apache-2.0
#include "bulk_insert.hpp"

namespace dovetail::sync::sqlite {

bulk_insert::bulk_insert(std::string_view table, std::string_view columns)
{
    std::string row = "(?";
    for (const char c : columns)
        if (c == ',') row.append(",?");
    row.push_back(')');
    one_.append("INSERT OR FAIL INTO ").append(table).append(" (").append(columns);
    one_.append(") VALUES ").append(row);
    many_ = one_;
    for (std::size_t i = 1; i < rows; ++i)
        many_.append(",").append(row);
}

} // namespace dovetail::sync::sqlite
