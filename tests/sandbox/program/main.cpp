// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "serve.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <fmt/format.h>
#include <memory>

namespace {

using namespace dovetail::sandbox;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

void add_serve_command(CLI::App& app)
{
    auto options = std::make_shared<serve_options>();
    options->data_directory = default_data_directory;
    auto* command = app.add_subcommand("serve", "Serve both until interrupted");
    command->add_option("--data", options->data_directory, "Directory for the data")
        ->capture_default_str();
    command->add_flag("--memory", options->memory,
                      "Keep no tasks on disk; only endpoints.json is written to --data");
    command->add_option("--salesforce-port", options->salesforce_port, "0: any free one")
        ->capture_default_str();
    command->add_option("--sales-connect-port", options->sales_connect_port, "0: any free one")
        ->capture_default_str();
    command
        ->add_option("--seed", options->seed,
                     "Tasks to begin with when there are none: none, demo, bulk:N or bulk:N:USERS")
        ->capture_default_str();
    command->add_option("--secrets", options->secrets_directory,
                        "Write client secrets, refresh tokens and a private key here, mode 0600");
    command->callback([options] { serve(*options); });
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{
        "A Salesforce org and a Sales Connect account on 127.0.0.1, for trying and testing.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage."};
    app.require_subcommand(1);
    add_serve_command(app);
    add_task_commands(app);
    add_fault_commands(app);
    add_clock_commands(app);
    add_settings_commands(app);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "dovetail-sandbox: {}\n", error.what());
        return exit_failed;
    }
}
