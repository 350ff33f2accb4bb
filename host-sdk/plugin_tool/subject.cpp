// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/subject.hpp"

#include <system_error>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;

failure cannot_use(std::string code, std::string message)
{
    return failure::of({host::error_class::config, std::move(code), std::move(message)});
}

/// x.so, libx.so.1: what stands before the first suffix.
fs::path manifest_beside(const fs::path& library)
{
    const std::string name = library.filename().string();
    const std::string stem = name.substr(0, name.find(".so"));
    return library.parent_path() / (stem + std::string(host::plugin_manifest_suffix));
}

void read_manifest(subject& into, const fs::path& file)
{
    auto report = host::load_plugin_manifest(file);
    into.manifest_file = file;
    into.about = std::move(report.value);
    into.faults = std::move(report.faults);
}

} // namespace

app::outcome_of<subject> find_subject(const fs::path& file)
{
    std::error_code failed;
    const fs::file_status status = fs::status(file, failed);
    if (!fs::exists(status))
        return cannot_use("file_missing", file.string() + ": " + failed.message() +
                                              "; give a plugin manifest (*.plugin.json) or a "
                                              "library");
    subject out;
    if (file.filename().string().ends_with(host::plugin_manifest_suffix)) {
        read_manifest(out, file);
        if (out.about) out.library = out.about->library;
        return out;
    }
    out.library = file;
    const fs::path beside = manifest_beside(file);
    if (fs::exists(beside, failed)) read_manifest(out, beside);
    return out;
}

app::outcome_of<subject> find_described_subject(const fs::path& file)
{
    auto found = find_subject(file);
    if (!found || found->about) return found;
    if (found->manifest_file.empty())
        return cannot_use("plugin_manifest", file.string() + " has no manifest beside it: " +
                                                 manifest_beside(file).string() +
                                                 " does not exist; dovetail_add_plugin() writes "
                                                 "it");
    return failure::of(host::to_error("plugin_manifest", found->faults));
}

} // namespace dovetail::plugin_tool
