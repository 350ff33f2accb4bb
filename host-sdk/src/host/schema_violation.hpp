// SPDX-License-Identifier: Apache-2.0
// Why a value does not match its schema, for people.
#pragma once

#include "schema_document.hpp"

#include <string>
#include <vector>

namespace dovetail::host {

struct violation
{
    std::string what;
    std::string remedy;
};

/// The keywords of `schemas` that `value` itself breaks; its members and elements are not looked
/// into. Texts are repeated only where the schema lists what they may be: others could be secrets.
std::vector<violation> violations(const schema_set& schemas, const boost::json::value& value);

} // namespace dovetail::host
