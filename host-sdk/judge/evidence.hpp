// SPDX-License-Identifier: Apache-2.0
// What one case found.
#pragma once

#include <mutex>
#include <optional>
#include <string>

namespace dovetail::judge {

/// A rule of docs/abi.md that a plugin broke, and what shows it.
struct finding
{
    std::string rule;
    std::string what;
};

/// Collects the findings of a case; the first one counts, since later ones may follow from it.
/// Threads: any.
class evidence
{
public:
    void add(std::string rule, std::string what)
    {
        const std::lock_guard guard(mutex_);
        if (!first_) first_ = finding{std::move(rule), std::move(what)};
    }

    /// Adds unless `holds`; returns `holds`.
    bool require(bool holds, const char* rule, const std::string& what)
    {
        if (!holds) add(rule, what);
        return holds;
    }

    std::optional<finding> first() const
    {
        const std::lock_guard guard(mutex_);
        return first_;
    }
    bool any() const { return first().has_value(); }

private:
    mutable std::mutex mutex_;
    std::optional<finding> first_;
};

} // namespace dovetail::judge
