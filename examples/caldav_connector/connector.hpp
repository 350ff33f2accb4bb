// SPDX-License-Identifier: Apache-2.0
// The connector: a configuration, and the operations over it.
#pragma once

#include "configuration.hpp"

#include <dovetail/kit/connector.hpp>

#include <string_view>

namespace caldav {

namespace kit = dovetail::kit;

/// Tasks (VTODO, RFC 5545) in the calendars of a CalDAV server (RFC 4791) that tells changes by
/// sync-collection (RFC 6578). Immutable: exchanges run concurrently.
class connector : public kit::connector
{
public:
    /// Errors as read_configuration.
    connector(std::string_view configuration, const kit::host& host)
        : server_{read_configuration(configuration)}, host_{host}
    {
    }

    dovetail_abilities abilities() const noexcept override;
    void accept_cursor(std::string_view cursor) const override;
    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override;

private:
    configuration server_;
    kit::host host_;
};

} // namespace caldav
