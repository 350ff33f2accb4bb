// SPDX-License-Identifier: Apache-2.0
#include "linked_plugin.hpp"

#include "report.hpp"

#include <dovetail/host/plugin.hpp>
#include <dovetail/host/silent_log.hpp>

namespace dovetail::fuzz {

const dovetail_plugin& linked_plugin()
{
    static const dovetail_plugin table = [] {
        dovetail_negotiation talk{sizeof(dovetail_negotiation), 1, 1, 0, 0, 0};
        dovetail_plugin out{};
        out.struct_size = sizeof out;
        dovetail_error error{};
        error.struct_size = sizeof error;
        if (dovetail_plugin_entry(&talk, &out, &error) != DOVETAIL_OK)
            report("entry", "the plugin refused version 1");
        return out;
    }();
    return table;
}

const dovetail_host* linked_host()
{
    static const host::plugin_host host("fuzzer", "1.0.0", host::silent_log::instance());
    return host.for_plugin("fuzzed", 1);
}

} // namespace dovetail::fuzz
