// SPDX-License-Identifier: Apache-2.0
// A small mapping with one field of each nature that merging has to know:
//   name     crosses from the left on creation only, from the right always (rendered: "<name>")
//   status   a choice; "odd…" does not cross (kept), "hold…" makes the whole task wait
//   due      plain
//   details  the right side holds 20 characters: what is longer is cut
//   clock    stays on the right side (FLOW_NEVER)
#pragma once

#include <dovetail/host/mapping.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace dovetail::test {

class plain_mapping final : public host::mapping
{
public:
    /// `symmetric`: all fields cross always, nothing is cut.
    explicit plain_mapping(bool symmetric = false);

    const std::string& name() const noexcept override { return name_; }
    const std::vector<host::canonical_field>& fields() const noexcept override { return fields_; }
    host::result<void> check(host::side, std::span<const host::record_batch>) const override
    {
        return {};
    }
    host::result<host::mapped_batch> to_canonical(
        host::side where, host::array_view<dovetail_record> records) const override;
    host::result<host::mapped_batch> to_native(
        host::side target, std::span<const dovetail_canonical_change> changes) const override;

    static constexpr std::size_t details_limit = 20;

private:
    std::string name_ = "plain";
    bool symmetric_;
    std::vector<host::canonical_field> fields_;
};

} // namespace dovetail::test
