// SPDX-License-Identifier: Apache-2.0
// Swaps of plugins for people and for scripts.
#pragma once

#include "app/swap_memory.hpp"
#include "app/terminal.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace dovetail::app {

/// {"id","plugin","from","to","by","state","reason","steps":[{"state","at","note"}],
/// "canary":{"compared","differing","differences":[…]}}
boost::json::object json_swap(const swap::record& one);

/// [{"plugin","version","reason","at"}]
boost::json::array json_set_aside(const swap_memory& all);

/// {"swaps":[…],"set_aside":[…]}, the newest first.
boost::json::object json_swaps(const swap_memory& all);

/// One step on a line: when, what, and its note.
std::string step_line(const swap::transition& step, const palette& paint);

/// A line for each difference that is kept, and one for those that are not.
std::vector<std::string> difference_lines(const swap::record& one);

/// Versions set aside, a line each, indented as in `status`.
std::vector<std::string> set_aside_lines(const swap_memory& all, const palette& paint);

/// What `status` says: the swap under way, or the last one, and what is set aside.
std::vector<std::string> swap_lines(const swap_memory& all, sync::instant_us now,
                                    const palette& paint);

} // namespace dovetail::app
