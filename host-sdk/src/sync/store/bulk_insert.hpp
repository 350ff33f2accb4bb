// SPDX-License-Identifier: Apache-2.0
// Many rows into one table. Opening the table and its indexes and ending a statement cost SQLite
// more than a compact row does, so rows go in by the dozen: about half the instructions.
#pragma once

#include "database.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::sync::sqlite {

/// The two statements for one table. Lives as long as the program: statements are kept by the
/// address of their text.
class bulk_insert
{
public:
    /// Rows in the long statement: beyond this the gain is below a percent.
    static constexpr std::size_t rows = 16;

    /// `columns` as in SQL, comma-separated.
    bulk_insert(std::string_view table, std::string_view columns);

    /// Inserts `count` rows; `bind(query&, index)` binds all columns of one, in order. It stops at
    /// the first failure with the rows before it inserted: for use in a transaction that is undone
    /// then, which spares SQLite the notes for undoing a single statement.
    template<class Bind>
    code run(database& in, std::size_t count, Bind&& bind) const
    {
        std::size_t next = 0;
        if (count >= rows) {
            query many(in, many_.c_str());
            while (count - next >= rows) {
                for (std::size_t i = 0; i < rows; ++i)
                    bind(many, next++);
                if (const code outcome = many.run(); outcome != SQLITE_OK) return outcome;
            }
        }
        if (next == count) return SQLITE_OK;
        query one(in, one_.c_str());
        while (next < count) {
            bind(one, next++);
            if (const code outcome = one.run(); outcome != SQLITE_OK) return outcome;
        }
        return SQLITE_OK;
    }

private:
    std::string one_;
    std::string many_;
};

} // namespace dovetail::sync::sqlite
