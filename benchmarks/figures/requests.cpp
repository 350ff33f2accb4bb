// SPDX-License-Identifier: Apache-2.0
#include "edits.hpp"
#include "report.hpp"
#include "scenarios.hpp"
#include "test_bed.hpp"

#include <thread>

namespace dovetail::benchmarks {

namespace {

constexpr std::uint64_t tasks = 50'000;
constexpr std::uint64_t page = 2'000;
constexpr std::uint64_t batch = 200;
constexpr std::size_t edits = 10'000;
constexpr unsigned idle_tasks = 10'000; // one for each of the most members

/// Idle means: what was written last is older than the overlap a fetch reads again.
constexpr std::chrono::seconds until_idle{75};

void print_counts(test_bed& bed, std::string_view what)
{
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto counted = bed.counts(where);
        const auto* name = where == side::salesforce ? "Salesforce" : "Sales Connect";
        figure(fmt::format("{}, {}: reads", what, name), counted.reads, "requests");
        figure(fmt::format("{}, {}: writes", what, name), counted.writes, "requests");
    }
}

void clear_counts(test_bed& bed)
{
    for (const auto where : {side::salesforce, side::sales_connect})
        bed.clear_counts(where);
}

/// Requests a pass for each side, over some seconds of `run` at one pass a second.
void idle_requests(const bench_options& options, unsigned members)
{
    constexpr unsigned watched = 10;
    test_bed bed(options.programs,
                 {.seed = fmt::format("bulk:{}:{}", idle_tasks, members), .interval_s = 1});
    bed.enable_members();
    bed.once();
    const auto running = bed.run();
    std::this_thread::sleep_for(until_idle);
    clear_counts(bed);
    std::this_thread::sleep_for(std::chrono::seconds{watched});
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto counted = bed.counts(where);
        figure(fmt::format("{} members, {}", members,
                           where == side::salesforce ? "Salesforce" : "Sales Connect"),
               static_cast<double>(counted.reads + counted.writes) / watched, "requests/interval");
    }
}

} // namespace

void requests(const bench_options& options)
{
    heading("Requests");
    test_bed bed(options.programs, {.seed = fmt::format("bulk:{}", tasks)});
    bed.enable_members();
    clear_counts(bed);
    bed.once();
    print_counts(bed, "first sync of 50,000");
    figure("allowed: reads in all, ceil(n/2000) + 3", (tasks + page - 1) / page + 3, "requests");
    figure("allowed: writes in all, ceil(n/200)", (tasks + batch - 1) / batch, "requests");
    edit_tasks(bed, side::salesforce, edits);
    edit_tasks(bed, side::sales_connect, edits);
    clear_counts(bed);
    bed.once();
    print_counts(bed, "10,000 edits on each side");
    figure("allowed: writes for each side, ceil(n/200)", (edits + batch - 1) / batch, "requests");
}

void idle(const bench_options& options)
{
    heading("Idling: requests for each side and interval");
    for (const unsigned members : {1U, 100U, 10'000U})
        idle_requests(options, members);
}

void idle_pass(const bench_options& options)
{
    heading("CPU of a pass with nothing to do");
    constexpr unsigned watched = 20;
    for (const unsigned links : {1'000U, 100'000U}) {
        test_bed bed(options.programs, {.seed = fmt::format("bulk:{}", links), .interval_s = 1});
        bed.enable_members();
        bed.once();
        const auto running = bed.run();
        std::this_thread::sleep_for(until_idle);
        clear_counts(bed);
        const auto before = running->so_far().cpu;
        std::this_thread::sleep_for(std::chrono::seconds{watched});
        const auto used = running->so_far().cpu - before;
        const auto passes = bed.counts(side::salesforce).reads;
        figure(fmt::format("{} links", links),
               used.count() * 1e3 / static_cast<double>(std::max<std::uint64_t>(passes, 1)),
               "ms/pass");
    }
}

} // namespace dovetail::benchmarks
