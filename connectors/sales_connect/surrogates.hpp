// SPDX-License-Identifier: Apache-2.0
// Half characters in JSON texts.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::sales_connect {

/// A copy of a JSON text in which each \uD800..\uDFFF escape without its other half is \uFFFD. Such
/// texts are made by programs that cut UTF-16 strings anywhere.
std::string replace_lone_surrogates(std::string_view json);

} // namespace dovetail::sales_connect
