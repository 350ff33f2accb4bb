// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/contract_check.hpp>

#include "checked/connector_proxy.hpp"
#include "checked/converter_proxy.hpp"
#include "checked/mapper_proxy.hpp"

namespace dovetail::host {

checking checking_for(std::optional<bool> by_manifest) noexcept
{
    return by_manifest.value_or(DOVETAIL_CHECK_PLUGINS) ? checking::on : checking::off;
}

contract_check::contract_check(std::string label, listener report)
    : ledger_(ledger::make(std::move(label), std::move(report)))
{
}

contract_check::~contract_check() = default;

dovetail_status contract_check::create(const dovetail_connector_factory& factory,
                                       dovetail_text configuration, const dovetail_host* host,
                                       dovetail_connector& out, dovetail_error& error) const
{
    return checked::create_connector(ledger_, factory, configuration, host, out, error);
}

dovetail_status contract_check::create(const dovetail_mapper_factory& factory,
                                       dovetail_text configuration, const dovetail_host* host,
                                       dovetail_mapper& out, dovetail_error& error) const
{
    return checked::create_mapper(ledger_, factory, configuration, host, out, error);
}

dovetail_status contract_check::convert(const dovetail_cursor_converter& converter,
                                        dovetail_bytes from, dovetail_cursor& out,
                                        dovetail_error& error) const
{
    return checked::convert(ledger_, converter, from, out, error);
}

handed_out contract_check::outstanding() const noexcept
{
    return {ledger_->connectors, ledger_->mappers, ledger_->exchanges, ledger_->batches,
            ledger_->errors};
}

} // namespace dovetail::host
