// SPDX-License-Identifier: Apache-2.0
#include "plugin_folder.hpp"

#include <dovetail/host/library_facts.hpp>

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dovetail::test {

namespace fs = std::filesystem;

fs::path built_library(const std::string& name)
{
    return fs::path(DOVETAIL_TEST_LIBRARIES) / (name + ".so");
}

host::trust_settings trust_of_build()
{
    struct stat status = {};
    host::trust_settings out;
    if (::stat(DOVETAIL_TEST_LIBRARIES, &status) == 0) out.owners.push_back(status.st_uid);
    return out;
}

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const fs::path& file, std::string_view content)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

fs::path plugin_folder::install(const installed& what) const
{
    const fs::path library = path() / (what.library + ".so");
    if (const fs::path built = built_library(what.library); fs::exists(built))
        fs::copy_file(built, library, fs::copy_options::overwrite_existing);
    std::string digest = what.sha256;
    if (digest.empty()) {
        const auto facts = host::inspect_library(library);
        digest = facts ? facts->sha256 : std::string(64, '0');
    }
    const std::string text = R"({"manifest_version": 1, "id": ")" + what.id + R"(", "version": ")" +
                             what.version + R"(", "abi": )" + what.abi + R"(, "library": ")" +
                             library.filename().string() + R"(", "sha256": ")" + digest +
                             R"(", "provides": )" + what.provides + what.more + "}\n";
    return folder_.write((what.file.empty() ? what.library : what.file) + ".plugin.json", text);
}

std::shared_ptr<const host::plugin_manifest> plugin_folder::manifest(const installed& what) const
{
    auto report = host::load_plugin_manifest(install(what));
    if (!report.value) throw std::runtime_error(host::to_error("", report.faults).message);
    return report.value;
}

} // namespace dovetail::test
