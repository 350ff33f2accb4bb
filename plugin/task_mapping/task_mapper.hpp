// SPDX-License-Identifier: Apache-2.0
// The mapper: rules that were read once, and two pure functions over them.
#pragma once

#include "rules.hpp"

#include <dovetail/kit/mapper.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace dovetail::task_mapping {

/// Maps the records of two systems by rules that are data (rule_reader.hpp). Immutable.
class task_mapper : public kit::mapper
{
public:
    /// Errors as read_rules.
    explicit task_mapper(std::string_view configuration);

    std::span<const dovetail_canonical_field> fields() const noexcept override { return fields_; }
    void check(kit::side which, kit::record_range facts) const override;
    void to_canonical(kit::side which, kit::record_range records,
                      kit::mapped_builder& out) const override;
    void to_native(kit::side target, kit::canonical_change_range changes,
                   kit::mapped_builder& out) const override;

private:
    rule_set rules_;
    std::vector<dovetail_canonical_field> fields_;
};

} // namespace dovetail::task_mapping
