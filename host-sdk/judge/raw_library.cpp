// SPDX-License-Identifier: Apache-2.0
#include "judge/raw_library.hpp"

#include <dovetail/host/plugin_manifest.hpp>

#include <dlfcn.h>

#include <fstream>
#include <string>

namespace dovetail::judge {

host::result<raw_library> raw_library::open(const std::filesystem::path& file)
{
    void* const handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return host::error{host::error_class::config, "plugin_load", ::dlerror()};
    const auto entry =
        reinterpret_cast<dovetail_entry_function>(::dlsym(handle, DOVETAIL_ENTRY_SYMBOL));
    raw_library out(handle, entry);
    if (!entry) return host::error{host::error_class::config, "plugin_exports", "it has no entry"};
    return out;
}

raw_library::~raw_library()
{
    if (handle_) ::dlclose(handle_);
}

dovetail_plugin raw_library::table() const
{
    const host::abi_range ours = host::host_abi_range();
    dovetail_negotiation talk{sizeof(dovetail_negotiation), ours.oldest, ours.newest, 0, 0, 0};
    dovetail_plugin out{};
    out.struct_size = sizeof out;
    dovetail_error error{};
    error.struct_size = sizeof error;
    if (entry_(&talk, &out, &error) == DOVETAIL_OK) return out;
    if (error.release) error.release(error.owner);
    return {};
}

bool is_mapped(const std::filesystem::path& file)
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find(file.string()) != line.npos) return true;
    return false;
}

} // namespace dovetail::judge
