// SPDX-License-Identifier: Apache-2.0
#include "file.hpp"
#include "json_schema.hpp"
#include "manifest_reader.hpp"
#include "place_safety.hpp"
#include "secret_reader.hpp"

#include <dovetail/host/manifest.hpp>

#include <algorithm>
#include <unistd.h>

namespace dovetail::host {
namespace {

namespace fs = std::filesystem;

template<class Settings>
const Settings* find_named(const std::vector<Settings>& all, std::string_view name) noexcept
{
    const auto found = std::ranges::find(all, name, &Settings::name);
    return found == all.end() ? nullptr : &*found;
}

/// A manifest of a later layout cannot be judged by this schema: that is the one thing to say.
bool is_newer(const json_source& source, std::vector<fault>& faults)
{
    const auto* version = source.find("/manifest_version");
    if (!version || !version->is_int64() || version->get_int64() <= newest_manifest_version)
        return false;
    faults.push_back(source.fault_at(
        "/manifest_version",
        "the manifest has version " + std::to_string(version->get_int64()) +
            ", and this host reads up to version " + std::to_string(newest_manifest_version),
        "use a newer host"));
    return true;
}

/// A document by its schema, and by what a schema cannot say.
manifest_report judge(const std::shared_ptr<const json_source>& source, const fs::path& file,
                      std::vector<fault> faults, manifest_options options)
{
    manifest_report out;
    out.faults = std::move(faults);
    if (is_newer(*source, out.faults)) return out;
    for (fault& one : manifest_schema().check(*source))
        out.faults.push_back(std::move(one));
    manifest value = manifest_reader(source, file, out.faults).read();
    sort_by_place(out.faults);
    if (options.strict) {
        for (fault& one : out.faults)
            one.level = fault_level::error;
    }
    if (!has_errors(out.faults)) out.value = std::move(value);
    return out;
}

/// Who may write the manifest decides which code runs: its owner is trusted with plugins, and that
/// nobody else can write it matters as much as any rule in it.
void judge_place(manifest_report& out, const fs::path& file, uid_t owner, manifest_options options)
{
    trust_settings& trust = out.value->plugins.trust;
    trust.owners.push_back(owner);
    const std::string danger = unsafe_place(file, trust.owners);
    if (danger.empty()) return;
    const bool wrong = options.strict || trust.mode == trust_mode::require;
    out.faults.push_back({wrong ? fault_level::error : fault_level::warning,
                          file.string(),
                          {},
                          {},
                          "others could change which plugins run: " + danger,
                          {}});
    if (wrong) out.value.reset();
}

} // namespace

const connection_settings* manifest::find_connection(std::string_view name) const noexcept
{
    return find_named(connections, name);
}

const mapping_settings* manifest::find_mapping(std::string_view name) const noexcept
{
    return find_named(mappings, name);
}

const sync_settings* manifest::find_sync(std::string_view name) const noexcept
{
    return find_named(syncs, name);
}

manifest_report parse_manifest(std::string_view text, const fs::path& file,
                               manifest_options options)
{
    const fs::path absolute = fs::absolute(file).lexically_normal();
    // Messages name the file as the caller does: that is what their editor opens.
    json_parse parsed = json_source::parse(std::string(text), file.string());
    if (!parsed.source) return {std::nullopt, std::move(parsed.faults)};
    return judge(parsed.source, absolute, std::move(parsed.faults), options);
}

manifest_report load_manifest(const fs::path& file, manifest_options options)
{
    const file_content content = read_file(file, max_manifest_bytes);
    const uid_t owner = content.status.st_uid;
    if (content.problem.empty() && options.own_only && owner != 0 && owner != ::geteuid())
        return {std::nullopt,
                {{fault_level::error,
                  file.string(),
                  {},
                  {},
                  "it belongs to another user, uid " + std::to_string(owner) +
                      ", and says which code runs",
                  "name it explicitly (--manifest) if you trust that user"}}};
    if (content.problem.empty()) {
        manifest_report out = parse_manifest(content.bytes, file, options);
        if (out.value) judge_place(out, file, owner, options);
        return out;
    }
    fault found{
        fault_level::error, file.string(), {}, {}, "cannot be read: " + content.problem, {}};
    if (content.missing)
        found.remedy = "give the path of a manifest, or write one (docs/manifest.md)";
    return {std::nullopt, {std::move(found)}};
}

std::vector<fault> check_secrets(const manifest& value)
{
    std::vector<fault> out;
    for (const connection_settings& connection : value.connections) {
        const auth_settings& auth = connection.auth;
        for (const auto* source : {&auth.password, &auth.client_secret, &auth.refresh_token,
                                   &auth.private_key, &auth.token}) {
            if (!*source) continue;
            secret dropped;
            auto wrong =
                read_secret_into(dropped, **source, "connection \"" + connection.name + '"');
            if (wrong) out.push_back(std::move(*wrong));
        }
    }
    sort_by_place(out);
    return out;
}

} // namespace dovetail::host
