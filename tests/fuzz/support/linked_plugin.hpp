// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dovetail/abi/entry.h>

namespace dovetail::fuzz {

/// The plugin that the fuzzer is linked with, negotiated with once. Aborts if it refuses.
const dovetail_plugin& linked_plugin();

/// What it is given as its host; its log lines go nowhere.
const dovetail_host* linked_host();

} // namespace dovetail::fuzz
