// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the org says about itself: resources, objects, the fields of Task, limits.
/// Source: REST API guide, Describe Global, sObject Describe, Limits; recorded replies.

#include <sandbox/salesforce/call.hpp>

namespace dovetail::sandbox::salesforce {

response list_resources(const call& in);
response list_sobjects(const call& in);
response sobject_summary(const call& in);
response describe_task(const call& in);
/// `used`: API calls of the last 24 hours.
response list_limits(const call& in, std::int64_t used);

} // namespace dovetail::sandbox::salesforce
