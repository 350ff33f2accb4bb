// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include "place_safety.hpp"

#include <unistd.h>

#include <system_error>

namespace dovetail::host::isolated {
namespace {

namespace fs = std::filesystem;

constexpr const char* program_name = "dovetail-plugin-host";

} // namespace

result<fs::path> find_program(const fs::path& wanted, std::span<const uid_t> owners)
{
    std::vector<fs::path> places;
    if (!wanted.empty()) {
        places.push_back(wanted);
    } else {
        std::error_code failed;
        const fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
        places = {folder / program_name,
                  folder.parent_path() / "libexec" / "dovetail" / program_name};
    }
    std::string searched;
    for (const fs::path& place : places) {
        std::error_code failed;
        if (fs::is_regular_file(place, failed) && ::access(place.c_str(), X_OK) == 0) {
            // It gets the plugin's calls and, until it gives them up, this user's rights.
            const std::string danger = unsafe_place(place, owners);
            if (!danger.empty())
                return error{error_class::config, "plugin_process_unsafe",
                             "the program for isolated plugins is not started, since others could "
                             "change it: " +
                                 danger};
            return fs::absolute(place, failed);
        }
        searched += (searched.empty() ? "" : ", ") + place.string();
    }
    return error{error_class::config, "plugin_process_start",
                 "the program for isolated plugins is not there, or may not be run: " + searched +
                     "; install it, or name it with plugins.isolation_program"};
}

} // namespace dovetail::host::isolated
