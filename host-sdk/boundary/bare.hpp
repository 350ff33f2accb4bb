// SPDX-License-Identifier: Apache-2.0
// A plugin through the contract's tables alone, without a check of the host: what it costs itself.
#pragma once

#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/plugin.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace dovetail::boundary {

/// The answers that lead from an operation to its first delivery. What they and `operation` point
/// to belongs to the caller, and lives as long as this is used.
struct page
{
    dovetail_operation operation{};          ///< a fetch
    std::span<const dovetail_event> answers; ///< to its requests, in order: RESPONSE
};

class bare_connector
{
public:
    /// Error: the plugin has no connector, or refuses the configuration.
    static host::result<std::unique_ptr<bare_connector>> make(
        const std::shared_ptr<const host::plugin>& by, const std::string& configuration);
    ~bare_connector();
    bare_connector(const bare_connector&) = delete;
    bare_connector& operator=(const bare_connector&) = delete;

    /// From the begin of an exchange to its first delivery, which is released.
    host::result<void> fetch(const page& wanted) const;

private:
    explicit bare_connector(std::shared_ptr<const host::plugin> by) : by_(std::move(by)) {}

    std::shared_ptr<const host::plugin> by_;
    dovetail_connector table_{};
};

class bare_mapper
{
public:
    static host::result<std::unique_ptr<bare_mapper>> make(
        const std::shared_ptr<const host::plugin>& by, const std::string& configuration);
    ~bare_mapper();
    bare_mapper(const bare_mapper&) = delete;
    bare_mapper& operator=(const bare_mapper&) = delete;

    host::result<void> to_canonical(std::uint32_t side, const dovetail_record* records,
                                    std::uint64_t count) const;

private:
    explicit bare_mapper(std::shared_ptr<const host::plugin> by) : by_(std::move(by)) {}

    std::shared_ptr<const host::plugin> by_;
    dovetail_mapper table_{};
};

} // namespace dovetail::boundary
