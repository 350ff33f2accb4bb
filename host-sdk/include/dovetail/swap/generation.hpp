// SPDX-License-Identifier: Apache-2.0
// One generation of a connector, as a connection uses it.
#pragma once

#include <dovetail/host/connection.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dovetail::swap {

using cursor_bytes = std::vector<std::uint8_t>;

/// A connector in the transport of its connection, and what it can do with cursors of others.
struct generation
{
    std::shared_ptr<host::connection> connection;
    std::string label; ///< for people, e.g. "dovetail.salesforce 1.2.0"
    /// Turns a cursor of an older version into one of its own; empty: it cannot.
    std::function<host::result<cursor_bytes>(std::span<const std::uint8_t>)> convert{};

    /// `cursor` as this generation takes it: as it is, or converted. Error: what it says against
    /// it; class gone means that it can start anew, config that it cannot go on at all.
    host::result<cursor_bytes> usable(std::span<const std::uint8_t> cursor) const;
};

} // namespace dovetail::swap
