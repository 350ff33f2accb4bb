// SPDX-License-Identifier: Apache-2.0
#include "log_sender.hpp"

#include "isolated/arena.hpp"
#include "isolated/lane.hpp"

#include <array>

namespace dovetail::plugin_host {
namespace {

namespace wire = host::isolated;

thread_local int lane_socket = -1;

void write(void*, std::uint32_t level, dovetail_text message, const dovetail_field* fields,
           std::uint64_t count)
{
    if (lane_socket < 0) return;
    alignas(std::max_align_t) std::array<std::byte, wire::max_log_bytes> room;
    wire::arena_writer arena(room);
    if (!arena.write(wire::log_line{level, message, fields, count})) {
        arena = wire::arena_writer(room);
        // Without its fields, and cut: better than nothing.
        message.size = std::min<std::uint64_t>(message.size, wire::max_log_bytes / 2);
        if (!arena.write(wire::log_line{level, message, nullptr, 0})) return;
    }
    const wire::packet head{wire::packet_kind::log, wire::call::hello, 0, arena.used()};
    wire::send_packet(lane_socket, head, std::span<const std::byte>(room).first(arena.used()),
                      false);
}

const dovetail_log extension{sizeof(dovetail_log), 0, nullptr, &write};

} // namespace

void log_to(int socket) noexcept
{
    lane_socket = socket;
}

const dovetail_log* log_extension() noexcept
{
    return &extension;
}

} // namespace dovetail::plugin_host
