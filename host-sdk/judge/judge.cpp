// SPDX-License-Identifier: Apache-2.0
#include "judge/judge.hpp"

#include <algorithm>
#include <array>

namespace dovetail::judge {
namespace {

/// Each case has its own random numbers, so that one alone sees what it sees among all.
std::uint64_t mix(std::uint64_t seed, std::string_view name)
{
    for (const char c : name)
        seed = (seed ^ static_cast<unsigned char>(c)) * 0x1000'0000'01B3; // FNV-1a
    return seed;
}

const judge_case* find_case(std::string_view name)
{
    const auto all = all_cases();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const judge_case& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

bool is_for(const judge_case& one, const subject& plugin)
{
    switch (one.of) {
    case needs::nothing:
        return true;
    case needs::manifest:
        return plugin.about() != nullptr;
    case needs::connector:
        return plugin.provides(DOVETAIL_CONNECTOR_ID);
    case needs::mapper:
        return plugin.provides(DOVETAIL_MAPPER_ID);
    }
    return false;
}

constexpr std::array<std::string_view, 3> outcome_words{"passed", "failed", "skipped"};

/// Line ends would end the line, and tabs part it.
std::string flat(std::string text)
{
    for (char& c : text)
        if (c == '\n' || c == '\t' || c == '\r') c = ' ';
    return text;
}

} // namespace

bool judgement::passed() const noexcept
{
    return first_failure() == nullptr;
}

std::size_t judgement::count(outcome how) const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        verdicts.begin(), verdicts.end(), [&](const verdict& one) { return one.how == how; }));
}

const verdict* judgement::first_failure() const noexcept
{
    const auto found = std::find_if(verdicts.begin(), verdicts.end(),
                                    [](const verdict& one) { return one.how == outcome::failed; });
    return found == verdicts.end() ? nullptr : &*found;
}

host::result<judgement> judge_plugin(const trial& of)
{
    for (const std::string& name : of.only) {
        if (!find_case(name))
            return host::error{host::error_class::config, "judge_case",
                               "there is no case \"" + name + "\"; --list shows all of them"};
    }
    const auto plugin = subject::open(of.asked);
    if (!plugin) return plugin.error();
    judgement out;
    for (const judge_case& one : all_cases()) {
        const bool wanted =
            of.only.empty() || std::count(of.only.begin(), of.only.end(), one.name) != 0;
        if (!wanted || !is_for(one, **plugin)) continue;
        out.verdicts.push_back(run_in_process(of, one));
        if (of.tell) of.tell(out.verdicts.back());
        if (of.to_the_first && !out.passed()) break;
    }
    return out;
}

verdict run_case(const question& asked, const std::string& name)
{
    verdict out{name};
    question own = asked;
    own.seed = mix(asked.seed, name);
    const auto plugin = subject::open(own);
    if (!plugin) {
        out.how = outcome::failed;
        out.what = plugin.error().message;
        return out;
    }
    const auto skipped = find_case(name)->run(**plugin);
    if (const auto found = (*plugin)->found.first()) {
        out.how = outcome::failed;
        out.rule = found->rule;
        out.what = found->what;
    } else if (skipped) {
        out.how = outcome::skipped;
        out.what = *skipped;
    }
    return out;
}

std::string to_line(const verdict& from)
{
    return std::string(outcome_words[static_cast<std::size_t>(from.how)]) + '\t' + from.name +
           '\t' + from.rule + '\t' + flat(from.what) + '\n';
}

std::optional<verdict> from_line(const std::string& line)
{
    std::array<std::string, 4> parts;
    std::size_t from = 0;
    for (std::size_t at = 0; at < parts.size(); ++at) {
        const auto end = line.find(at + 1 < parts.size() ? '\t' : '\n', from);
        if (end == line.npos) return std::nullopt;
        parts[at] = line.substr(from, end - from);
        from = end + 1;
    }
    const auto word = std::find(outcome_words.begin(), outcome_words.end(), parts[0]);
    if (word == outcome_words.end()) return std::nullopt;
    return verdict{parts[1], static_cast<outcome>(word - outcome_words.begin()), parts[2],
                   parts[3]};
}

} // namespace dovetail::judge
