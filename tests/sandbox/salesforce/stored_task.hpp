// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A Task row as text on disk: JSON with the fields' own names, readable by hand.

#include <sandbox/salesforce/schema.hpp>
#include <sandbox/salesforce/task.hpp>

#include <string>
#include <string_view>

namespace dovetail::sandbox::salesforce {

void append_stored_task(std::string& out, const task_row& row, const schema& object);

/// Fields the schema does not know any more are dropped.
task_row load_task(std::string_view text, const schema& object);

} // namespace dovetail::sandbox::salesforce
