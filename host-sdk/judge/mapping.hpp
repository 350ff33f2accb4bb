// SPDX-License-Identifier: Apache-2.0
// A mapper's calls with owned records in and owned results out.
#pragma once

#include "judge/conversation.hpp"
#include "judge/evidence.hpp"
#include "judge/scratch.hpp"

#include <dovetail/abi/mapper.h>

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace dovetail::judge {

/// One mapped record, owned.
struct mapped
{
    fields values{};
    fields read_back{};
    std::map<std::string, std::uint32_t> notes{}; ///< the kind, by canonical field
    std::string text{};                           ///< all of it, for comparing
};

/// A canonical change, owned.
struct canonical_change
{
    bool create = true;
    judge::fields fields{};
    judge::fields source{};
    std::string owner{};
    std::string idempotency_key{};
};

/// A canonical field as a mapper describes it.
struct canonical_field
{
    std::string name;
    std::array<std::uint32_t, 2> flow;
    std::array<std::string, 2> native_name;
};

struct map_options
{
    layout how = layout::present;
    /// Overwrites every argument when its call is over, before the result is read.
    bool overwrite_arguments = false;
    /// Releases nothing: the caller does.
    std::vector<dovetail_mapped_batch>* keep_batches = nullptr;
};

/// The two functions and what they need; a failed call is a finding and gives nothing.
class mapping
{
public:
    mapping(const dovetail_mapper& mapper, evidence& found, map_options options = {})
        : mapper_(mapper), found_(found), options_(options)
    {
    }

    std::vector<canonical_field> fields() const;
    std::vector<mapped> to_canonical(std::uint32_t side, const std::vector<record>& from) const;
    std::vector<mapped> to_native(std::uint32_t side,
                                  const std::vector<canonical_change>& from) const;

    /// The changes that the other side gets when these records cross for the first time.
    std::vector<canonical_change> changes_from(std::uint32_t side,
                                               const std::vector<mapped>& from) const;

    /// Everything both functions say about records of both sides, in both directions.
    std::string transcript(const std::array<std::vector<record>, 2>& records) const;

private:
    std::vector<mapped> take(dovetail_status status, dovetail_mapped_batch& batch,
                             dovetail_error& error, const char* call) const;

    const dovetail_mapper& mapper_;
    evidence& found_;
    map_options options_;
};

/// Records with the fields the mapper knows by name, and values of every kind in them.
std::vector<record> random_records(const std::vector<canonical_field>& known, std::uint32_t side,
                                   std::size_t count, std::mt19937_64& random);

} // namespace dovetail::judge
