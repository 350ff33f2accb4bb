// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `sobjects/Task/updated` and `…/deleted`: ids that changed in a span of time.
/// Source: REST API guide, Get Updated and Get Deleted.

#include <sandbox/salesforce/call.hpp>

namespace dovetail::sandbox::salesforce {

response list_updated(const call& in);
response list_deleted(const call& in);

} // namespace dovetail::sandbox::salesforce
