// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin conform`: the judge.
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "judge/judge.hpp"
#include "judge/trap.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>
#include <random>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

struct conform_options
{
    std::string file;
    std::string configuration;
    std::string conversation;
    std::vector<std::string> only;
    std::optional<std::uint64_t> seed;
    std::uint32_t time_limit_s = 120;
    std::string inside; ///< the case that this process is to run
    bool to_the_first = false;
    bool list = false;
    bool json = false;
};

std::string_view word_for(judge::outcome how)
{
    switch (how) {
    case judge::outcome::passed:
        return "passed";
    case judge::outcome::failed:
        return "FAILED";
    case judge::outcome::skipped:
        return "skipped";
    }
    return "?";
}

std::string line_of(const judge::verdict& one)
{
    std::string out = fmt::format("  {:8} {:18}", word_for(one.how), one.name);
    if (!one.rule.empty()) out += ' ' + one.rule + ':';
    if (!one.what.empty()) out += ' ' + one.what;
    return out.substr(0, out.find_last_not_of(' ') + 1);
}

json::value json_of(const judge::verdict& one)
{
    json::object out{
        {"case", one.name},
        {"outcome", json::string(one.how == judge::outcome::failed ? "failed" : word_for(one.how))},
        {"took_ms", one.took.count()}};
    if (!one.rule.empty()) out["rule"] = one.rule;
    if (!one.what.empty()) out["what"] = one.what;
    return out;
}

void list_cases(console& out)
{
    for (const judge::judge_case& one : judge::all_cases())
        out.line(fmt::format("{:18} {}  [{}]", one.name, one.about, one.rules));
}

judge::question question_of(const conform_options& wanted, const std::filesystem::path& manifest,
                            std::uint64_t seed)
{
    judge::question out{std::filesystem::absolute(manifest)};
    if (!wanted.configuration.empty()) out.configuration = wanted.configuration;
    if (!wanted.conversation.empty()) out.conversation = wanted.conversation;
    out.seed = seed;
    return out;
}

/// This process is one case: its verdict goes to the pipe that the judge reads.
exit_code run_inside(const judge::question& asked, const std::string& name)
{
    const std::string line = judge::to_line(judge::run_case(asked, name));
    std::size_t written = 0;
    while (written < line.size()) {
        const auto some =
            ::write(judge::result_descriptor, line.data() + written, line.size() - written);
        if (some <= 0) break;
        written += static_cast<std::size_t>(some);
    }
    // Behind a filter of system calls nothing can end in an orderly way.
    if (judge::is_trapped()) std::_Exit(0);
    return exit_code::done;
}

/// The command line that runs one case of this trial; the name of the case is still missing.
std::vector<std::string> command_for(const judge::question& asked)
{
    std::vector<std::string> out{std::filesystem::read_symlink("/proc/self/exe").string(),
                                 "conform", asked.manifest.string(), "--seed",
                                 std::to_string(asked.seed)};
    if (asked.configuration)
        out.insert(out.end(), {"--configuration", asked.configuration->string()});
    if (asked.conversation) out.insert(out.end(), {"--conversation", asked.conversation->string()});
    out.emplace_back("--inside");
    return out;
}

outcome report(const conform_options& wanted, const judge::question& asked,
               const judge::judgement& all, console& out)
{
    if (wanted.json) {
        json::array cases;
        for (const judge::verdict& one : all.verdicts)
            cases.emplace_back(json_of(one));
        out.line(app::json_document(json::object{{"plugin", asked.manifest.string()},
                                                 {"seed", asked.seed},
                                                 {"passed", all.passed()},
                                                 {"cases", std::move(cases)}}));
    } else {
        out.line(fmt::format("{} cases: {} passed, {} failed, {} skipped", all.verdicts.size(),
                             all.count(judge::outcome::passed), all.count(judge::outcome::failed),
                             all.count(judge::outcome::skipped)));
    }
    return all.passed() ? exit_code::done : exit_code::failed;
}

outcome conform(const conform_options& wanted, console& out)
{
    if (wanted.list) {
        list_cases(out);
        return exit_code::done;
    }
    if (wanted.file.empty()) {
        out.complain(
            "dovetail-plugin: conform: which plugin?\nSee: dovetail-plugin conform --help");
        return exit_code::usage;
    }
    const auto what = find_subject(wanted.file);
    if (!what) return what.error();
    if (what->manifest_file.empty()) {
        const auto why = find_described_subject(wanted.file);
        return why.error();
    }
    const std::uint64_t seed = wanted.seed ? *wanted.seed : std::random_device{}();
    const judge::question asked = question_of(wanted, what->manifest_file, seed);
    if (!wanted.inside.empty()) return run_inside(asked, wanted.inside);

    judge::trial of{asked, wanted.only, wanted.to_the_first,
                    std::chrono::seconds(wanted.time_limit_s), command_for(asked)};
    if (!wanted.json) {
        out.line(fmt::format("judging {}, seed {}", asked.manifest.string(), seed));
        of.tell = [&](const judge::verdict& one) { out.line(line_of(one)); };
    }
    const auto all = judge::judge_plugin(of);
    if (!all) return failure::of(all.error());
    return report(wanted, asked, *all, out);
}

} // namespace

void add_conform(program& to)
{
    const auto wanted = std::make_shared<conform_options>();
    CLI::App& command =
        to.add("conform", "Judges whether a plugin keeps the contract (docs/abi.md)",
               "dovetail-plugin conform build/plugins/my_connector.plugin.json --conversation "
               "talk.json",
               [wanted](console& out) { return conform(*wanted, out); });
    command.add_option("file", wanted->file,
                       "The plugin's manifest (*.plugin.json), or its library");
    command.add_option("--configuration", wanted->configuration,
                       "A file with the configuration to judge it with; otherwise that of the "
                       "conversation, or one made from its schema");
    command.add_option("--conversation", wanted->conversation,
                       "A recorded conversation, or records (docs/conformance.md)");
    command.add_option("--case", wanted->only, "Only this case; may be repeated")
        ->allow_extra_args(false); // the next word is the plugin
    command.add_option("--seed", wanted->seed, "For the same random choices as an earlier run");
    command.add_option("--time-limit", wanted->time_limit_s, "Seconds a case may take")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    command.add_option("--inside", wanted->inside)->group(""); // of the judge itself
    command.add_flag("--stop", wanted->to_the_first, "Stops after the first case that fails");
    command.add_flag("--list", wanted->list, "Lists the cases and their rules");
    command.add_flag("--json", wanted->json, "The report as JSON");
}

} // namespace dovetail::plugin_tool
