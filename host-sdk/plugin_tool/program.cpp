// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/program.hpp"

#include "app/report_failure.hpp"
#include "app/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>

namespace dovetail::plugin_tool {
namespace {

constexpr const char* name = "dovetail-plugin";

/// CLI11 misses a required subcommand before it minds a word that is none: say the latter.
std::string what_is_wrong(const CLI::ParseError& error, const CLI::App& app)
{
    const auto words = app.remaining();
    if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr ||
        app.get_require_subcommand_min() == 0)
        return error.what();
    if (words.empty()) return "which command?";
    return fmt::format("there is no command '{}'", words.front());
}

std::string complaint(const CLI::ParseError& error, const CLI::App& app)
{
    const auto chosen = app.get_subcommands();
    const CLI::App& deepest = chosen.empty() ? app : *chosen.back();
    const std::string path = chosen.empty() ? name : fmt::format("{} {}", name, deepest.get_name());
    return fmt::format("{}: {}\nSee: {} --help\n", name, what_is_wrong(error, deepest), path);
}

} // namespace

struct program::parts
{
    CLI::App app{"Begins plugins of Dovetail, looks at them, judges them and signs them.", name};
    app::color_choice color = app::color_choice::automatic;
    action chosen{};

    /// No value: go on. Otherwise the exit code of a program that has said what it had to.
    std::optional<int> read(std::vector<std::string> arguments)
    {
        std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
        try {
            app.parse(std::move(arguments));
            return std::nullopt;
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() == 0) return app.exit(error); // prints help or the version
            std::fputs(complaint(error, app).c_str(), stderr);
            return static_cast<int>(exit_code::usage);
        }
    }
};

program::program() : parts_(std::make_unique<parts>())
{
    CLI::App& app = parts_->app;
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("{} {}", name, app::host_version));
    app.footer(
        "Exit codes: 0 done, 1 it was looked at and is not good, 2 usage, 3 a file or a key\n"
        "that cannot be used. Each command has --help with an example.");
    app.add_option_function<std::string>(
           "--color",
           [this](const std::string& word) {
               parts_->color = word == "always"  ? app::color_choice::always
                               : word == "never" ? app::color_choice::never
                                                 : app::color_choice::automatic;
           },
           "auto (on a terminal, unless NO_COLOR is set), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
}

program::~program() = default;

CLI::App& program::add(const std::string& command, const std::string& about,
                       const std::string& example, action what)
{
    CLI::App& added = *parts_->app.add_subcommand(command, about);
    added.fallthrough(); // so that --color may stand after the command
    added.footer("Example:\n  " + example);
    added.callback([this, what = std::move(what)] { parts_->chosen = what; });
    return added;
}

int program::run(std::vector<std::string> arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away is noticed when writing
    if (const auto end = parts_->read(std::move(arguments))) return *end;
    console out(parts_->color);
    const outcome result = parts_->chosen(out);
    if (result) return static_cast<int>(out.is_read() ? *result : exit_code::failed);
    const app::palette paint(out.err().colored);
    for (const auto& line : app::error_lines(result.error().error, name, paint))
        out.complain(line);
    return static_cast<int>(result.error().code);
}

} // namespace dovetail::plugin_tool
