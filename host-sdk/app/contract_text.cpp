// SPDX-License-Identifier: Apache-2.0
#include "app/contract_text.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <chrono>

namespace dovetail::app {
namespace {

namespace json = boost::json;

sync::instant_us to_us(std::chrono::system_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

} // namespace

json::array json_findings(const std::vector<host::contract_finding>& all)
{
    json::array out;
    for (const auto& one : all)
        out.push_back(json::object{{"plugin", one.plugin.id},
                                   {"version", one.plugin.version},
                                   {"generation", one.plugin.number},
                                   {"by", one.by == host::party::plugin ? "plugin" : "host"},
                                   {"rule", one.rule},
                                   {"call", one.call},
                                   {"what", one.what},
                                   {"count", one.count},
                                   {"first_at", json_instant(to_us(one.first))},
                                   {"last_at", json_instant(to_us(one.last))}});
    return out;
}

std::vector<std::string> finding_lines(const std::vector<host::contract_finding>& all,
                                       sync::instant_us now, const palette& paint)
{
    std::vector<std::string> lines;
    for (const auto& one : all)
        lines.push_back(fmt::format("  {}   {}; {}, last {}", paint(tint::bad, "contract"),
                                    printable(to_string(one)), counted(one.count, "time"),
                                    age(to_us(one.last), now)));
    return lines;
}

} // namespace dovetail::app
