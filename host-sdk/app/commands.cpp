// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include "app/report_failure.hpp"

#include <csignal>
#include <cstdio>
#include <type_traits>

namespace dovetail::app {
namespace {

outcome_of<exit_code> dispatch(const options& given, console& out)
{
    if (const auto* check = std::get_if<manifest_check_command>(&given.what))
        return check_manifest(*check, given.global, out);
    auto base = make_setup(given.global, out, !std::holds_alternative<run_command>(given.what));
    if (!base) return base.error();
    return std::visit(
        [&](const auto& wanted) -> outcome_of<exit_code> {
            if constexpr (std::is_same_v<std::decay_t<decltype(wanted)>, manifest_check_command>)
                return exit_code::done; // handled above
            else
                return execute(wanted, *base);
        },
        given.what);
}

} // namespace

int execute(const options& given)
{
    console out(given.global.color);
    const auto result = dispatch(given, out);
    if (!result) return report_failure(out, result.error());
    // A full disk, or a reader that went away before the end: not all of it was said.
    return static_cast<int>(out.is_read() ? *result : exit_code::failed);
}

int run_program(std::vector<std::string> arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away is noticed when writing
    std::signal(SIGXFSZ, SIG_IGN); // and so is a limit on the size of files
    const auto given = parse_options(std::move(arguments));
    if (const auto* end = std::get_if<early_end>(&given)) {
        auto* stream = end->code == 0 ? stdout : stderr;
        std::fputs(end->text.c_str(), stream);
        if (end->text.empty() || end->text.back() != '\n') std::fputc('\n', stream);
        return end->code;
    }
    return execute(std::get<options>(given));
}

} // namespace dovetail::app
