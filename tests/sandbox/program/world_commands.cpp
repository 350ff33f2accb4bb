// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "control_client.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <memory>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

struct world_options
{
    std::string data = default_data_directory;
    std::string where = "salesforce";
    std::string text;
    std::int64_t seconds = 0;
};

void print_answer(const world_options& options, std::string_view method, const std::string& target,
                  const std::string& body)
{
    const auto endpoint = endpoint_of(options.data, *parse_side(options.where));
    fmt::print("{}\n", json::serialize(ask_sandbox(endpoint, method, target, body)));
}

CLI::App* add_command(CLI::App& group, const char* name, const char* help, world_options& options)
{
    auto* command = group.add_subcommand(name, help);
    command->add_option("--data", options.data, "Directory of the running sandbox")
        ->capture_default_str();
    return command;
}

} // namespace

void add_clock_commands(CLI::App& app)
{
    auto* group = app.add_subcommand("clock", "The time both services live in");
    group->require_subcommand(1);
    auto options = std::make_shared<world_options>();
    add_command(*group, "show", "Show the sandbox's time", *options)->callback([options] {
        print_answer(*options, "GET", "/sandbox/clock", "");
    });
    auto* advance = add_command(*group, "advance", "Move the time", *options);
    advance->add_option("seconds", options->seconds, "How far; negative: back")->required();
    advance->callback([options] {
        print_answer(*options, "POST", "/sandbox/clock",
                     json::serialize(json::object{{"advance_s", options->seconds}}));
    });
    auto* set = add_command(*group, "set", "Set the time", *options);
    set->add_option("time", options->text, "For example 2026-03-29T00:30:00Z")->required();
    set->callback([options] {
        print_answer(*options, "POST", "/sandbox/clock",
                     json::serialize(json::object{{"now", options->text}}));
    });
}

void add_settings_commands(CLI::App& app)
{
    auto* group = app.add_subcommand("settings", "How both services behave");
    group->require_subcommand(1);
    auto options = std::make_shared<world_options>();
    add_command(*group, "show", "Show all settings", *options)->callback([options] {
        print_answer(*options, "GET", "/sandbox/settings", "");
    });
    auto* set = add_command(*group, "set", "Change settings", *options);
    set->add_option("json", options->text, "An object with the settings to change")->required();
    set->callback(
        [options] { print_answer(*options, "POST", "/sandbox/settings", options->text); });

    add_command(app, "stats", "What was asked of the sandbox, and what it holds", *options)
        ->callback([options] { print_answer(*options, "GET", "/sandbox/stats", ""); });
    auto* action = add_command(app, "action", "Let something happen once", *options);
    action
        ->add_option("name", options->text,
                     "archive, purge-recycle-bin, expire-access-tokens or revoke-grants")
        ->required();
    action->add_option("--side", options->where, "For tokens and grants")
        ->check(CLI::IsMember({"salesforce", "sales-connect"}));
    action->callback([options] {
        print_answer(*options, "POST", "/sandbox/actions/" + percent_encode(options->text), "");
    });
}

} // namespace dovetail::sandbox
