// SPDX-License-Identifier: Apache-2.0
// Which keys of "auth" belong to which way of authorising; docs/manifest.md has the same table.
#pragma once

#include <dovetail/host/transport_settings.hpp>

#include <span>
#include <string_view>

namespace dovetail::host {

struct auth_form
{
    auth_type type;
    std::string_view word; ///< in a manifest
    std::span<const std::string_view> needs;
    std::span<const std::string_view> allows;

    bool uses(std::string_view key) const noexcept;
};

std::span<const auth_form> auth_forms() noexcept;
const auth_form& form_of(auth_type type) noexcept;

} // namespace dovetail::host
