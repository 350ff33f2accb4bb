// SPDX-License-Identifier: Apache-2.0
// The requests that read: what is asked for, in XML.
#pragma once

#include <dovetail/kit/message.hpp>

#include <span>
#include <string>
#include <string_view>

namespace caldav {

namespace kit = dovetail::kit;

/// What a calendar is: PROPFIND of depth 0.
[[nodiscard]] kit::request ask_what_it_is(const std::string& collection);

/// What changed since `token`; empty: everything there is (RFC 6578, 3.2). `with_data`: the tasks
/// themselves are asked for, too, which servers may leave out.
[[nodiscard]] kit::request ask_for_changes(const std::string& collection, std::string_view token,
                                           bool with_data);

/// The named resources of a calendar (RFC 4791, 7.9).
[[nodiscard]] kit::request ask_for_resources(const std::string& collection,
                                             std::span<const std::string> paths);

/// The task with a UID, wherever in the calendar it is (RFC 4791, 7.8).
[[nodiscard]] kit::request ask_for_uid(const std::string& collection, std::string_view uid);

} // namespace caldav
