// SPDX-License-Identifier: Apache-2.0
// The whole workload, under other circumstances: what comes out has to be the same.
#include "judge/cases.hpp"
#include "judge/workload.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

extern "C" {
// Of AddressSanitizer, where the judge is built with it: its allocator keeps no statistics for
// mallinfo2.
size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));
}

namespace dovetail::judge::cases {
namespace {

constexpr int threads = 4;
constexpr int runs_a_thread = 5;
constexpr int generations = 100;
constexpr int rounds_to_settle = 5;
constexpr int rounds_to_watch = 6;

std::size_t allocated_bytes()
{
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
    const auto now = ::mallinfo2();
    return now.uordblks + now.hblkhd;
}

/// Where two transcripts part.
std::string first_difference(const std::string& was, const std::string& is)
{
    const auto [at, other] = std::mismatch(was.begin(), was.end(), is.begin(), is.end());
    const auto line = static_cast<std::size_t>(std::count(was.begin(), at, '\n')) + 1;
    const auto begin = was.rfind('\n', static_cast<std::size_t>(at - was.begin()));
    const auto from = begin == was.npos ? 0 : begin + 1;
    constexpr std::size_t longest = 100;
    return "line " + std::to_string(line) + " of its words was \"" +
           was.substr(from, std::min(longest, was.find('\n', from) - from)) + '"';
}

void compare(subject& of, const char* rule, const std::string& was, const std::string& is,
             const std::string& when)
{
    if (was != is)
        of.found.add(rule, when + " it says something else: " + first_difference(was, is));
}

} // namespace

skipped repetition(subject& of)
{
    const workload work(of);
    const std::string first = work.run();
    for (int time = 0; time < 2 && !of.found.any(); ++time) {
        // A plugin that looks at a clock by itself sees another second.
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        compare(of, "A-19", first, work.run(), "asked the same again,");
    }
    return {};
}

skipped arguments(subject& of)
{
    const workload work(of);
    const std::string kept = work.run();
    work_options overwritten;
    overwritten.overwrite_arguments = true;
    compare(of, "A-48", kept, work.run(overwritten), "when arguments are gone after each call,");
    return {};
}

skipped newer_host(subject& of)
{
    const workload work(of);
    work_options raw{view::raw};
    const std::string present = work.run(raw);
    raw.how = layout::wider;
    compare(of, "A-4", present, work.run(raw), "to a host whose structs are larger");
    return {};
}

skipped outliving(subject& of)
{
    const workload work(of);
    kept_batches kept;
    work_options options;
    options.keep = &kept;
    (void)work.run(options); // connector, mapper and exchanges are gone when it returns
    const std::string before = kept.text();
    (void)work.run();
    compare(of, "A-64", before, kept.text(), "later on, in what it handed out,");
    std::thread([&] { kept.release(); }).join(); // on any thread
    of.found.require(of.check().outstanding().nothing(), "A-65",
                     "something that was handed out is not given back");
    return {};
}

skipped concurrency(subject& of)
{
    const workload work(of);
    const auto generation = of.generation();
    if (!generation) return {};
    const std::string reference = work.run();
    std::vector<std::thread> all;
    for (int one = 0; one < threads; ++one)
        all.emplace_back([&] {
            for (int time = 0; time < runs_a_thread && !of.found.any(); ++time)
                compare(of, "A-41", reference, work.run(*generation), "on many threads at once");
        });
    for (std::thread& one : all)
        one.join();
    if (of.found.any() || !generation) return {};

    // One connector and one mapper for all of them: their calls are [any].
    std::optional<made_connector> connector;
    std::optional<made_mapper> mapper;
    if (of.provides(DOVETAIL_CONNECTOR_ID)) connector = of.connector();
    if (of.provides(DOVETAIL_MAPPER_ID)) mapper = of.mapper();
    all.clear();
    for (int one = 0; one < threads; ++one)
        all.emplace_back([&] {
            for (int time = 0; time < runs_a_thread && !of.found.any(); ++time)
                compare(
                    of, "A-41", reference,
                    work.run(connector ? &**connector : nullptr, mapper ? &**mapper : nullptr, {}),
                    "with one object on many threads at once");
        });
    for (std::thread& one : all)
        one.join();
    return {};
}

skipped memory(subject& of)
{
    const workload work(of);
    for (int round = 0; round < rounds_to_settle; ++round)
        (void)work.run();
    of.found.require(of.check().outstanding().nothing(), "A-65",
                     "something that was handed out is not given back");
    std::size_t before = allocated_bytes();
    const std::size_t start = before;
    bool always_more = true;
    for (int round = 0; round < rounds_to_watch; ++round) {
        (void)work.run();
        const std::size_t now = allocated_bytes();
        always_more = always_more && now > before;
        before = now;
    }
    of.found.require(!always_more, "A-66",
                     "the same work takes more memory each time: " +
                         std::to_string((before - std::min(start, before)) / rounds_to_watch) +
                         " bytes a round");
    return {};
}

skipped swaps(subject& of)
{
    const workload work(of);
    std::shared_ptr<const host::plugin> current = of.generation();
    if (!current) return {};
    const std::string reference = work.run(*current);
    std::mutex mutex;
    std::atomic<bool> over = false;
    const auto generation = [&] {
        const std::lock_guard guard(mutex);
        return current;
    };
    std::vector<std::thread> load;
    for (int one = 0; one < 2; ++one)
        load.emplace_back([&] {
            while (!over && !of.found.any())
                compare(of, "A-21", reference, work.run(*generation()), "while it is swapped");
        });
    for (int one = 0; one < generations && !of.found.any(); ++one) {
        auto next = of.load();
        if (!next) break;
        compare(of, "A-21", reference, work.run(*next),
                "as generation " + std::to_string(next->generation()));
        const std::lock_guard guard(mutex);
        current = std::move(next);
    }
    over = true;
    for (std::thread& one : load)
        one.join();
    of.found.require(of.check().outstanding().nothing(), "A-65",
                     "something that was handed out is not given back");
    return {};
}

} // namespace dovetail::judge::cases
