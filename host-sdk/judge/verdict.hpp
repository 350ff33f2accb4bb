// SPDX-License-Identifier: Apache-2.0
// What came of a case.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace dovetail::judge {

enum class outcome
{
    passed,
    failed,
    skipped
};

struct verdict
{
    std::string name; ///< of the case
    outcome how = outcome::passed;
    std::string rule{}; ///< failed: the rule of docs/abi.md that is broken
    std::string what{}; ///< failed: what shows it; skipped: why
    std::chrono::milliseconds took{0};
};

/// What a judge says of a plugin.
struct judgement
{
    std::vector<verdict> verdicts{};

    bool passed() const noexcept;
    std::size_t count(outcome how) const noexcept;
    /// The first failed one, or null.
    const verdict* first_failure() const noexcept;
};

} // namespace dovetail::judge
