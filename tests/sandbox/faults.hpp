// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Failures on demand: rules say which requests go wrong, how, and how often.

#include <sandbox/message.hpp>
#include <sandbox/random.hpp>

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace dovetail::sandbox {

enum class fault_kind
{
    latency,    ///< `value` milliseconds before the answer; combines with others
    status_401, ///< the session is no longer valid; no effect
    status_403, ///< the daily limit is used up; no effect
    status_429, ///< too many requests, with Retry-After if `value` (seconds) is given; no effect
    status_500_before, ///< no effect
    status_500_after,  ///< the effect happened all the same
    status_503_html,   ///< a page for people instead of JSON; no effect
    cut_body,
    cut_chunked,
    reset_before, ///< no effect
    reset_after,  ///< the effect happened
    hang,         ///< no answer, no effect
    wrong_json,   ///< an answer that is not JSON; the effect happened
    gzip_broken   ///< says gzip, and is not; the effect happened
};

struct fault_rule
{
    std::uint64_t id = 0;
    std::optional<side> where; ///< nothing: both
    std::string match;         ///< regular expression, searched in "METHOD /path?query"
    fault_kind kind = fault_kind::latency;
    std::optional<std::int64_t> value;
    std::int64_t times = -1; ///< how often it still strikes; -1: always
    double probability = 1;
    random_source chance{0};
    std::uint64_t struck = 0;
    std::regex compiled;
};

/// What happens to one request.
struct strike
{
    std::chrono::milliseconds delay{0};
    std::optional<fault_kind> kind;
    std::optional<std::int64_t> value;
};

class fault_plan
{
public:
    /// Adds a rule; returns its id, or says what is wrong with the document.
    struct added
    {
        std::uint64_t id = 0;
        std::string error;
    };
    added add(const boost::json::object& rule);
    void clear() { rules_.clear(); }
    bool remove(std::uint64_t id);
    boost::json::array list() const;

    /// Counts down the rules that match.
    strike take(side where, const request& from);

private:
    std::vector<fault_rule> rules_;
    std::uint64_t last_id_ = 0;
};

/// The answer of a fault that keeps the request from having any effect; nothing for the others.
std::optional<response> answer_before(side where, const strike& fault);

/// Spoils the answer to a request that had its effect.
void spoil_after(side where, const strike& fault, response& answer);

} // namespace dovetail::sandbox
