// SPDX-License-Identifier: Apache-2.0
// The Salesforce connector.
#pragma once

#include "column.hpp"
#include "configuration.hpp"

#include <dovetail/kit/connector.hpp>

#include <memory>
#include <string_view>

namespace dovetail::salesforce {

/// One configured org. Collections: "" (the configured object, Task by default) and "users".
/// Constant after its construction; exchanges share nothing else.
class connector : public kit::connector
{
public:
    explicit connector(configuration config);

    [[nodiscard]] dovetail_abilities abilities() const noexcept override;
    void accept_cursor(std::string_view cursor) const override;
    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override;

private:
    kit::exchange_task run_tasks(kit::channel& channel, const kit::operation& wanted) const;
    kit::exchange_task run_users(kit::channel& channel, const kit::operation& wanted) const;

    const configuration config_;
    const columns columns_;
};

/// For connector_extension.
[[nodiscard]] std::unique_ptr<kit::connector> make_connector(std::string_view configuration,
                                                             const kit::host& host);

} // namespace dovetail::salesforce
