// SPDX-License-Identifier: Apache-2.0
#include "task_mapper.hpp"

#include <dovetail/kit/plugin.hpp>

#include <memory>

namespace {

std::unique_ptr<dovetail::kit::mapper> make(std::string_view configuration,
                                            const dovetail::kit::host&)
{
    return std::make_unique<dovetail::task_mapping::task_mapper>(configuration);
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::mapper_extension<&make>);
