// SPDX-License-Identifier: Apache-2.0
// Another program that uses the file: SQLite without the store.
#pragma once

#include <boost/test/unit_test.hpp>

#include <sqlite3.h>

#include <string>

class raw_database
{
public:
    explicit raw_database(const std::string& path)
    {
        BOOST_REQUIRE_EQUAL(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
    }

    ~raw_database() { sqlite3_close(handle_); }
    raw_database(const raw_database&) = delete;
    raw_database& operator=(const raw_database&) = delete;

    void run(const std::string& sql)
    {
        const int outcome = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
        BOOST_REQUIRE_MESSAGE(outcome == SQLITE_OK, sqlite3_errmsg(handle_));
    }

    std::string ask(const std::string& sql)
    {
        std::string answer;
        const auto take = [](void* into, int columns, char** values, char**) {
            for (int i = 0; i < columns; ++i)
                static_cast<std::string*>(into)->append(values[i] ? values[i] : "NULL") += ' ';
            return 0;
        };
        const int outcome = sqlite3_exec(handle_, sql.c_str(), take, &answer, nullptr);
        BOOST_REQUIRE_MESSAGE(outcome == SQLITE_OK, sqlite3_errmsg(handle_));
        if (!answer.empty()) answer.pop_back();
        return answer;
    }

private:
    sqlite3* handle_ = nullptr;
};
