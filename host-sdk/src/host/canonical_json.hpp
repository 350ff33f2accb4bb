// SPDX-License-Identifier: Apache-2.0
// JSON in the one form that is signed: RFC 8785 (JSON Canonicalization Scheme).
#pragma once

#include <dovetail/host/error.hpp>

#include <boost/json/value.hpp>

#include <string>

namespace dovetail::host {

/// The bytes of RFC 8785: no blanks, members sorted by the UTF-16 units of their names, numbers as
/// ECMAScript prints them, only the escapes that JSON demands. Two values have the same bytes only
/// if they are equal.
///
/// Errors    config, code "plugin_canonical": a whole number beyond ±2^53, which that form cannot
///           tell from its neighbours; nesting deeper than what json_source reads is not expected.
result<std::string> canonical_json(const boost::json::value& value);

} // namespace dovetail::host
