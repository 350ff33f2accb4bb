// SPDX-License-Identifier: Apache-2.0
#include "nearest.hpp"
#include "place_safety.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_check.hpp>
#include <dovetail/host/plugin_search.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* path_variable = "DOVETAIL_PLUGIN_PATH";
// A folder with more files than this is no folder of plugins (somebody named "/" or a home).
constexpr std::size_t max_entries = 10'000;

std::vector<fs::path> manifests_in(const fs::path& directory, std::string& problem)
{
    std::vector<fs::path> out;
    std::error_code failed;
    std::size_t seen = 0;
    for (fs::directory_iterator at(directory, failed), end; !failed && at != end;
         at.increment(failed)) {
        if (++seen > max_entries) {
            problem = "more than " + std::to_string(max_entries) +
                      " files are there: name the folder with the plugins alone";
            return {};
        }
        if (at->path().filename().string().ends_with(plugin_manifest_suffix))
            out.push_back(at->path());
    }
    if (failed) problem = failed.message();
    std::sort(out.begin(), out.end());
    return out;
}

void pass_over(search_candidate& candidate, std::string reason, bool broken)
{
    candidate.reason = std::move(reason);
    candidate.broken = broken;
}

/// Judges one plugin manifest; passed over or not, it says all that is known.
search_candidate judge(const fs::path& file, std::string_view wanted, std::string_view version,
                       std::string_view because, const trust_settings& trust)
{
    search_candidate out{file};
    plugin_manifest_report report = load_plugin_manifest(file);
    out.id = report.claimed_id;
    for (const fault& one : report.faults) {
        if (one.level == fault_level::warning) out.warnings.push_back(to_string(one));
    }
    // What other plugins are like does not matter to a search for one.
    if (!wanted.empty() && !out.id.empty() && out.id != wanted) {
        pass_over(out, "it is another plugin: \"" + out.id + '"', false);
        return out;
    }
    if (!report.value) {
        pass_over(out, to_error("plugin_manifest", report.faults).message, true);
        return out;
    }
    out.manifest = report.value;
    out.version = to_string(report.value->version);
    if (!version.empty() && out.version != version) {
        pass_over(out, "version " + std::string(version) + ' ' + std::string(because), false);
        return out;
    }
    const plugin_judgement judgement = judge_plugin(*report.value, trust);
    out.doubts = judgement.warnings();
    if (const error* problem = judgement.problem()) pass_over(out, problem->message, true);
    return out;
}

/// Picks the newest usable candidate of `id`, and says of the others why not. What is set aside is
/// picked only where there is nothing else.
std::shared_ptr<const plugin_manifest> choose(search_trace& trace, const std::string& id,
                                              const std::vector<version_set_aside>& aside)
{
    const auto aside_for = [&](const search_candidate& one) {
        return std::find_if(aside.begin(), aside.end(), [&](const version_set_aside& known) {
            return known.id == one.id && known.version == one.version;
        });
    };
    search_candidate* best = nullptr;
    bool best_is_aside = false;
    std::vector<search_candidate*> usable;
    for (search_place& place : trace.places) {
        for (search_candidate& candidate : place.candidates) {
            if (!candidate.manifest || candidate.id != id || !candidate.reason.empty()) continue;
            usable.push_back(&candidate);
            const bool is_aside = aside_for(candidate) != aside.end();
            const bool better = !best || (best_is_aside && !is_aside) ||
                                (best_is_aside == is_aside &&
                                 candidate.manifest->version > best->manifest->version);
            if (!better) continue;
            best = &candidate;
            best_is_aside = is_aside;
        }
    }
    for (search_candidate* candidate : usable) {
        if (candidate == best) continue;
        const bool same = candidate->manifest->version == best->manifest->version;
        if (const auto known = aside_for(*candidate); known != aside.end() && !best_is_aside)
            candidate->reason = "it was set aside: " + known->reason;
        else
            candidate->reason = (same ? "the same version stands in a preferred place: "
                                      : "a newer version is there: ") +
                                best->file.string();
    }
    if (!best) return nullptr;
    if (best_is_aside)
        best->warnings.push_back("it is used for want of another, although it was set aside: " +
                                 aside_for(*best)->reason);
    best->chosen = true;
    return best->manifest;
}

std::string describe(const search_candidate& candidate)
{
    std::string out = "    " + candidate.file.filename().string();
    if (!candidate.id.empty()) out += " (" + candidate.id;
    if (!candidate.version.empty()) out += ' ' + candidate.version;
    if (!candidate.id.empty()) out += ')';
    out += candidate.chosen ? ": chosen" : ": passed over: " + candidate.reason;
    for (const auto* all : {&candidate.warnings, &candidate.doubts}) {
        for (const std::string& warning : *all)
            out += "\n      warning: " + warning;
    }
    return out;
}

std::string describe(const search_place& place)
{
    std::string out = "  " + place.directory.string() + " (" + place.origin + ")";
    if (!place.problem.empty()) return out + ": " + place.problem;
    if (place.candidates.empty()) out += ": no *" + std::string(plugin_manifest_suffix);
    for (const search_candidate& candidate : place.candidates)
        out += '\n' + describe(candidate);
    return out;
}

} // namespace

std::string search_trace::to_text() const
{
    std::string out = wanted.empty() ? "looked for all plugins" : "looked for \"" + wanted + '"';
    if (!pinned_version.empty()) out += ", version " + pinned_version;
    out += places.empty() ? ", but there is no place to look in" : " in:";
    for (const search_place& place : places)
        out += '\n' + describe(place);
    for (const std::string& note : notes)
        out += "\n  note: " + note;
    return out;
}

error search_outcome::failure() const
{
    std::vector<std::string> known;
    for (const search_place& place : trace.places) {
        for (const search_candidate& candidate : place.candidates) {
            if (!candidate.id.empty() && candidate.id != trace.wanted)
                known.push_back(candidate.id);
        }
    }
    std::string message = "no usable plugin has the id \"" + trace.wanted + '"';
    const std::string close = nearest(trace.wanted, known);
    if (!close.empty()) message += "; did you mean \"" + close + "\"?";
    return {error_class::config, "plugin_not_found", message + '\n' + trace.to_text()};
}

plugin_search::plugin_search(const plugins_settings& settings)
    : pins_(settings.pins.begin(), settings.pins.end()), trust_(settings.trust)
{
    const char* honoured = ::secure_getenv(path_variable);
    if (!honoured && std::getenv(path_variable))
        notes_.push_back(std::string(path_variable) +
                         " was not honoured: this process runs with raised privileges");
    std::string_view rest = honoured ? honoured : "";
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        const fs::path path(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (path.empty()) continue;
        if (path.is_absolute())
            directories_.push_back({path.lexically_normal(), path_variable});
        else
            notes_.push_back(std::string(path_variable) + ": " + path.string() +
                             " was left out: write an absolute path");
    }
    for (const fs::path& path : settings.search)
        directories_.push_back({path, "manifest"});
}

search_trace plugin_search::survey(std::string_view id, std::string_view version,
                                   std::string_view because) const
{
    search_trace out{std::string(id), std::string(version), notes_};
    for (const directory& one : directories_) {
        search_place place{one.path, one.origin};
        const std::string danger = unsafe_place(one.path, trust_.owners);
        place.unsafe = !danger.empty();
        if (place.unsafe)
            place.problem = "not looked into, since others could put plugins there: " + danger;
        else
            for (const fs::path& file : manifests_in(one.path, place.problem))
                place.candidates.push_back(judge(file, id, version, because, trust_));
        out.places.push_back(std::move(place));
    }
    return out;
}

std::string_view plugin_search::pinned_version(std::string_view id) const noexcept
{
    const auto pin =
        std::find_if(pins_.begin(), pins_.end(), [&](const auto& one) { return one.first == id; });
    return pin == pins_.end() ? std::string_view{} : pin->second;
}

std::vector<fs::path> plugin_search::directories() const
{
    std::vector<fs::path> all;
    for (const directory& one : directories_)
        all.push_back(one.path);
    return all;
}

search_outcome plugin_search::find(std::string_view id, const search_wish& wish) const
{
    search_outcome out;
    out.trace = wish.version.empty() ? survey(id, pinned_version(id), "is pinned in the manifest")
                                     : survey(id, wish.version, "is wanted");
    out.found = choose(out.trace, std::string(id), wish.set_aside);
    return out;
}

search_trace plugin_search::list(const std::vector<version_set_aside>& set_aside) const
{
    search_trace out = survey({}, {}, {});
    std::set<std::string> ids;
    for (search_place& place : out.places) {
        for (search_candidate& candidate : place.candidates) {
            ids.insert(candidate.id);
            for (const auto& [id, version] : pins_) {
                if (id != candidate.id || version == candidate.version || !candidate.manifest ||
                    !candidate.reason.empty())
                    continue;
                candidate.reason = "version " + version + " is pinned in the manifest";
            }
        }
    }
    for (const std::string& id : ids)
        choose(out, id, set_aside);
    return out;
}

} // namespace dovetail::host
