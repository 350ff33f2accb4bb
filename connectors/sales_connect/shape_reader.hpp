// SPDX-License-Identifier: Apache-2.0
// The part of a profile that says what lists look like.
#pragma once

#include "list_shape.hpp"

#include <dovetail/kit/json.hpp>

namespace dovetail::sales_connect {

/// Reads "tasks" or "users" of a profile. Throws kit::plugin_error, class config.
list_shape read_shape(const kit::configuration_reader& from);

} // namespace dovetail::sales_connect
