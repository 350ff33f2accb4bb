// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include "connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <fmt/format.h>
#include <stdexcept>

namespace dovetail::sandbox {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

tcp::acceptor listen(asio::io_context& io, std::uint16_t port, std::string_view name)
{
    const tcp::endpoint here{asio::ip::address_v4::loopback(), port};
    tcp::acceptor made{io};
    boost::system::error_code failed;
    made.open(here.protocol(), failed);
    if (!failed) made.set_option(asio::socket_base::reuse_address{true}, failed);
    if (!failed) made.bind(here, failed);
    if (!failed) made.listen(asio::socket_base::max_listen_connections, failed);
    if (failed)
        throw std::runtime_error(fmt::format("cannot listen on 127.0.0.1:{} for {}: {}; choose "
                                             "another --{}-port (0 takes any free one)",
                                             port, name, failed.message(), name));
    return made;
}

} // namespace

struct server::state
{
    state(world& in, store* disk, ports wanted)
        : salesforce(listen(io, wanted.salesforce, side_name(side::salesforce))),
          sales_connect(listen(io, wanted.sales_connect, side_name(side::sales_connect))),
          signals(io, SIGINT, SIGTERM), shared{in, disk, io, {}}
    {
    }

    void accept(tcp::acceptor& from, side where)
    {
        from.async_accept([this, &from, where](boost::system::error_code failed, tcp::socket peer) {
            if (!failed) start_connection(shared, where, std::move(peer));
            if (from.is_open()) accept(from, where);
        });
    }

    asio::io_context io{1};
    tcp::acceptor salesforce;
    tcp::acceptor sales_connect;
    asio::signal_set signals;
    shared_state shared;
};

server::server(world& in, store* disk, ports wanted)
    : state_(std::make_unique<state>(in, disk, wanted))
{
    in.salesforce_origin = fmt::format("http://127.0.0.1:{}", bound().salesforce);
}

server::~server() = default;

ports server::bound() const
{
    return {state_->salesforce.local_endpoint().port(),
            state_->sales_connect.local_endpoint().port()};
}

void server::run()
{
    auto& own = *state_;
    own.accept(own.salesforce, side::salesforce);
    own.accept(own.sales_connect, side::sales_connect);
    own.signals.async_wait([&own](boost::system::error_code failed, int /*signal*/) {
        if (!failed) own.io.stop();
    });
    own.io.run();
}

} // namespace dovetail::sandbox
