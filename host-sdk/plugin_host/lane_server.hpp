// SPDX-License-Identifier: Apache-2.0
// One lane: a thread that takes calls from a socket and lets the plugin answer them.
#pragma once

#include "plugin_server.hpp"

#include "isolated/lane.hpp"

namespace dovetail::plugin_host {

class lane_server
{
public:
    lane_server(plugin_server& plugin, int socket, wire::lane_memory memory) noexcept
        : plugin_(plugin), socket_(socket), memory_(std::move(memory))
    {
    }

    /// Until the host is gone.
    void serve();

private:
    void answer(const wire::packet& head);

    template<class Call, class Function>
    void reply(const wire::packet& head, Function&& function);

    plugin_server& plugin_;
    int socket_;
    wire::lane_memory memory_;
};

} // namespace dovetail::plugin_host
