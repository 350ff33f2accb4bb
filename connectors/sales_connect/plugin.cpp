// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include <dovetail/kit/plugin.hpp>

#include <memory>

namespace {

std::unique_ptr<dovetail::kit::connector> make(std::string_view configuration,
                                               const dovetail::kit::host&)
{
    return std::make_unique<dovetail::sales_connect::connector>(configuration);
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
