// SPDX-License-Identifier: Apache-2.0
// The checking proxy: stands between a host and a plugin, and says who broke which rule.
#pragma once

#include <dovetail/abi/connector.h>
#include <dovetail/abi/cursor.h>
#include <dovetail/abi/mapper.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::host {

/// Whether calls between a host and its plugins go through the proxy.
enum class checking
{
    off, ///< only what would make the host crash is looked at
    on
};

/// What the manifest says (/plugins/check); nothing: how this library was built
/// (DOVETAIL_CHECK_PLUGINS: on in builds for developers).
checking checking_for(std::optional<bool> by_manifest) noexcept;

/// The two sides of the contract.
enum class party
{
    plugin,
    host
};

/// One broken rule.
struct breach
{
    std::string_view rule; ///< e.g. "A-31": its number in docs/abi.md
    party by = party::plugin;
    std::string_view call; ///< the call it showed in, e.g. "resume"
    std::string what;      ///< what shows it, one clause, free of records' contents
};

/// One sentence for logs and errors. `label` is that of the plugin (plugin::label).
std::string to_string(const breach& broken, std::string_view label);

/// What a plugin handed out and has not got back.
struct handed_out
{
    std::uint64_t connectors = 0;
    std::uint64_t mappers = 0;
    std::uint64_t exchanges = 0;
    std::uint64_t batches = 0; ///< of records, outcomes, mapped records, and converted cursors
    std::uint64_t errors = 0;  ///< those that have a release

    bool nothing() const noexcept;
};

/// Makes connectors and mappers of one generation whose tables are those of the contract, and whose
/// every call is checked in both directions: threads, phases, ownership and bounds.
///
/// A plugin that breaks a rule: its call fails with the class bug, the rule in the message. A host
/// that breaks one: the plugin is not called, and the call fails likewise. Either is reported to
/// the listener first. What was handed out is counted, and a second release or a call on what was
/// released is found, not followed.
///
/// Threads   any. Lifetime  what it made keeps its state alive; the listener is called until the
///           last of it is gone. Cost: some microseconds a call, and a pass over what crosses.
class contract_check
{
public:
    /// Called for each breach, on the thread it showed on. Must not throw.
    using listener = std::function<void(const breach&)>;

    /// `label` names the plugin and its generation in errors.
    contract_check(std::string label, listener report);
    ~contract_check();
    contract_check(const contract_check&) = delete;
    contract_check& operator=(const contract_check&) = delete;

    /// The factory's create, and its result behind the proxy. `host` outlives the connector.
    dovetail_status create(const dovetail_connector_factory& factory, dovetail_text configuration,
                           const dovetail_host* host, dovetail_connector& out,
                           dovetail_error& error) const;
    dovetail_status create(const dovetail_mapper_factory& factory, dovetail_text configuration,
                           const dovetail_host* host, dovetail_mapper& out,
                           dovetail_error& error) const;

    /// The converter's function, and the cursor behind the proxy. A table without a function is a
    /// breach like any other.
    dovetail_status convert(const dovetail_cursor_converter& converter, dovetail_bytes from,
                            dovetail_cursor& out, dovetail_error& error) const;

    handed_out outstanding() const noexcept;

    struct ledger;

private:
    std::shared_ptr<ledger> ledger_;
};

} // namespace dovetail::host
