// SPDX-License-Identifier: Apache-2.0
#include "checked/ledger.hpp"

#include "checked/handle_table.hpp"

#include <mutex>
#include <unordered_map>

namespace dovetail::host {
namespace {

/// All ledgers that anything is left of.
struct ledger_register
{
    std::mutex mutex;
    std::uint32_t last = 0;
    std::unordered_map<std::uint32_t, std::weak_ptr<contract_check::ledger>> all;

    static ledger_register& instance()
    {
        static auto& only = *new ledger_register; // see handle_table
        return only;
    }
};

} // namespace

std::shared_ptr<contract_check::ledger> contract_check::ledger::make(std::string plugin_label,
                                                                     listener to)
{
    auto made = std::make_shared<ledger>(std::move(plugin_label), std::move(to));
    auto& known = ledger_register::instance();
    const std::lock_guard guard(known.mutex);
    std::erase_if(known.all, [](const auto& one) { return one.second.expired(); });
    made->number = ++known.last;
    known.all.emplace(made->number, made);
    return made;
}

std::shared_ptr<contract_check::ledger> contract_check::ledger::of(void* handle)
{
    const auto number = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(handle) >>
                                                   checked::handle_serial_bits);
    auto& known = ledger_register::instance();
    const std::lock_guard guard(known.mutex);
    const auto found = known.all.find(number);
    return found == known.all.end() ? nullptr : found->second.lock();
}

bool handed_out::nothing() const noexcept
{
    return connectors + mappers + exchanges + batches + errors == 0;
}

std::string to_string(const breach& broken, std::string_view label)
{
    std::string out = broken.by == party::plugin ? "the plugin " : "this host, towards the plugin ";
    out.append(label).append(broken.by == party::plugin ? " broke" : ", broke");
    out.append(" rule ").append(broken.rule).append(" of the contract (docs/abi.md) in ");
    return out.append(broken.call).append(": ").append(broken.what);
}

namespace checked {

std::string report_stale(void* handle, std::string_view call, std::string_view rule)
{
    const finding wrong{rule, "a call on what was released before, or never handed out"};
    if (const auto known = contract_check::ledger::of(handle))
        return known->report(party::host, wrong, call);
    return to_string({wrong.rule, party::host, call, wrong.what}, "(retired)");
}

} // namespace checked
} // namespace dovetail::host
