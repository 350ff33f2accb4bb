// SPDX-License-Identifier: Apache-2.0
// What crossed and what waits, added up while it happens: the summary of `once` and of a first
// sync.
#pragma once

#include "app/sync_names.hpp"
#include "app/terminal.hpp"

#include <dovetail/sync/report.hpp>

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dovetail::app {

/// Tasks that wait for the same reason.
struct waiting_group
{
    std::uint64_t count = 0;
    bool failed = false;             ///< else held
    std::string reason;              ///< of the first one
    std::vector<std::string> titles; ///< of the first few
};

/// Crossings of one sync, counted. A task that waits is counted once, however many passes try it.
///
/// Threads   one at a time.
class tally
{
public:
    void add(const sync::crossing& what);

    std::uint64_t written() const noexcept;
    std::uint64_t waiting() const noexcept { return waiting_.size(); }

    /// Lines for people; no-ops and requests come from elsewhere.
    std::vector<std::string> lines(const sync_names& names, const palette& paint) const;

    /// {"<connection>":{"created","updated","deleted"},…}
    boost::json::object written_json(const sync_names& names) const;
    /// [{"code","result","count","reason","first":[…]}]
    boost::json::array waiting_json() const;

    std::uint64_t conflicts() const noexcept { return conflicts_; }

private:
    struct counts
    {
        std::uint64_t created = 0;
        std::uint64_t updated = 0;
        std::uint64_t deleted = 0;
        std::vector<std::string> titles; ///< of the first few, with their action
    };

    struct waiting_task
    {
        std::string code;
        std::string reason;
        std::string title;
        bool failed = false;
    };

    std::map<std::string, waiting_group> groups() const;

    sync::both<counts> written_;
    std::map<std::string, waiting_task> waiting_; ///< by source side and key
    std::uint64_t conflicts_ = 0;
};

} // namespace dovetail::app
