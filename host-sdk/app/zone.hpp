// SPDX-License-Identifier: Apache-2.0
// What day it is for a person: time zones by their IANA name.
#pragma once

#include "app/failure.hpp"

#include <dovetail/sync/state.hpp>

#include <cstdint>
#include <string_view>

namespace dovetail::app {

/// Whether the machine's time zone database knows the name, e.g. "Europe/Stockholm".
bool is_zone(std::string_view name);

/// The calendar day, as days since 1970-01-01, that `at` falls on in a zone. Error: a zone that is
/// not known, naming it.
outcome_of<std::int64_t> day_in(std::string_view zone, sync::instant_us at);

} // namespace dovetail::app
