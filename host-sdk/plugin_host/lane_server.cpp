// SPDX-License-Identifier: Apache-2.0
#include "lane_server.hpp"

#include "log_sender.hpp"

#include "isolated/arena.hpp"

namespace dovetail::plugin_host {

void lane_server::serve()
{
    log_to(socket_);
    wire::packet head{};
    std::size_t none = 0;
    while (wire::receive_packet(socket_, head, {}, none) == wire::received::packet)
        answer(head);
}

template<class Call, class Function>
void lane_server::reply(const wire::packet& head, Function&& function)
{
    wire::packet out{wire::packet_kind::answer, head.what, head.object, 0};
    const auto size = std::min<std::uint64_t>(head.size, memory_.calls().size());
    wire::arena_reader arena(memory_.calls().first(static_cast<std::size_t>(size)));
    if (const Call* said = arena.read<Call>()) {
        kept keep;
        wire::arena_writer room(memory_.answers());
        if (!room.write(function(*said, keep))) out.kind = wire::packet_kind::too_large;
        out.size = room.used();
    }
    wire::send_packet(socket_, out, {}, true);
}

void lane_server::answer(const wire::packet& head)
{
    const auto with = [this](auto function) {
        return [this, function](const auto& said, kept& keep) {
            return (plugin_.*function)(said, keep);
        };
    };
    switch (head.what) {
    case wire::call::hello:
        return reply<wire::hello_call>(head, with(&plugin_server::hello));
    case wire::call::create_connector:
        return reply<wire::create_call>(head, with(&plugin_server::create_connector));
    case wire::call::create_mapper:
        return reply<wire::create_call>(head, with(&plugin_server::create_mapper));
    case wire::call::accepts_cursor:
        return reply<wire::cursor_call>(head, with(&plugin_server::accepts_cursor));
    case wire::call::begin:
        return reply<wire::begin_call>(head, with(&plugin_server::begin));
    case wire::call::resume:
        return reply<wire::resume_call>(head, [&](const auto& said, kept& keep) {
            return plugin_.resume(head.object, said, keep);
        });
    case wire::call::end:
        return plugin_.end(head.object);
    case wire::call::check:
        return reply<wire::check_call>(head, with(&plugin_server::check));
    case wire::call::to_canonical:
        return reply<wire::to_canonical_call>(head, with(&plugin_server::to_canonical));
    case wire::call::to_native:
        return reply<wire::to_native_call>(head, with(&plugin_server::to_native));
    case wire::call::convert:
        return reply<wire::cursor_call>(head, with(&plugin_server::convert));
    }
}

} // namespace dovetail::plugin_host
