// SPDX-License-Identifier: Apache-2.0
// Reading what plugins hand out without trusting it.
#pragma once

#include <dovetail/abi/entry.h>
#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/plugin.hpp>

#include <algorithm>
#include <cstring>
#include <string>

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

/// What a plugin reported with DOVETAIL_FAILED. A broken contract names the plugin.
error failure_of(const plugin& from, dovetail_error& reported);

/// A plugin broke the contract: class bug, code "plugin_contract".
error broken_contract(const plugin& by, const std::string& what);

/// Checks of what is handed out, and full-size copies of elements that an older plugin made
/// smaller. On failure the text says what is wrong, and the batch is released by its owner.
std::string accept(record_batch& batch);
std::string accept(outcome_batch& batch);
std::string accept(mapped_batch& batch);

} // namespace dovetail::host
