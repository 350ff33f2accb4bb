// SPDX-License-Identifier: Apache-2.0
#include "library_image.hpp"

#include "elf.hpp"
#include "file.hpp"
#include "sha256.hpp"

#include <dovetail/abi/entry.h>

#include <algorithm>

namespace dovetail::host {
namespace {

constexpr std::string_view offered_extensions[] = {DOVETAIL_LOG_ID};
// Enough to see what kind of symbols they are.
constexpr std::size_t max_listed_symbols = 5;

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

std::string listed(const std::vector<std::string>& names)
{
    std::string out;
    for (std::size_t at = 0; at < names.size() && at < max_listed_symbols; ++at)
        out += (at ? ", " : "") + names[at];
    if (names.size() > max_listed_symbols)
        out += " and " + std::to_string(names.size() - max_listed_symbols) + " more";
    return out;
}

result<void> check_needs(const plugin_manifest& about)
{
    if (!about.abi.overlaps(host_abi_range())) {
        const bool newer = about.abi.oldest > host_abi_range().newest;
        return refuse(
            "plugin_abi",
            "it speaks " + to_string(about.abi) + " of the contract, this host " +
                to_string(host_abi_range()) + ": use " +
                (newer ? "a newer host or an older plugin" : "a newer plugin or an older host"));
    }
    for (const std::string& wanted : about.requires_of_host) {
        if (std::ranges::find(offered_extensions, wanted) == std::end(offered_extensions))
            return refuse("plugin_host_lacks", "it requires \"" + wanted +
                                                   "\", which this host does not offer: use a "
                                                   "newer host");
    }
    return {};
}

} // namespace

result<library_image> read_library(const std::filesystem::path& file)
{
    file_content content = read_file(file, max_library_bytes);
    if (!content.problem.empty())
        return refuse("plugin_library_missing",
                      "the library " + file.string() + " cannot be read: " + content.problem);
    auto dynamic = read_elf(content.bytes);
    if (!dynamic) {
        error failure = std::move(dynamic).error();
        failure.message = file.string() + ": " + failure.message;
        return failure;
    }
    library_image out;
    out.facts = {to_string(sha256_of(content.bytes)), content.bytes.size(),
                 std::move(dynamic->needed), std::move(dynamic->exported),
                 std::move(dynamic->unique)};
    out.bytes = std::move(content.bytes);
    if (const std::string why = writable_by_others(content.status); !why.empty())
        out.warnings.push_back("the library " + file.string() + " is not safe: " + why);
    return out;
}

result<library_facts> inspect_library(const std::filesystem::path& file)
{
    auto image = read_library(file);
    if (!image) return image.error();
    return std::move(image->facts);
}

result<void> accept_library(const library_facts& facts)
{
    if (!facts.unique.empty())
        return refuse("plugin_unique_symbols",
                      "the library has STB_GNU_UNIQUE symbols, which all generations of a plugin "
                      "would share: " +
                          listed(facts.unique) +
                          "; build it with dovetail_add_plugin(), or with -fno-gnu-unique");
    const std::string entry = DOVETAIL_ENTRY_SYMBOL;
    if (std::ranges::find(facts.exported, entry) == facts.exported.end())
        return refuse("plugin_exports", "the library does not export " + entry +
                                            ": it is no "
                                            "plugin");
    if (facts.exported.size() == 1) return {};
    auto others = facts.exported;
    std::erase(others, entry);
    return refuse("plugin_exports", "the library exports more than " + entry + ": " +
                                        listed(others) +
                                        "; build it with dovetail_add_plugin(), "
                                        "or with a version script");
}

result<library_image> examine(const plugin_manifest& about)
{
    if (auto fine = check_needs(about); !fine) return fine.error();
    auto image = read_library(about.library);
    if (!image) return image;
    if (image->facts.sha256 != to_string(about.sha256))
        return refuse("plugin_digest", "the library " + about.library.string() +
                                           " is not the one the manifest describes: its SHA-256 "
                                           "is " +
                                           image->facts.sha256 + ", wanted " +
                                           to_string(about.sha256) +
                                           "; install library and manifest together");
    if (auto fine = accept_library(image->facts); !fine) return fine.error();
    return image;
}

} // namespace dovetail::host
