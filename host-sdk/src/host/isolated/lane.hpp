// SPDX-License-Identifier: Apache-2.0
// The two means of a lane, the same on both sides: a socket for packets, a memory for arenas.
#pragma once

#include "wire.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace dovetail::host::isolated {

/// The shared memory of a lane, mapped: one half for calls, one for answers.
///
/// Its size is sealed, so that neither side can take pages away from under the other (SIGBUS).
class lane_memory
{
public:
    /// Maps `descriptor`, twice `half_bytes` large; ok() is false if that fails (errno says why).
    lane_memory(int descriptor, std::size_t half_bytes) noexcept;
    lane_memory(lane_memory&& other) noexcept;
    lane_memory(const lane_memory&) = delete;
    lane_memory& operator=(const lane_memory&) = delete;
    ~lane_memory();

    /// A new sealed memory; -1: errno says why.
    static int make(std::size_t half_bytes) noexcept;

    bool ok() const noexcept { return address_ != nullptr; }
    std::span<std::byte> calls() const noexcept { return {address_, half_}; }
    std::span<std::byte> answers() const noexcept { return {address_ + half_, half_}; }

    /// Gives pages back that a large message touched; keeps those of ordinary ones.
    void shrink(std::size_t used_calls, std::size_t used_answers) const noexcept;

private:
    std::byte* address_ = nullptr;
    std::size_t half_;
};

/// What receiving a packet came to.
enum class received
{
    packet,
    end,     ///< the other side is gone
    timeout, ///< SO_RCVTIMEO passed
    failed   ///< errno says why; also a packet of an impossible size
};

/// Sends a packet and, behind it, `body`. Waits only if `wait`; false: it was not sent.
bool send_packet(int socket, const packet& head, std::span<const std::byte> body, bool wait);

/// Receives a packet; what follows its head goes to `body`, whose used part comes back in `size`.
received receive_packet(int socket, packet& head, std::span<std::byte> body, std::size_t& size);

} // namespace dovetail::host::isolated
