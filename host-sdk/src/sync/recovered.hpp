// SPDX-License-Identifier: Apache-2.0
// A create whose outcome was unknown, and what the truth says about it.
#pragma once

#include "context.hpp"

namespace dovetail::sync {

/// `on.created` was examined on both sides. true: the twin is there (or was, and is deleted): the
/// link in `on` has keys and bases, and can be merged as any other. false: `what` is the decision.
bool recovered(context& pass, work& on, decision& what);

} // namespace dovetail::sync
