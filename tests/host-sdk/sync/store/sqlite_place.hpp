// SPDX-License-Identifier: Apache-2.0
// A state file in a folder of its own, for one test.
#pragma once

#include <dovetail/sync/store.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

/// The folder and all in it goes with the object.
class sqlite_place
{
public:
    sqlite_place()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "dovetail-store-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
    }

    ~sqlite_place()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    sqlite_place(const sqlite_place&) = delete;
    sqlite_place& operator=(const sqlite_place&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    std::string path() const { return (folder_ / "dovetail.state").string(); }

    dovetail::sync::sqlite_options options() const
    {
        dovetail::sync::sqlite_options chosen;
        chosen.path = path();
        // Four workers on a loaded machine may each wait for many durable writes of the others.
        chosen.busy_timeout = std::chrono::minutes(2);
        return chosen;
    }

    dovetail::sync::state open()
    {
        auto opened = dovetail::sync::open_sqlite(options());
        if (!opened) BOOST_FAIL(opened.error().code + ": " + opened.error().message);
        return *opened;
    }

private:
    std::filesystem::path folder_;
};
