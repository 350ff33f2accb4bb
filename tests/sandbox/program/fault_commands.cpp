// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "control_client.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <memory>
#include <optional>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

struct fault_options
{
    std::string data = default_data_directory;
    std::string kind;
    std::string where;
    std::string match;
    std::optional<std::int64_t> value;
    std::int64_t times = 1;
    double probability = 1;
    std::int64_t seed = 1;
    std::optional<std::int64_t> id;
};

/// One plan serves both listeners, so either may be asked.
std::string control_endpoint(const std::string& data)
{
    return endpoint_of(data, side::salesforce);
}

void set(const fault_options& options)
{
    json::object rule{{"kind", options.kind},
                      {"match", options.match},
                      {"times", options.times},
                      {"probability", options.probability},
                      {"seed", options.seed}};
    if (!options.where.empty()) rule["side"] = options.where;
    if (options.value) rule["value"] = *options.value;
    const auto answer = ask_sandbox(control_endpoint(options.data), "POST", "/sandbox/faults",
                                    json::serialize(rule));
    fmt::print("{}\n", json::serialize(answer));
}

void print_faults(const json::value& answer)
{
    for (const auto& fault : answer.as_object().at("faults").as_array())
        fmt::print("{}\n", json::serialize(fault));
}

void add_set(CLI::App& group)
{
    auto options = std::make_shared<fault_options>();
    auto* command = group.add_subcommand("set", "Let requests go wrong");
    command->add_option("--data", options->data, "Directory of the running sandbox")
        ->capture_default_str();
    command
        ->add_option("--kind", options->kind,
                     "latency, status_401, status_403, status_429, status_500_before, "
                     "status_500_after, status_503_html, cut_body, cut_chunked, reset_before, "
                     "reset_after, hang, wrong_json, gzip_broken")
        ->required();
    command->add_option("--side", options->where, "salesforce or sales-connect; without it both")
        ->check(CLI::IsMember({"salesforce", "sales-connect"}));
    command->add_option("--match", options->match,
                        "Regular expression searched in \"METHOD /path?query\"; without it all");
    command->add_option("--value", options->value,
                        "Milliseconds of latency, or seconds of Retry-After for status_429");
    command->add_option("--times", options->times, "How often; -1 until cleared")
        ->capture_default_str();
    command->add_option("--probability", options->probability, "From 0 to 1")
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Of the chance")->capture_default_str();
    command->callback([options] { set(*options); });
}

} // namespace

void add_fault_commands(CLI::App& app)
{
    auto* group = app.add_subcommand("fault", "Failures on demand");
    group->require_subcommand(1);
    add_set(*group);
    for (const std::string name : {"clear", "list"}) {
        auto options = std::make_shared<fault_options>();
        auto* command = group->add_subcommand(name, name == "list" ? "Show the faults that are set"
                                                                   : "Forget all faults, or one");
        command->add_option("--data", options->data, "Directory of the running sandbox")
            ->capture_default_str();
        if (name == "clear") command->add_option("--id", options->id, "Only this one");
        command->callback([options, name] {
            auto target = std::string{"/sandbox/faults"};
            if (options->id) target += '/' + std::to_string(*options->id);
            const auto method = name == "list" ? "GET" : "DELETE";
            print_faults(ask_sandbox(control_endpoint(options->data), method, target, ""));
        });
    }
}

} // namespace dovetail::sandbox
