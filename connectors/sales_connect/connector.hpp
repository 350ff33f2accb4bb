// SPDX-License-Identifier: Apache-2.0
// The connector: a profile, and the operations over it.
#pragma once

#include "profile.hpp"

#include <dovetail/kit/connector.hpp>

#include <string_view>

namespace dovetail::sales_connect {

/// Speaks the contract of docs/sales-connect.openapi.yaml, or what the configured profile makes of
/// it. Immutable: exchanges run concurrently.
class connector : public kit::connector
{
public:
    /// Errors as read_profile.
    explicit connector(std::string_view configuration) : profile_(read_profile(configuration)) {}

    dovetail_abilities abilities() const noexcept override;
    void accept_cursor(std::string_view cursor) const override;
    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override;

private:
    profile profile_;
};

} // namespace dovetail::sales_connect
