// SPDX-License-Identifier: Apache-2.0
// A rule of the contract that does not hold.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::host::checked {

/// The number of a rule in docs/abi.md and what shows that it is broken; empty: nothing is wrong.
struct finding
{
    std::string_view rule{};
    std::string what{};

    explicit operator bool() const noexcept { return !rule.empty(); }
};

} // namespace dovetail::host::checked
