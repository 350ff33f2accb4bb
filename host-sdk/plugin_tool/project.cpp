// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/project.hpp"

#include "plugin_tool/file.hpp"

#include "app/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;

/// Long enough for anybody, short enough for every file system with what is put before and behind.
constexpr std::size_t longest_name = 64;

/// Targets that CMake's generators make in every project (policy CMP0037).
constexpr std::array reserved_targets{"all",        "clean",         "depend",  "edit_cache",
                                      "help",       "install",       "package", "package_source",
                                      "preinstall", "rebuild_cache", "test"};

constexpr std::string_view licence_mark = "SPDX-License-Identifier";

bool is_lower(char letter)
{
    return letter >= 'a' && letter <= 'z';
}
bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}
bool is_word(char letter)
{
    return is_lower(letter) || is_digit(letter) || letter == '_' || letter == '-';
}

/// The nearest good name, or one that is always good.
std::string suggestion(std::string_view name)
{
    std::string out;
    for (char letter : name) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        out += is_word(letter) ? letter : '_';
    }
    out.erase(
        0, static_cast<std::size_t>(std::find_if(out.begin(), out.end(), is_lower) - out.begin()));
    out.resize(std::min(out.size(), longest_name));
    return out.empty() ? "my_plugin" : out;
}

/// Replaces words of the example in one go, so that what was put in is not replaced again.
std::string renamed(std::string_view text, const project_template& from, std::string_view name,
                    std::string_view id)
{
    std::string out;
    while (!text.empty()) {
        const bool is_id = text.starts_with(from.id);
        const bool is_name = text.starts_with(from.name);
        out += is_id ? id : is_name ? name : text.substr(0, 1);
        text.remove_prefix(is_id ? from.id.size() : is_name ? from.name.size() : 1);
    }
    return out;
}

std::string_view without_licence(std::string_view text)
{
    const auto end_of_line = text.find('\n');
    if (end_of_line == std::string_view::npos ||
        text.substr(0, end_of_line).find(licence_mark) == std::string_view::npos)
        return text;
    return text.substr(end_of_line + 1);
}

failure cannot_make(const fs::path& folder, int number)
{
    return failure::of(
        {host::error_class::config, "folder",
         folder.string() + " cannot be made: " + std::generic_category().message(number)});
}

} // namespace

std::string wrong_with_name(std::string_view name)
{
    const bool is_known =
        std::find(reserved_targets.begin(), reserved_targets.end(), name) != reserved_targets.end();
    if (is_known)
        return fmt::format("CMake keeps the name \"{0}\" for itself; take another, e.g. \"my_{0}\"",
                           name);
    const bool good = !name.empty() && name.size() <= longest_name && is_lower(name.front()) &&
                      std::all_of(name.begin(), name.end(), is_word);
    if (good) return {};
    return fmt::format("\"{}\" is no name for a plugin: lower-case letters, digits, _ and -, "
                       "beginning with a letter, at most {}; e.g. \"{}\"",
                       app::printable(name), longest_name, suggestion(name));
}

std::string wrong_with_id(std::string_view id)
{
    bool begins = true;
    bool good = !id.empty();
    for (const char letter : id) {
        good = good && (is_lower(letter) || is_digit(letter) ||
                        (!begins && (letter == '_' || letter == '-' || letter == '.')));
        begins = letter == '.';
    }
    if (good && !begins) return {};
    return fmt::format("\"{}\" is no id of a plugin: words of lower-case letters, digits, _ and -, "
                       "with dots between them; e.g. \"org.example.my_plugin\"",
                       app::printable(id));
}

std::vector<project_file> files_of(const project_template& from, std::string_view name,
                                   std::string_view id)
{
    std::vector<project_file> out;
    for (const template_file& file : from.files)
        out.push_back({renamed(file.path, from, name, id),
                       renamed(without_licence(file.text), from, name, id)});
    return out;
}

std::optional<failure> write_project(const fs::path& folder, const std::vector<project_file>& files)
{
    std::error_code failed;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), failed);
    if (failed) return cannot_make(folder.parent_path(), failed.value());
    constexpr mode_t as_the_umask_says = 0777;
    if (::mkdir(folder.c_str(), as_the_umask_says) != 0) {
        if (errno == EEXIST)
            return failure::of({host::error_class::config, "folder_exists",
                                folder.string() + " exists, and nothing in it is touched; name "
                                                  "another folder with --directory"});
        return cannot_make(folder, errno);
    }
    for (const project_file& file : files) {
        std::string_view text = file.text;
        if (text.ends_with('\n')) text.remove_suffix(1); // create_file puts it back
        auto wrong = create_file(folder / file.path, text, file_mode::open);
        if (!wrong) continue;
        fs::remove_all(folder, failed); // half a project would only be in the way
        return wrong;
    }
    return std::nullopt;
}

} // namespace dovetail::plugin_tool
