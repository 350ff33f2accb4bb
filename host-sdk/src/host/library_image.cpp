// SPDX-License-Identifier: Apache-2.0
#include "library_image.hpp"

#include "elf.hpp"
#include "file.hpp"
#include "place_safety.hpp"
#include "sha256.hpp"

#include <dovetail/abi/host.h>

#include <algorithm>

namespace dovetail::host {
namespace {

constexpr std::string_view offered_extensions[] = {DOVETAIL_LOG_ID};

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

result<void> check_contract(const plugin_manifest& about)
{
    if (about.abi.overlaps(host_abi_range())) return {};
    const bool newer = about.abi.oldest > host_abi_range().newest;
    return refuse(
        "plugin_abi",
        "it speaks " + to_string(about.abi) + " of the contract, this host " +
            to_string(host_abi_range()) + ": use " +
            (newer ? "a newer host or an older plugin" : "a newer plugin or an older host"));
}

result<void> check_requirements(const plugin_manifest& about)
{
    for (const std::string& wanted : about.requires_of_host) {
        if (std::ranges::find(offered_extensions, wanted) == std::end(offered_extensions))
            return refuse("plugin_host_lacks", "it requires \"" + wanted +
                                                   "\", which this host does not offer: use a "
                                                   "newer host");
    }
    return {};
}

result<void> check_place(const plugin_manifest& about, const trust_settings& trust)
{
    for (const auto& [what, path] :
         {std::pair{"manifest", &about.file}, std::pair{"library", &about.library}}) {
        if (const std::string why = unsafe_place(*path, trust.owners); !why.empty())
            return refuse("plugin_unsafe_place",
                          "its " + std::string(what) + " is not safe from other users: " + why);
    }
    return {};
}

result<std::string> read_bytes(const std::filesystem::path& file)
{
    file_content content = read_file(file, max_library_bytes);
    if (content.problem.empty()) return std::move(content.bytes);
    return refuse("plugin_library_missing",
                  "the library " + file.string() + " cannot be read: " + content.problem);
}

result<library_facts> facts_of(std::string_view bytes, const digest& sha256,
                               const std::filesystem::path& file)
{
    auto dynamic = read_elf(bytes);
    if (!dynamic) {
        error failure = std::move(dynamic).error();
        failure.message = file.string() + ": " + failure.message;
        return failure;
    }
    return library_facts{.sha256 = to_string(sha256),
                         .size = bytes.size(),
                         .machine = std::move(dynamic->machine),
                         .needed = std::move(dynamic->needed),
                         .run_path = std::move(dynamic->run_path),
                         .exported = std::move(dynamic->exported),
                         .unique = std::move(dynamic->unique)};
}

//
result<void> check_digest(const plugin_manifest& about, const digest& found)
{
    if (found == about.sha256) return {};
    return refuse("plugin_digest", "the library " + about.library.string() +
                                       " is not the one the manifest describes: its SHA-256 is " +
                                       to_string(found) + ", wanted " + to_string(about.sha256) +
                                       "; install library and manifest together");
}

/// The run path's folders are a way in, like the library itself.
result<void> check_run_path(const library_facts& facts, const trust_settings& trust)
{
    for (const std::string& folder : facts.run_path) {
        if (const std::string why = unsafe_place(folder, trust.owners); !why.empty())
            return refuse("plugin_run_path",
                          "the library wants other libraries looked for in a folder that is not "
                          "safe: " +
                              why);
    }
    return {};
}

result<void> check_needed(const library_facts& facts)
{
    std::string missing;
    for (const std::string& name : facts.needed) {
        if (find_needed(name, facts.run_path).empty())
            missing += (missing.empty() ? "" : ", ") + name;
    }
    if (missing.empty()) return {};
    return refuse("plugin_dependency", "the library needs what is not on this system: " + missing +
                                           "; install it, or link it statically into the plugin");
}

/// Goes through the checks; what has no sense after a failed one is left to the caller.
class examiner
{
public:
    examiner(const plugin_manifest& about, const trust_settings& trust)
        : about_(about), trust_(trust)
    {
    }

    library_image run()
    {
        note("it speaks a contract version of this host", check_contract(about_));
        note("the host has what it requires", check_requirements(about_));
        check_trust();
        note("no other user can change it", check_place(about_, trust_));
        read();
        return std::move(out_);
    }

private:
    bool note(std::string_view name, const result<void>& outcome, std::string warning = {})
    {
        plugin_check check{name, std::nullopt, std::move(warning)};
        if (!outcome) check.problem = outcome.error();
        out_.judgement.checks.push_back(std::move(check));
        return outcome.has_value();
    }

    void check_trust()
    {
        const std::string_view name = trust_.mode == trust_mode::off
                                          ? "it is not revoked"
                                          : "it is not revoked, and signed by somebody trusted";
        auto found = judge_trust(about_, trust_);
        if (!found) {
            note(name, found.error());
            return;
        }
        out_.judgement.signer = std::move(found->signer);
        note(name, {}, std::move(found->warning));
    }

    void read()
    {
        auto bytes = read_bytes(about_.library);
        if (!bytes) {
            note("the library can be read", bytes.error());
            return;
        }
        out_.bytes = std::move(*bytes);
        const digest sha256 = sha256_of(out_.bytes);
        note("the library is the one the manifest describes", check_digest(about_, sha256));
        auto facts = facts_of(out_.bytes, sha256, about_.library);
        if (!facts) {
            note("it is a whole library for this machine", facts.error());
            return;
        }
        note("it is a whole library for this machine", {});
        out_.judgement.facts = std::move(*facts);
        const library_facts& read = *out_.judgement.facts;
        note("it exports its entry alone, and depends on no place", accept_library(read));
        note("its run path is safe", check_run_path(read, trust_));
        note("the libraries it needs are there", check_needed(read));
    }

    const plugin_manifest& about_;
    const trust_settings& trust_;
    library_image out_;
};

} // namespace

library_image examine(const plugin_manifest& about, const trust_settings& trust)
{
    return examiner(about, trust).run();
}

plugin_judgement judge_plugin(const plugin_manifest& about, const trust_settings& trust)
{
    return examine(about, trust).judgement;
}

const error* plugin_judgement::problem() const noexcept
{
    for (const plugin_check& check : checks) {
        if (check.problem) return &*check.problem;
    }
    return nullptr;
}

std::vector<std::string> plugin_judgement::warnings() const
{
    std::vector<std::string> out;
    for (const plugin_check& check : checks) {
        if (!check.warning.empty()) out.push_back(check.warning);
    }
    return out;
}

result<library_facts> inspect_library(const std::filesystem::path& file)
{
    const auto bytes = read_bytes(file);
    if (!bytes) return bytes.error();
    return facts_of(*bytes, sha256_of(*bytes), file);
}

} // namespace dovetail::host
