// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"
#include "failure.hpp"
#include "multistatus.hpp"
#include "reports.hpp"

#include <array>

namespace caldav {

namespace {

/// What is wrong with a calendar that exists; empty: nothing.
std::string fault_of(const user& owner, const collection_facts& found)
{
    if (found.path != owner.calendar && found.path + "/" != owner.calendar)
        return "the server calls it " + found.path +
               "; put the whole path into \"calendar\", and only the server into base_url";
    if (!found.is_calendar) return "it is no calendar";
    if (!found.takes_tasks) return "it takes no tasks (VTODO)";
    if (!found.tells_changes)
        return "the server does not tell changes (sync-collection, RFC 6578) of it";
    return {};
}

/// The properties that a mapping can write, as facts about fields.
void add_fields(kit::batch_builder& out)
{
    for (const std::string_view name : {"field:SUMMARY", "field:DESCRIPTION", "field:DUE"})
        out.add(name).boolean("writable", true);
    out.add("field:STATUS")
        .boolean("writable", true)
        .json("values", R"(["NEEDS-ACTION","COMPLETED","IN-PROCESS","CANCELLED"])");
    out.add("field:PRIORITY")
        .boolean("writable", true)
        .json("values", R"(["0","1","2","3","4","5","6","7","8","9"])");
}

} // namespace

kit::exchange_task check(const configuration& server, kit::channel& channel)
{
    std::string faults;
    std::string name;
    for (std::size_t at = 0; at < server.users.size(); ++at) {
        const user& owner = server.users[at];
        auto question = ask_what_it_is(owner.calendar);
        const kit::answer answer = co_await channel.request(std::move(question));
        std::string fault;
        if (answer.arrived() && answer.status() == 404) {
            fault = "the server has no such collection";
        } else {
            require_multistatus(answer, "describe " + owner.calendar);
            const collection_facts found = read_collection(answer.body());
            fault = fault_of(owner, found);
            if (name.empty()) name = found.name;
        }
        if (fault.empty()) continue;
        if (!faults.empty()) faults += "\n";
        faults += "/users/" + std::to_string(at) + "/calendar: " + owner.calendar + ": " + fault;
    }
    if (!faults.empty())
        throw kit::plugin_error{kit::error_class::config, "unusable_calendar", faults};
    kit::batch_builder facts;
    facts.add("org").text("id", server.users.front().calendar).text("name", name);
    add_fields(facts);
    co_await channel.deliver(std::move(facts));
}

} // namespace caldav
