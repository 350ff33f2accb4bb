// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One record at a time: `sobjects/Task/…`.
/// Source: REST API guide, sObject Rows, sObject Rows by External ID, Conditional Request Headers.

#include <sandbox/salesforce/call.hpp>

namespace dovetail::sandbox::salesforce {

/// POST sobjects/Task
response create_row(const call& in);
/// GET, PATCH or DELETE sobjects/Task/<id>
response row_by_id(const call& in, std::string_view id);
/// GET, PATCH (upsert) or DELETE sobjects/Task/<field>/<value>
response row_by_key(const call& in, std::string_view field, std::string_view value);

} // namespace dovetail::sandbox::salesforce
