// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `composite/sobjects`: up to 200 records in one call, each with its own outcome.
/// Source: REST API guide, sObject Collections; shapes as recorded.

#include <sandbox/salesforce/call.hpp>

namespace dovetail::sandbox::salesforce {

response create_collection(const call& in);
response update_collection(const call& in);
response delete_collection(const call& in);
/// `field` is the last path segment: the external id field.
response upsert_collection(const call& in, std::string_view field);
/// GET with ids and fields in the query, or POST with a body; rows in the order asked, null for
/// what is not there.
response read_collection(const call& in);

} // namespace dovetail::sandbox::salesforce
