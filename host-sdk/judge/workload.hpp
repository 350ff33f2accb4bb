// SPDX-License-Identifier: Apache-2.0
// One unit of a plugin's work, whatever it provides.
#pragma once

#include "judge/mapping.hpp"
#include "judge/robot.hpp"
#include "judge/subject.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::judge {

/// What a plugin handed out, kept beyond its connector or mapper.
struct kept_batches
{
    std::vector<dovetail_batch> records{};
    std::vector<dovetail_outcomes> outcomes{};
    std::vector<dovetail_mapped_batch> mapped{};

    /// What they hold, as a text.
    std::string text() const;
    void release();
};

struct work_options
{
    view through = view::checked;
    layout how = layout::present;
    bool overwrite_arguments = false;
    kept_batches* keep = nullptr;
};

/// The whole conversation and all records, once, with connectors and mappers that are made for it
/// and destroyed after it. Threads: several may work at once, on any generations.
class workload
{
public:
    /// `of` outlives this. Records for mappers are those of the conversation, or made from the
    /// seed. Loads the plugin.
    explicit workload(subject& of);

    /// All that was said, for comparing. Findings go to the subject.
    std::string run(const host::plugin& generation, const work_options& options = {}) const;
    /// With tables that the caller made; either may be null.
    std::string run(const dovetail_connector* connector, const dovetail_mapper* mapper,
                    const work_options& options) const;
    /// With the subject's generation; empty if it could not be loaded.
    std::string run(const work_options& options = {}) const;

    const std::array<std::vector<record>, 2>& records() const noexcept { return records_; }

private:
    subject& of_;
    std::array<std::vector<record>, 2> records_{};
};

} // namespace dovetail::judge
