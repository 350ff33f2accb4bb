// SPDX-License-Identifier: Apache-2.0
// One swap, from its request to its end.
#pragma once

#include "parts.hpp"

#include <boost/asio/awaitable.hpp>

namespace dovetail::swap {

class swap_run
{
public:
    swap_run(driver_parts& host, const request& wanted,
             const std::function<void(const record&)>& tell, std::stop_token stop);

    record to_its_end();

private:
    /// A generation that may take the place of a connection's or a mapping's present one.
    struct next_connection
    {
        const connection_use* use;
        generation made;
    };
    struct next_mapping
    {
        const mapping_use* use;
        std::shared_ptr<const host::mapping> made;
    };

    using plugins = std::vector<std::shared_ptr<const host::plugin>>;

    outcome carry_out(action what);
    const std::shared_ptr<const host::plugin>& loaded_for(const host::isolation& way) const;
    void enter(state to);
    outcome fail(std::string why);

    outcome verify();
    std::optional<std::string> refused_by(const host::plugin_manifest& found) const;
    host::result<std::shared_ptr<const host::plugin_manifest>> find() const;
    outcome load();
    outcome check();
    std::optional<std::string> make_next();
    std::optional<std::string> check_cursors();
    std::optional<std::string> check_online(const sync_use& sync);
    outcome compare();
    void compare(const sync_use& sync, host::side where);
    host::result<std::optional<host::page>> recent_page(host::connection& of);
    outcome drain();
    outcome flip();
    outcome watch();
    outcome retire();
    outcome revert();
    void drop();
    void open_gates();
    void exchange();

    host::connection& connection_of(const sync_use& sync, host::side where) const;
    const host::mapping* mapping_of(const sync_use& sync) const;
    const next_connection* next_of(const std::string& connection) const;

    /// Runs a coroutine on the host's threads; a stop cancels it.
    template<class T>
    T wait_for(boost::asio::awaitable<T> work);

    driver_parts& host_;
    const request& wanted_;
    const std::function<void(const record&)>& tell_;
    std::stop_token stop_;
    course how_;
    record all_;
    std::string note_; ///< of the transition to come
    plugins before_;   ///< one for each way of isolation; never empty once it is verified
    std::shared_ptr<const host::plugin_manifest> about_;
    plugins loaded_; ///< likewise, once they are loaded
    std::vector<next_connection> connections_;
    std::vector<next_mapping> mappings_;
    bool flipped_ = false;
};

} // namespace dovetail::swap
