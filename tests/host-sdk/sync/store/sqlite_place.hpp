// SPDX-License-Identifier: Apache-2.0
// A state file in a folder of its own, for one test.
#pragma once

#include "support/temporary_folder.hpp"

#include <dovetail/sync/store.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

/// The folder and all in it goes with the object.
class sqlite_place
{
public:
    const std::filesystem::path& folder() const { return folder_.path(); }
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
    dovetail::test::temporary_folder folder_;
};
