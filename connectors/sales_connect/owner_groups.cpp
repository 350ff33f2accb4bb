// SPDX-License-Identifier: Apache-2.0
#include "owner_groups.hpp"

#include "target.hpp"

#include <dovetail/kit/text.hpp>

namespace dovetail::sales_connect {

namespace {

/// What the path, the other parameters and a cursor need beside the owners.
constexpr std::uint64_t reserved_bytes = 1024;

} // namespace

std::vector<std::string> group_owners(std::span<const dovetail_text> owners,
                                      std::uint64_t target_bytes)
{
    const auto room = target_bytes > reserved_bytes ? target_bytes - reserved_bytes : 1;
    std::vector<std::string> out(1);
    for (const auto& owner : owners) {
        const auto key = percent_encoded(kit::view(owner));
        if (!out.back().empty() && out.back().size() + 1 + key.size() > room) out.emplace_back();
        if (!out.back().empty()) out.back() += ',';
        out.back() += key;
    }
    return out;
}

} // namespace dovetail::sales_connect
