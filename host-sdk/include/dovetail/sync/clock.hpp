// SPDX-License-Identifier: Apache-2.0
// The engine's only source of "now": values in the state are stamped with it, decisions never are.
#pragma once

#include <dovetail/sync/state.hpp>

namespace dovetail::sync {

/// Wall time. Threads: any. The real one is system_clock_source(); tests move their own.
class clock
{
public:
    virtual ~clock() = default;
    virtual instant_us now() const = 0;
};

/// The machine's clock. Lives as long as the process.
const clock& system_clock_source() noexcept;

} // namespace dovetail::sync
