// SPDX-License-Identifier: Apache-2.0
// Whether a plugin's code runs in this process, or in a small child program of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace dovetail::host {

/// How much a plugin is trusted. With `process` the same library runs in a child program that can
/// neither open files nor sockets; the host copies and checks every byte it answers.
///
/// docs/isolation.md says what the child gives up, and what its crash costs.
struct isolation
{
    bool process = false; ///< false: in this process, and the rest is not used

    /// One call of the plugin. Calls take microseconds, the largest page some hundred
    /// milliseconds: who needs longer than this hangs, and is killed.
    std::chrono::milliseconds call_timeout{10'000};

    /// What the plugin may allocate. 512 MiB is ten times what a page of 2,000 records takes.
    std::uint64_t memory_bytes = 512ull * 1024 * 1024;

    /// The largest call, and the largest answer: an HTTP body and what is made of it. Address
    /// space, not memory: pages that were used are given back.
    std::uint64_t message_bytes = 128ull * 1024 * 1024;

    /// The child program; empty: `dovetail-plugin-host` beside this program, or in
    /// ../libexec/dovetail.
    std::filesystem::path program{};

    bool operator==(const isolation&) const = default;
};

} // namespace dovetail::host
