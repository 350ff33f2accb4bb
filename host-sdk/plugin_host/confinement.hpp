// SPDX-License-Identifier: Apache-2.0
// What this program gives up before a plugin's code runs.
#pragma once

#include <cstdint>
#include <string>

namespace dovetail::plugin_host {

/// Before the library is loaded: descriptors above `last_descriptor`, new privileges, core files,
/// the working directory. Returns the bits of hello_answer::dropped.
std::uint32_t drop_surroundings(int last_descriptor);

struct confined
{
    std::uint32_t dropped = 0;
    std::string problem{}; ///< not empty: what could not be given up
};

/// After the library is loaded, for all threads: memory beyond `memory_bytes` more than now, and
/// all system calls but those that allocate, wait, and talk through descriptors 2 to
/// `last_descriptor`. A call of the list in forbidden.hpp ends the process and is reported; opening
/// a file fails with EACCES, all else with EPERM.
///
/// A build with a sanitizer sets no memory limit (and does not report that it did), since those
/// reserve terabytes of addresses, and allows what they need themselves: pipes, read and write.
confined drop_rest(std::uint64_t memory_bytes, int last_descriptor);

} // namespace dovetail::plugin_host
