// SPDX-License-Identifier: Apache-2.0
#include "plugin_library.hpp"

#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>

#include <mutex>
#include <string>
#include <vector>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

/// What stands between two texts, or empty.
std::string between(const std::string& text, std::string_view before, std::string_view after)
{
    const auto from = text.find(before);
    if (from == text.npos) return {};
    const auto begin = from + before.size();
    const auto end = after.empty() ? text.npos : text.find(after, begin);
    return text.substr(begin, end == text.npos ? end : end - begin);
}

/// Boost.DLL gives one error code for everything; the text of dlerror tells them apart. Its words
/// are those of glibc (elf/dl-load.c, dl-lookup.c, dl-version.c), which does not translate them
/// unless the program asks for it.
error classify(const fs::path& copy, std::string text)
{
    if (const std::string symbol = between(text, "undefined symbol: ", " "); !symbol.empty())
        return refuse("plugin_undefined_symbol",
                      "the library needs the symbol " + symbol +
                          ", which no library it is linked with has; link it with -Wl,-z,defs to "
                          "see what is missing");
    if (text.find("failed to map segment") != text.npos ||
        text.find("Operation not permitted") != text.npos)
        return refuse("plugin_private_copy",
                      "code cannot be mapped from " + copy.parent_path().string() +
                          " (mounted noexec?); set TMPDIR, or give a directory to map from");
    if (text.find("cannot open shared object file") != text.npos)
        return refuse("plugin_dependency",
                      "the library needs another library that is not there: " +
                          text.substr(0, text.find(": cannot open")) +
                          "; install it, or link it statically into the plugin");
    if (const std::string version = between(text, "version `", "'"); !version.empty())
        return refuse("plugin_dependency", "the library was built for a newer system: it needs " +
                                               version +
                                               "; build it on the oldest system it is to run on");
    return refuse("plugin_load", "the library cannot be loaded: " + text);
}

} // namespace

/// A handle of the dynamic loader.
struct plugin_library::mapping
{
    boost::dll::shared_library library;
};

plugin_library::plugin_library(std::unique_ptr<mapping> mapped, fs::path path,
                               std::uint64_t generation, dovetail_entry_function found) noexcept
    : mapped_(std::move(mapped)), path_(std::move(path)), generation_(generation), entry_(found)
{
}

// Unloading code that ran is not safe in general (destructors of threads, exceptions and errors may
// outlive the last call), and at the end of a process nothing is to run any more.
plugin_library::~plugin_library()
{
    if (!kept_) return;
    static std::mutex mutex;
    static auto& for_good = *new std::vector<std::unique_ptr<mapping>>;
    const std::lock_guard guard(mutex);
    for_good.push_back(std::move(mapped_));
}

std::unique_ptr<plugin_library> plugin_library::elsewhere(fs::path copy, std::uint64_t generation)
{
    return std::unique_ptr<plugin_library>(
        new plugin_library(nullptr, std::move(copy), generation, nullptr));
}

result<std::unique_ptr<plugin_library>> plugin_library::open(const fs::path& copy,
                                                             std::uint64_t generation)
{
    boost::dll::fs::error_code failed;
    auto mapped = std::make_unique<mapping>();
    ::dlerror(); // forget what an earlier call left
    using mode = boost::dll::load_mode::type;
    mapped->library.load(copy, mode::rtld_now | mode::rtld_local, failed);
    if (failed) {
        const char* text = ::dlerror();
        return classify(copy, text ? text : failed.message());
    }
    if (!mapped->library.has(DOVETAIL_ENTRY_SYMBOL))
        return refuse("plugin_exports", "the library does not export " DOVETAIL_ENTRY_SYMBOL);
    using entry_type = dovetail_status(dovetail_negotiation*, dovetail_plugin*, dovetail_error*);
    const auto entry = &mapped->library.get<entry_type>(DOVETAIL_ENTRY_SYMBOL);

    // glibc hands out an earlier library instead of a new one when it takes the two for the same.
    Dl_info found = {};
    if (::dladdr(reinterpret_cast<const void*>(entry), &found) == 0 || !found.dli_fname ||
        copy != fs::path(found.dli_fname))
        return refuse("plugin_load", "the system mapped another library in place of " +
                                         copy.string() + "; please report this");
    return std::unique_ptr<plugin_library>(
        new plugin_library(std::move(mapped), copy, generation, entry));
}

} // namespace dovetail::host
