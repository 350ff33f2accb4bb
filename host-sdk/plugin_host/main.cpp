// SPDX-License-Identifier: Apache-2.0
// dovetail-plugin-host: runs one plugin for a host that does not trust it. Started by the host,
// with the descriptors of isolated/wire.hpp; of no use to anybody else.
#include "confinement.hpp"
#include "lane_server.hpp"

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace dovetail::plugin_host;

constexpr int lanes = static_cast<int>(wire::lane_count);
constexpr int last_descriptor = wire::first_lane_descriptor + 2 * lanes - 1;

int socket_of(int lane)
{
    return wire::first_lane_descriptor + 2 * lane;
}

int usage()
{
    std::fputs(
        "dovetail-plugin-host is started by a dovetail host of the same version, for plugins "
        "with \"isolation\": \"process\" in manifest.json\n",
        stderr);
    return 2;
}

/// A plugin takes and gives back the memory of a page with each call. Kept by the process, instead
/// of being given to the kernel and faulted in again each time; the memory limit bounds it.
void keep_memory()
{
    constexpr int page_of_tasks = 16 << 20;
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, page_of_tasks);
    mallopt(M_TRIM_THRESHOLD, 2 * page_of_tasks);
}

/// Blocks until the host is gone: nothing is ever sent here.
void wait_for_end()
{
    wire::packet none{};
    std::size_t size = 0;
    while (wire::receive_packet(wire::alive_descriptor, none, {}, size) == wire::received::packet) {
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4 || std::string(argv[1]) != std::to_string(wire::wire_version)) return usage();
    const auto half_bytes = static_cast<std::size_t>(std::strtoull(argv[2], nullptr, 10));
    const std::uint64_t memory_bytes = std::strtoull(argv[3], nullptr, 10);
    keep_memory();
    const std::uint32_t dropped = drop_surroundings(last_descriptor);

    // Everything below lives until the process ends.
    auto& plugin = *new plugin_server;
    plugin.load("/proc/self/fd/" + std::to_string(wire::library_descriptor));
    ::close(wire::library_descriptor);

    // A thread may only begin to live before the filter, and only serve after it.
    auto& alive = *new std::latch(lanes);
    auto& begun = *new std::latch(1);
    for (int at = 0; at < lanes; ++at) {
        wire::lane_memory memory(socket_of(at) + 1, half_bytes);
        if (!memory.ok()) return usage();
        auto& lane = *new lane_server(plugin, socket_of(at), std::move(memory));
        std::thread([&lane, &alive, &begun] {
            alive.count_down();
            begun.wait();
            lane.serve();
        }).detach();
    }
    alive.wait();
    const confined rest = drop_rest(memory_bytes, last_descriptor);
    plugin.confined(dropped | rest.dropped, rest.problem);
    begun.count_down();
    wait_for_end();
    ::_exit(0);
}
