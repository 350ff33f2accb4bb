// SPDX-License-Identifier: Apache-2.0
// The account's quota of requests.
#pragma once

#include "profile.hpp"

#include <dovetail/kit/channel.hpp>
#include <dovetail/kit/message.hpp>

namespace dovetail::sales_connect {

/// Tells the host what the headers of an answer say about the quota; nothing if they say nothing.
void report_quota(const profile& server, const kit::answer& answer, kit::channel& channel);

} // namespace dovetail::sales_connect
