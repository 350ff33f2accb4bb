// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin new`: a project to begin a plugin with.
#include "plugin_tool/project.hpp"
#include "plugin_tool/subcommands.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct new_options
{
    std::string kind;
    std::string name;
    std::string id;
    std::string language = "c++";
    std::string directory;
    bool json = false;
};

const project_template& template_for(const new_options& wanted)
{
    const auto fits = [&](const project_template& one) {
        return one.kind == wanted.kind && one.language == wanted.language;
    };
    return *std::find_if(project_templates.begin(), project_templates.end(), fits);
}

/// What CMake has to be told to find the package that this program belongs to.
std::string package_option()
{
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    const fs::path prefix = program.parent_path().parent_path();
    if (fs::exists(prefix / DOVETAIL_PACKAGE_DIR, failed))
        return "-D CMAKE_PREFIX_PATH=" + app::printable(prefix.string());
    return "-D CMAKE_PREFIX_PATH=FOLDER   (in which Dovetail is installed)";
}

void print(console& out, const new_options& wanted, const std::vector<project_file>& files)
{
    const std::string folder = app::printable(wanted.directory);
    out.line(fmt::format("{}: a {} in {}, {} files in {}", wanted.name, wanted.kind,
                         wanted.language == "c" ? "C" : "C++", files.size(), folder));
    out.line("Build it, and let the judge look at it:");
    out.line(fmt::format("  cmake -S {0} -B {0}/build {1}", folder, package_option()));
    out.line(fmt::format("  cmake --build {}/build", folder));
    out.line(fmt::format("  ctest --test-dir {}/build --output-on-failure", folder));
    out.line(fmt::format("{}/README.md says where to go on.", folder));
}

outcome make(new_options wanted, console& out)
{
    if (wanted.directory.empty()) wanted.directory = wanted.name;
    if (wanted.id.empty()) wanted.id = "example." + wanted.name;
    const auto files = files_of(template_for(wanted), wanted.name, wanted.id);
    // "a/b/" names the folder b, too.
    fs::path folder = fs::path(wanted.directory).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    if (auto wrong = write_project(folder, files)) return *wrong;
    if (!wanted.json) {
        print(out, wanted, files);
        return exit_code::done;
    }
    json::array names;
    for (const auto& file : files)
        names.emplace_back(file.path);
    out.line(app::json_document({{"kind", wanted.kind},
                                 {"language", wanted.language},
                                 {"name", wanted.name},
                                 {"id", wanted.id},
                                 {"directory", fs::absolute(folder).string()},
                                 {"files", std::move(names)}}));
    return exit_code::done;
}

} // namespace

void add_new(program& to)
{
    auto wanted = std::make_shared<new_options>();
    CLI::App& app =
        to.add("new", "A project to begin a plugin with: it builds, and keeps the contract",
               "dovetail-plugin new connector my_tracker\n"
               "  dovetail-plugin new mapper my_mapping --language c --directory src/my_mapping",
               [wanted](console& out) { return make(*wanted, out); });
    app.add_option("kind", wanted->kind, "connector or mapper")
        ->required()
        ->check(CLI::IsMember({"connector", "mapper"}))
        ->type_name("KIND");
    app.add_option("name", wanted->name, "What the plugin is called, its library and its project")
        ->required()
        ->check(CLI::Validator(wrong_with_name, "", ""))
        ->type_name("NAME");
    app.add_option("--language", wanted->language, "c++ (with the kit) or c (the contract alone)")
        ->check(CLI::IsMember({"c++", "c"}))
        ->type_name("LANGUAGE");
    app.add_option("--id", wanted->id, "The plugin's id, for ever; example.NAME if left out")
        ->check(CLI::Validator(wrong_with_id, "", ""))
        ->type_name("ID");
    app.add_option("--directory", wanted->directory,
                   "The folder to make, which must not exist; NAME in this one if left out")
        ->type_name("FOLDER");
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
