// SPDX-License-Identifier: Apache-2.0
// Stored field bytes as texts.
#pragma once

#include <dovetail/sync/field_codec.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::app {

/// A value as people read it; null is empty.
std::string value_text(const dovetail_value& value);

/// Canonical name and value of each field. Fields that cannot be read are left out.
std::vector<std::pair<std::string, std::string>> field_texts(std::string_view bytes,
                                                             const sync::field_names& names);

} // namespace dovetail::app
