// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox {

std::string gzip(std::string_view plain);

/// Nothing if it is not gzip, is cut, or grows past `most` bytes.
std::optional<std::string> gunzip(std::string_view packed, std::size_t most);

} // namespace dovetail::sandbox
