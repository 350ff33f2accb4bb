// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include <dovetail/kit/plugin.hpp>

#include <memory>

namespace {

std::unique_ptr<dovetail::kit::connector> make(std::string_view configuration,
                                               const dovetail::kit::host& host)
{
    return std::make_unique<caldav::connector>(configuration, host);
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
