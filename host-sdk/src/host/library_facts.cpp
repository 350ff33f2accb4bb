// SPDX-License-Identifier: Apache-2.0
#include <dovetail/abi/entry.h>
#include <dovetail/host/library_facts.hpp>

#include <algorithm>

namespace dovetail::host {
namespace {

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

result<void> accept_exports(const library_facts& facts)
{
    //
    if (!facts.unique.empty())
        return refuse("plugin_unique_symbols",
                      "the library has STB_GNU_UNIQUE symbols, which all generations of a plugin "
                      "would share: " +
                          listed(facts.unique) +
                          "; build it with dovetail_add_plugin(), or with -fno-gnu-unique");
    const std::string entry = DOVETAIL_ENTRY_SYMBOL;
    if (std::ranges::find(facts.exported, entry) == facts.exported.end())
        return refuse("plugin_exports",
                      "the library does not export " + entry + ": it is no plugin");
    if (facts.exported.size() == 1) return {};
    auto others = facts.exported;
    std::erase(others, entry);
    return refuse("plugin_exports", "the library exports more than " + entry + ": " +
                                        listed(others) +
                                        "; build it with dovetail_add_plugin(), or with a version "
                                        "script");
}

/// "$ORIGIN" and its like stand for places that are other ones for the private copy.
bool depends_on_place(std::string_view path)
{
    return !path.starts_with('/') || path.find('$') != path.npos;
}

result<void> accept_places(const library_facts& facts)
{
    constexpr std::string_view why =
        ", which is another place for the private copy a plugin runs from; link what it needs "
        "statically, or by a name alone";
    for (const std::string& folder : facts.run_path) {
        if (depends_on_place(folder))
            return refuse("plugin_run_path", "the library wants other libraries looked for in \"" +
                                                 folder + '"' + std::string(why));
    }
    for (const std::string& name : facts.needed) {
        if ((name.find('/') != name.npos || name.find('$') != name.npos) && depends_on_place(name))
            return refuse("plugin_run_path",
                          "the library needs \"" + name + '"' + std::string(why));
    }
    return {};
}

} // namespace

result<void> accept_library(const library_facts& facts)
{
    if (auto fine = accept_exports(facts); !fine) return fine;
    return accept_places(facts);
}

} // namespace dovetail::host
