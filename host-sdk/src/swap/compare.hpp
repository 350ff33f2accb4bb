// SPDX-License-Identifier: Apache-2.0
// The canary: the same records through two generations.
#pragma once

#include <dovetail/host/batch.hpp>
#include <dovetail/host/mapping.hpp>
#include <dovetail/swap/record.hpp>

namespace dovetail::swap {

/// Records of one side as a generation reads and maps them.
struct sample
{
    const host::record_batch& records;
    const host::mapping& mapping;
};

/// Compares records that both samples have in the same revision, and adds what differs to `into`.
/// Error: a mapper failed.
host::result<void> compare_samples(const std::string& sync, host::side where, const sample& before,
                                   const sample& after, record& into);

} // namespace dovetail::swap
