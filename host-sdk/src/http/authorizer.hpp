// SPDX-License-Identifier: Apache-2.0
// What proves to the server who is asking, and its renewal.
#pragma once

#include "auth_secrets.hpp"
#include "background.hpp"

#include <dovetail/host/log.hpp>
#include <dovetail/http/client.hpp>
#include <dovetail/http/runtime.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace dovetail::http {

/// What goes with one request.
struct credential
{
    host::secret authorization{}; ///< value of the header; empty: none is sent
    std::string base_url{};       ///< where to send it; empty: http.base_url
    std::uint64_t generation = 0; ///< counts tokens: which one a 401 refused

    credential clone() const { return {authorization.clone(), base_url, generation}; }
};

/// Everything on the strand of the client.
class authorizer
{
public:
    virtual ~authorizer() = default;

    /// A credential that is good as far as is known; fetched or renewed first if need be. One
    /// renewal serves all that wait, and is not cancelled with them.
    virtual boost::asio::awaitable<host::result<credential>> current() = 0;

    /// Whether a server's 401 can be answered by a new token at all.
    virtual bool renewable() const noexcept = 0;

    /// The server refused this one: asks for a new one, unless somebody already did.
    virtual boost::asio::awaitable<host::result<credential>> renew(std::uint64_t refused) = 0;

    /// The server accepted a request with it.
    virtual void proved(std::uint64_t generation) = 0;

    /// A new token was refused too: for a while nobody asks for another, and `why` is the answer.
    virtual void distrust(std::uint64_t generation, const host::error& why) = 0;
};

/// What an authorizer works with.
struct authorizer_parts
{
    std::string connection; ///< its name, for log lines and errors
    host::auth_settings settings;
    auth_secrets secrets;
    bool over_tls = false; ///< base_url is https: instance_url must be, too
    std::shared_ptr<client> sender;
    host::log* sink = nullptr;
    runtime world;
    std::shared_ptr<background> tasks;
};

/// Errors: config, when the settings of the chosen type are incomplete.
host::result<std::shared_ptr<authorizer>> make_authorizer(authorizer_parts parts);

} // namespace dovetail::http
