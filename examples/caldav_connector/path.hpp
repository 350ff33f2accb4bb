// SPDX-License-Identifier: Apache-2.0
// Paths on the server. The key of a task is its path, so one path has to be written in one way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caldav {

/// A path whose segments are percent-encoded but for the unreserved characters of RFC 3986, as it
/// can be used in a request. Takes an href (RFC 4918, 8.3): a path, or a URL of which the path is
/// taken. Nothing for what does not begin with a slash, has a query, "." or ".." for a segment, an
/// encoded slash, a control character or a malformed escape.
[[nodiscard]] std::optional<std::string> canonical_path(std::string_view href);

/// Whether canonical `path` names something in the collection itself, not in one below it.
/// `collection` ends with a slash.
[[nodiscard]] bool is_directly_below(std::string_view path, std::string_view collection) noexcept;

} // namespace caldav
