// SPDX-License-Identifier: Apache-2.0
// Rules of the contract that were broken while a host ran: who, which, in which call, how often.
#pragma once

#include <dovetail/host/contract_check.hpp>
#include <dovetail/host/log.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace dovetail::host {

/// One generation of a plugin, by name.
struct generation_name
{
    std::string id;
    std::string version;
    std::uint64_t number = 0;

    /// `dovetail.salesforce 1.2.0 (generation 3)`
    std::string label() const;

    bool operator==(const generation_name&) const = default;
};

/// A rule that a generation, or the host towards it, broke in a call, however often.
struct contract_finding
{
    generation_name plugin;
    party by = party::plugin;
    std::string rule{}; ///< its number in docs/abi.md
    std::string call{};
    std::string what{}; ///< as first seen, one clause
    std::uint64_t count = 0;
    std::chrono::system_clock::time_point first{};
    std::chrono::system_clock::time_point last{};
};

/// One sentence, as in logs and errors.
std::string to_string(const contract_finding& one);

/// Kept in memory: the first of each kind, and how often it came.
///
/// Threads   any.
class contract_findings
{
public:
    /// More kinds than this are only counted and logged: a plugin that breaks that many is a heap
    /// of rubble, and the first ones tell enough.
    static constexpr std::size_t most_kinds = 100;

    /// `sink` outlives it.
    explicit contract_findings(log& sink) : sink_(sink) {}

    /// Keeps it and logs it, as an error: the first of its kind, the second, the fourth, the eighth
    /// and so on, since a plugin may break a rule with each record. Gives the sentence.
    std::string add(const generation_name& plugin, const breach& broken);

    /// The oldest first.
    std::vector<contract_finding> all() const;

    /// How many breaches there were: changes when anything does.
    std::uint64_t total() const;

private:
    log& sink_;
    mutable std::mutex mutex_;
    std::vector<contract_finding> all_; ///< few: looked through
    std::uint64_t total_ = 0;
};

} // namespace dovetail::host
