// SPDX-License-Identifier: Apache-2.0
// Folders with plugins in them, made from the test libraries.
#pragma once

#include "memory_log.hpp"
#include "support/temporary_folder.hpp"

#include <dovetail/host/plugin.hpp>
#include <dovetail/host/plugin_search.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace dovetail::test {

/// What a plugin manifest says; empty texts stand for what is right for the library.
struct installed
{
    std::string library = "good";
    std::string id = "test.probe";
    std::string version = "1.0.0";
    std::string abi = R"({"oldest": 1, "newest": 1})";
    std::string sha256{};
    std::string provides = R"(["dovetail.connector/1", "dovetail.mapper/1"])";
    std::string more = R"(, "configuration": {"type": "object", "properties": {"mode":
        {"type": "string"}, "tasks": {"type": "integer", "minimum": 1}},
        "additionalProperties": false})";
    std::string file{}; ///< name of the manifest before ".plugin.json"; empty: the library's
};

/// A test library as it was built.
std::filesystem::path built_library(const std::string& name);

std::string content_of(const std::filesystem::path& file);

/// As an editor does it: in place.
void overwrite(const std::filesystem::path& file, std::string_view content);

class plugin_folder
{
public:
    /// Copies the library there and writes its manifest; gives the path of the manifest.
    std::filesystem::path install(const installed& what) const;

    /// The same, read again.
    std::shared_ptr<const host::plugin_manifest> manifest(const installed& what) const;

    const temporary_folder& folder() const noexcept { return folder_; }
    std::filesystem::path path() const { return folder_.path(); }

private:
    temporary_folder folder_;
};

/// How the plugins of a test program run: it is built once for each way (CMakeLists.txt), since
/// the results have to be the same.
#ifdef DOVETAIL_TEST_ISOLATED
inline const host::isolation way{.process = true, .program = DOVETAIL_TEST_PLUGIN_HOST};
inline constexpr char way_in_plugins[] =
    R"(, "isolation_program": ")" DOVETAIL_TEST_PLUGIN_HOST "\"";
inline constexpr char way_in_connection[] = R"(, "isolation": "process")";
#else
inline const host::isolation way{};
inline constexpr char way_in_plugins[] = "";
inline constexpr char way_in_connection[] = "";
#endif

/// Whoever the checkout belongs to (a container's mount is not the user's) may own what is in it.
host::trust_settings trust_of_build();

/// A loader with a log and a private folder of its own.
struct loading
{
    memory_log log{};
    temporary_folder copies{};
    /// Whether calls are checked (contract_check_test.cpp); off: what every host looks at remains.
    host::checking how = host::checking::off;
    std::shared_ptr<const host::plugin_host> host =
        std::make_shared<const host::plugin_host>("test-host", "0.1.0", log, how);
    host::plugin_loader loader{host, copies.path(), trust_of_build()};
    plugin_folder plugins{};

    host::result<std::shared_ptr<const host::plugin>> load(const installed& what)
    {
        return loader.load(plugins.manifest(what), way);
    }
};

} // namespace dovetail::test
