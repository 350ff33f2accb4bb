// SPDX-License-Identifier: Apache-2.0
// Resources of an answer, sorted into records and what has to be asked for.
#pragma once

#include "configuration.hpp"
#include "multistatus.hpp"

#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/host.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace caldav {

namespace kit = dovetail::kit;

/// Collects the records of one calendar.
class page
{
public:
    /// Tasks that changed before `since_us` are left out; 0: none are.
    page(const user& owner, const kit::host& host, std::int64_t since_us)
        : owner_{owner}, host_{host}, since_us_{since_us}
    {
    }

    /// Takes what an answer says about a resource. A task that cannot be read becomes a record with
    /// nothing but its key, so that no other waits for it, and a line in the log.
    void take(const resource& one);

    kit::batch_builder batch{};
    /// Tasks that the answer names without telling what is in them.
    std::vector<std::string> missing{};

private:
    void take_data(const resource& one);

    const user& owner_;
    const kit::host& host_;
    std::int64_t since_us_;
};

} // namespace caldav
