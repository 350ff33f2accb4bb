// SPDX-License-Identifier: Apache-2.0
// What a judge looks at, one case at a time.
#pragma once

#include "judge/subject.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dovetail::judge {

/// Which plugins a case is for.
enum class needs
{
    nothing, ///< also those whose manifest has errors
    manifest,
    connector,
    mapper
};

/// One case. It runs in a process of its own, so it may do what it likes to it.
struct judge_case
{
    std::string_view name;
    std::string_view rules; ///< numbers of docs/abi.md, separated by blanks
    std::string_view about; ///< one clause for people
    needs of;
    /// Findings go to the subject. Returns why it was skipped, or nothing.
    std::optional<std::string> (*run)(subject& of);
};

/// In the order in which they are run: what comes later takes for granted what came before.
std::span<const judge_case> all_cases();

/// The cases, each in the file named after its subject.
namespace cases {
using skipped = std::optional<std::string>;

// library_cases.cpp
skipped manifest(subject&);
skipped exports(subject&);
skipped loading(subject&);
skipped unload(subject&);
// entry_cases.cpp
skipped negotiation(subject&);
skipped extensions(subject&);
skipped entry_sizes(subject&);
// configuration_cases.cpp
skipped configurations(subject&);
// size_cases.cpp
skipped connector_sizes(subject&);
skipped mapper_sizes(subject&);
// connector_cases.cpp
skipped recorded_talk(subject&);
skipped unknown_requests(subject&);
skipped cursors(subject&);
skipped cancellation(subject&);
skipped unknown_events(subject&);
// answer_cases.cpp
skipped transport_failures(subject&);
skipped statuses(subject&);
skipped cut_answers(subject&);
skipped hostile_answers(subject&);
// converter_cases.cpp
skipped converter_sizes(subject&);
skipped conversions(subject&);
// mapper_cases.cpp
skipped records(subject&);
skipped purity(subject&);
skipped round_trip(subject&);
skipped facts(subject&);
// work_cases.cpp
skipped repetition(subject&);
skipped arguments(subject&);
skipped newer_host(subject&);
skipped outliving(subject&);
skipped concurrency(subject&);
skipped memory(subject&);
skipped swaps(subject&);
// system_cases.cpp
skipped threads_and_files(subject&);
skipped system_calls(subject&);
} // namespace cases

} // namespace dovetail::judge
