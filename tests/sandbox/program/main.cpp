// SPDX-License-Identifier: Apache-2.0
#include "serve.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <fmt/format.h>

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"A Salesforce org and a Sales Connect account on this machine"};
    app.require_subcommand(1);
    dovetail::sandbox::serve_options options;
    auto* serve = app.add_subcommand("serve", "Serve both until interrupted");
    auto* data = serve->add_option("--data", options.data_directory, "Directory for the data");
    auto* memory = serve->add_flag("--memory", options.memory, "Keep nothing on disk");
    serve->add_option("--salesforce-port", options.salesforce_port, "0: any free one");
    serve->add_option("--sales-connect-port", options.sales_connect_port, "0: any free one");
    serve->add_option("--seed", options.seed, "none, demo or bulk:N, for new data");
    serve->add_option("--secrets", options.secrets_directory, "Where to write secrets");
    try {
        app.parse(argc, argv);
        if (data->empty() && memory->empty()) throw CLI::RequiredError("--data DIR (or --memory)");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    try {
        dovetail::sandbox::serve(options);
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "dovetail-sandbox: {}\n", error.what());
        return exit_failed;
    }
}
