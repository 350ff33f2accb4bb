// SPDX-License-Identifier: Apache-2.0
#include <sandbox/stats.hpp>

#include <sandbox/salesforce/id.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox {

namespace {

bool is_version(std::string_view segment)
{
    return segment.size() > 1 && segment[0] == 'v' && segment.ends_with(".0");
}

bool is_id(std::string_view segment)
{
    return segment.starts_with("tsk_") || segment.starts_with("0r8") ||
           (segment.starts_with("00T") && salesforce::parse_id(segment));
}

} // namespace

std::string request_class(const request& from, const target_parts& target)
{
    auto out = from.method + ' ';
    for (std::size_t i = 0; i < target.segments.size(); ++i) {
        const auto& segment = target.segments[i];
        if (is_version(segment)) continue;
        // sobjects/Task/<field>/<value>: every value would be a class of its own
        const bool key_value = i == 6 && target.has(3, "sobjects");
        out += '/';
        out += is_id(segment) || key_value ? "{id}" : segment;
    }
    return out;
}

void request_stats::count(side where, const request& from, const target_parts& target, int status)
{
    auto& counter = counts_[where == side::salesforce ? 0 : 1][request_class(from, target)];
    ++counter.requests;
    ++counter.by_status[status];
    counter.bytes_in += from.body.size();
}

boost::json::object request_stats::list() const
{
    boost::json::object out;
    for (const auto which : {side::salesforce, side::sales_connect}) {
        boost::json::object classes;
        for (const auto& [name, counter] : counts_[which == side::salesforce ? 0 : 1]) {
            boost::json::object by_status;
            for (const auto& [status, count] : counter.by_status)
                by_status[std::to_string(status)] = count;
            classes[name] = boost::json::object{{"requests", counter.requests},
                                                {"bytes_in", counter.bytes_in},
                                                {"status", std::move(by_status)}};
        }
        out[side_name(which)] = std::move(classes);
    }
    return out;
}

} // namespace dovetail::sandbox
