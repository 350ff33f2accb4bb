// SPDX-License-Identifier: Apache-2.0
// The task mapping as a later version of it might be; its build says in what it differs.
#include "task_mapper.hpp"

#include <dovetail/kit/plugin.hpp>

#include <memory>

namespace kit = dovetail::kit;

namespace {

class later_version : public dovetail::task_mapping::task_mapper
{
public:
    using task_mapper::task_mapper;

    void to_canonical([[maybe_unused]] kit::side which, kit::record_range records,
                      kit::mapped_builder& out) const override
    {
#ifdef VARIANT_DECLINES
        for (std::size_t at = 0; at < records.size(); ++at) {
            out.begin();
            out.not_eligible("this version takes nothing");
        }
#else
        task_mapper::to_canonical(which, records, out);
#endif
    }
};

std::unique_ptr<kit::mapper> make(std::string_view configuration, const kit::host&)
{
    return std::make_unique<later_version>(configuration);
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::mapper_extension<&make>);
