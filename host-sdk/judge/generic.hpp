// SPDX-License-Identifier: Apache-2.0
// Operations for a plugin of which the judge knows nothing.
#pragma once

#include "judge/conversation.hpp"

namespace dovetail::judge {

/// Every operation once, with answers of the kinds servers give; none of them fits any plugin in
/// particular, so an exchange may fail, but only as the contract says.
conversation generic_conversation();

} // namespace dovetail::judge
