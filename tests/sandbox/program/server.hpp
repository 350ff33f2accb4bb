// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The sockets around the sandbox: two listeners on 127.0.0.1, one thread, HTTP/1.1 keep-alive.

#include <sandbox/store.hpp>
#include <sandbox/world.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace dovetail::sandbox {

struct ports
{
    std::uint16_t salesforce = 0; ///< 0: any free one
    std::uint16_t sales_connect = 0;
};

class server
{
public:
    /// Binds both listeners. `disk` may be null: then nothing is kept. Throws std::runtime_error
    /// that names the port when one is taken.
    server(world& in, store* disk, ports wanted);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    server(server&&) = delete;
    server& operator=(server&&) = delete;

    ports bound() const;
    /// Serves until SIGINT or SIGTERM.
    void run();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace dovetail::sandbox
