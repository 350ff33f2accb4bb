// SPDX-License-Identifier: Apache-2.0
// Where the dynamic loader would find a library, in its own order (ld.so(8)), without loading it.
#include "file.hpp"

#include <dovetail/host/library_facts.hpp>

#include <dlfcn.h>
#include <link.h>

#include <cstdlib>
#include <cstring>
#include <system_error>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* cache_file = "/etc/ld.so.cache";
// The cache of a machine with everything installed has a few hundred kilobytes.
constexpr std::size_t max_cache_bytes = std::size_t{64} * 1024 * 1024;

// The format of the cache: sysdeps/generic/dl-cache.h of glibc 2.36, "cache_file_new".
constexpr std::string_view cache_magic = "glibc-ld.so.cache1.1";
constexpr std::size_t cache_header_bytes = 48;
constexpr std::size_t cache_entry_bytes = 24;

std::uint32_t number_at(std::string_view bytes, std::size_t offset)
{
    std::uint32_t out = 0;
    if (offset <= bytes.size() && bytes.size() - offset >= sizeof out)
        std::memcpy(&out, bytes.data() + offset, sizeof out);
    return out;
}

std::string_view text_at(std::string_view bytes, std::size_t offset)
{
    if (offset >= bytes.size()) return {};
    const std::string_view rest = bytes.substr(offset);
    const auto end = rest.find('\0');
    return end == rest.npos ? std::string_view{} : rest.substr(0, end);
}

fs::path find_in_cache(std::string_view name)
{
    const file_content content = read_file(cache_file, max_cache_bytes);
    std::string_view bytes = content.bytes;
    // An older format may stand before it.
    const auto begin = bytes.find(cache_magic);
    if (begin == bytes.npos) return {};
    bytes.remove_prefix(begin);
    const std::uint32_t count = number_at(bytes, cache_magic.size());
    for (std::uint32_t at = 0; at < count; ++at) {
        const std::size_t entry = cache_header_bytes + std::size_t{at} * cache_entry_bytes;
        if (entry >= bytes.size()) return {};
        if (text_at(bytes, number_at(bytes, entry + 4)) != name) continue;
        fs::path found = text_at(bytes, number_at(bytes, entry + 8));
        if (fs::exists(found)) return found;
    }
    return {};
}

fs::path find_in(const fs::path& folder, const std::string& name)
{
    std::error_code ignored;
    fs::path out = folder / name;
    return fs::is_regular_file(out, ignored) ? out : fs::path{};
}

/// LD_LIBRARY_PATH and the folders built into the loader, as it tells them itself.
fs::path find_in_loader_folders(const std::string& name)
{
    void* self = ::dlopen(nullptr, RTLD_LAZY);
    Dl_serinfo wanted = {};
    fs::path out;
    if (self && ::dlinfo(self, RTLD_DI_SERINFOSIZE, &wanted) == 0) {
        const auto room = std::make_unique<char[]>(wanted.dls_size);
        auto* list = reinterpret_cast<Dl_serinfo*>(room.get());
        list->dls_size = wanted.dls_size;
        list->dls_cnt = wanted.dls_cnt;
        if (::dlinfo(self, RTLD_DI_SERINFO, list) == 0) {
            for (unsigned at = 0; at < list->dls_cnt && out.empty(); ++at)
                out = find_in(list->dls_serpath[at].dls_name, name);
        }
    }
    if (self) ::dlclose(self);
    return out;
}

/// Of a library that is part of this process already, so will be taken whatever the folders hold.
fs::path find_loaded(const std::string& name)
{
    void* loaded = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (!loaded) return {};
    struct link_map* map = nullptr;
    fs::path out;
    if (::dlinfo(loaded, RTLD_DI_LINKMAP, &map) == 0 && map->l_name) out = map->l_name;
    ::dlclose(loaded);
    return out.empty() ? fs::path(name) : out;
}

} // namespace

fs::path find_needed(const std::string& name, const std::vector<std::string>& run_path)
{
    if (fs::path out = find_loaded(name); !out.empty()) return out;
    if (name.find('/') != name.npos) return find_in("", name);
    for (const std::string& folder : run_path) {
        if (fs::path out = find_in(folder, name); !out.empty()) return out;
    }
    if (fs::path out = find_in_loader_folders(name); !out.empty()) return out;
    return find_in_cache(name);
}

} // namespace dovetail::host
