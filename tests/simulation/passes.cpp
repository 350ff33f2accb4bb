// SPDX-License-Identifier: Apache-2.0
#include <simulation/passes.hpp>

#include <fmt/format.h>

namespace dovetail::simulation {

void passes::crossed(const std::string&, const sync::crossing& what)
{
    trace_.add("crossed", fmt::format("{} {} on the {}: {}/{} {} {}", to_string(what.action),
                                      to_string(what.result), sync::to_string(what.target),
                                      what.key.left, what.key.right, what.code, what.reason));
}

void passes::passed(const sync::pass_report& report)
{
    ++count_;
    const auto& counts = report.counts;
    writes_ += counts.written();
    const bool quiet = !report.failure && counts.written() == 0 && counts.applied == 0;
    quiet_ = quiet ? quiet_ + 1 : 0;
    trace_.add("pass", report.failure ? report.failure->code + ": " + report.failure->message
                                      : sync::summary(counts));
    if (!counts.balanced())
        laws_.report(12, fmt::format("{} changes, but {} applied, {} no-ops, {} conflicts, {} held "
                                     "and {} failed",
                                     counts.changes, counts.applied, counts.no_ops,
                                     counts.conflicts, counts.held, counts.failed));
}

void passes::paused(const std::string&, const host::error& why, std::chrono::milliseconds retry_in)
{
    trace_.add("paused", fmt::format("{} for {} ms", why.code, retry_in.count()));
}

} // namespace dovetail::simulation
