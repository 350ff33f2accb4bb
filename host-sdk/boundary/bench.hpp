// SPDX-License-Identifier: Apache-2.0
// One plugin, in this process and in one of its own, and what its calls cost either way.
#pragma once

#include "boundary/bare.hpp"
#include "boundary/measure.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/mapper.hpp>

#include <filesystem>
#include <memory>

namespace dovetail::boundary {

/// In ns of CPU a record.
struct cost
{
    spread plugin;   ///< through the contract's table alone
    spread here;     ///< what the host's own checks add in process
    spread checked;  ///< what the checking proxy adds to that (docs/abi.md)
    spread isolated; ///< what a process of its own adds, that process's CPU included
};

/// A plugin under measurement. Threads: one.
class bench
{
public:
    /// Loads the plugin all three ways. `program`: as host::isolation has it. `configuration` is
    /// checked when something is made of it. `sink` outlives the process's generations.
    static host::result<std::unique_ptr<bench>> load(
        const std::shared_ptr<const host::plugin_manifest>& about, std::string configuration,
        const std::filesystem::path& program, host::log& sink);

    /// What a page delivers, in process. Error: it delivers nothing, or the plugin fails.
    host::result<host::record_batch> fetch(const page& wanted) const;

    /// A page of so many records (at least one), from the begin of the exchange to its delivery.
    host::result<cost> cost_of(const page& wanted, std::size_t records, const effort& how) const;

    /// One call of to_canonical, with at least one record.
    host::result<cost> cost_of(host::side from, host::array_view<dovetail_record> records,
                               const effort& how) const;

private:
    explicit bench(std::string configuration) : settings_{std::move(configuration)} {}

    host::configuration settings_;
    std::unique_ptr<host::plugin_loader> loader_; ///< owns the copy that processes start from
    std::unique_ptr<host::plugin_loader> checking_loader_;
    std::shared_ptr<const host::plugin> here_;
    std::shared_ptr<const host::plugin> checked_;
    std::shared_ptr<const host::plugin> isolated_;
};

} // namespace dovetail::boundary
