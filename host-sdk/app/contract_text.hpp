// SPDX-License-Identifier: Apache-2.0
// Broken rules of the contract for people and programs.
#pragma once

#include "app/terminal.hpp"

#include <dovetail/host/contract_findings.hpp>
#include <dovetail/sync/state.hpp>

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace dovetail::app {

/// [{"plugin","version","generation","by","rule","call","what","count","first_at","last_at"}];
/// "by" is plugin or host, the generation that of the run that saw it last.
boost::json::array json_findings(const std::vector<host::contract_finding>& all);

/// A line each, indented as in `status`.
std::vector<std::string> finding_lines(const std::vector<host::contract_finding>& all,
                                       sync::instant_us now, const palette& paint);

} // namespace dovetail::app
