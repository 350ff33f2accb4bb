// SPDX-License-Identifier: Apache-2.0
// Reading what plugins hand out without trusting it.
#pragma once

#include "checked/finding.hpp"

#include <dovetail/abi/entry.h>
#include <dovetail/host/batch.hpp>
#include <dovetail/host/contract_findings.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/plugin.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace dovetail::host {

/// A struct of the contract, zeroed, with its size: what a plugin is given to fill.
template<class Struct>
Struct empty_struct() noexcept
{
    Struct out{};
    out.struct_size = sizeof(Struct);
    return out;
}

/// As much of a plugin's struct as both know; the rest is zero. `struct_size` is that of the
/// plugin.
template<class Struct>
Struct copy_struct(const Struct& from) noexcept
{
    Struct out{};
    std::memcpy(&out, &from, std::min<std::size_t>(from.struct_size, sizeof(Struct)));
    return out;
}

/// A factory's create, through the checking proxy if the plugin has one.
template<class Factory, class Table>
dovetail_status create_from(const plugin& by, const Factory& factory, const std::string& settings,
                            Table& out, dovetail_error& reported)
{
    if (const contract_check* const check = by.check())
        return check->create(factory, to_abi(settings), by.host(), out, reported);
    return factory.create(to_abi(settings), by.host(), &out, &reported);
}

/// What a plugin reported with DOVETAIL_FAILED. A broken contract names the plugin.
error failure_of(const plugin& from, dovetail_error& reported);

/// A plugin broke a rule in a call: class bug, code "plugin_contract". It is among the findings of
/// its host, too.
error broken_contract(const plugin& by, std::string_view call, const checked::finding& wrong);
/// The same of a generation whose code runs elsewhere.
error broken_contract(contract_findings& kept, const generation_name& by, std::string_view call,
                      const checked::finding& wrong);

/// Checks of what is handed out (checked/readable.hpp), and full-size copies of elements that an
/// older plugin made smaller. After a finding the batch is released by its owner.
checked::finding accept(record_batch& batch);
checked::finding accept(outcome_batch& batch);
checked::finding accept(mapped_batch& batch);

} // namespace dovetail::host
