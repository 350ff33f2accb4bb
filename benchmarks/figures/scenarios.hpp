// SPDX-License-Identifier: Apache-2.0
// What is measured. Each prints its figures; docs/benchmarks.md says what they mean.
#pragma once

#include <filesystem>

namespace dovetail::benchmarks {

struct bench_options
{
    std::filesystem::path programs; ///< the folder of dovetail and dovetail-sandbox
    unsigned runs = 5;              ///< of what is timed; figures are their median
    bool large = true;              ///< with 500,000 tasks too
};

/// What crossing to a plugin costs a record, in this process and isolated, and its share in a pass.
void boundary(const bench_options& options);
/// Tasks a second and CPU a task of a first sync, beside a loop that parses nothing.
void first_sync(const bench_options& options);
/// The host's peak memory at 50,000 and at 500,000 tasks.
void memory(const bench_options& options);
/// Requests of a first sync and of 10,000 edits on each side.
void requests(const bench_options& options);
/// What idling costs in requests.
void idle(const bench_options& options);
/// How much faster parallel batches are on a slow line.
void latency(const bench_options& options);
/// CPU of a pass with nothing to do, on 1,000 and on 100,000 links.
void idle_pass(const bench_options& options);

/// Swaps of a plugin under load: times, changes lost or doubled, memory a retired generation.
void swap(const bench_options& options);

} // namespace dovetail::benchmarks
