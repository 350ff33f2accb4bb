// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What was asked of the sandbox, counted by class of request.

#include <sandbox/message.hpp>

#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <string>

namespace dovetail::sandbox {

class request_stats
{
public:
    void count(side where, const request& from, const target_parts& target, int status);
    void clear() { counts_ = {}; }
    boost::json::object list() const;

private:
    struct tally
    {
        std::uint64_t requests = 0;
        std::map<int, std::uint64_t> by_status;
        std::uint64_t bytes_in = 0;
    };
    using by_class = std::map<std::string, tally, std::less<>>;
    std::array<by_class, 2> counts_; ///< by side
};

/// `GET /services/data/query`: versions left out, ids and locators as `{id}`.
std::string request_class(const request& from, const target_parts& target);

} // namespace dovetail::sandbox
