// SPDX-License-Identifier: Apache-2.0
// The list of all users, page after page.
#pragma once

#include "page_reader.hpp"
#include "profile.hpp"

#include <dovetail/kit/channel.hpp>

#include <string>

namespace dovetail::sales_connect {

/// Which page comes next. A server that names the same last key twice has no more pages, whatever
/// it says: a list must end.
class users_pages
{
public:
    /// `server` outlives it.
    explicit users_pages(const profile& server) : server_(&server) {}

    bool has_more() const noexcept { return more_; }

    kit::request next() const;

    /// Reads the answer to that request; reports the quota. Throws what the server refused.
    page read(const kit::answer& answer, kit::channel& channel);

private:
    const profile* server_;
    std::string after_;
    bool more_ = true;
};

} // namespace dovetail::sales_connect
