// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.hpp"

#include <dovetail/abi/entry.h>

#include <string_view>

namespace dovetail::fuzz {

/// The plugin that the fuzzer is linked with, negotiated with once. Aborts if it refuses.
const dovetail_plugin& linked_plugin();

/// What it is given as its host; its log lines go nowhere.
const dovetail_host* linked_host();

/// What the plugin's factory for `id` makes of a configuration, one JSON object. Aborts if it
/// refuses.
template<class Factory, class Table>
Table make(std::string_view id, std::string_view configuration)
{
    const auto* factory =
        static_cast<const Factory*>(linked_plugin().extension({id.data(), id.size()}));
    Table out{};
    out.struct_size = sizeof out;
    dovetail_error error{};
    error.struct_size = sizeof error;
    if (factory->create({configuration.data(), configuration.size()}, linked_host(), &out,
                        &error) != DOVETAIL_OK)
        report("configuration", {error.message.data, error.message.size});
    return out;
}

} // namespace dovetail::fuzz
