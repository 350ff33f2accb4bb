// SPDX-License-Identifier: Apache-2.0
#include "app/zone.hpp"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace dovetail::app {
namespace {

/// The library reports unknown names, and a machine without tzdata, by throwing.
const date::time_zone* find(std::string_view name) noexcept
{
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

} // namespace

bool is_zone(std::string_view name)
{
    return !name.empty() && find(name) != nullptr;
}

outcome_of<std::int64_t> day_in(std::string_view zone, sync::instant_us at)
{
    const auto* found = zone.empty() ? nullptr : find(zone);
    if (found == nullptr)
        return failure::of_request(
            "unknown_time_zone",
            "'" + std::string(zone) +
                "' is not a time zone this machine knows; give an IANA name such as "
                "Europe/Stockholm (and see that the package tzdata is installed)");
    const date::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(at)};
    const auto local = found->to_local(instant);
    return static_cast<std::int64_t>(
        std::chrono::floor<date::days>(local).time_since_epoch().count());
}

} // namespace dovetail::app
