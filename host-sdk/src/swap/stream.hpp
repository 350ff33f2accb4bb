// SPDX-License-Identifier: Apache-2.0
// The pages of one fetch, whichever generations they come from.
#pragma once

#include "slot.hpp"

#include <optional>

namespace dovetail::swap {

class swappable_stream final : public host::page_stream
{
public:
    swappable_stream(std::shared_ptr<slot> place, host::fetch_request request);
    ~swappable_stream() override;

    boost::asio::awaitable<host::result<std::optional<host::page>>> next() override;

private:
    using page_result = host::result<std::optional<host::page>>;

    std::optional<host::error> begin();
    page_result took(page_result got);

    std::shared_ptr<slot> place_;
    host::fetch_request request_; ///< its cursor moves with the pages
    open_stream stream_;
    std::optional<gate::pass> inside_; ///< kept between pages where no cursor leads on
};

/// The error of what was cancelled while it waited at a gate.
host::error cancelled_at_the_gate();

} // namespace dovetail::swap
