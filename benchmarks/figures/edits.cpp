// SPDX-License-Identifier: Apache-2.0
#include "edits.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <stdexcept>

namespace dovetail::benchmarks {

namespace {

namespace json = boost::json;

constexpr std::size_t most_tasks = 1'000'000;
constexpr std::size_t batch = 200; // both services take so many records in a write

std::vector<std::string> task_ids(test_bed& bed, side where, std::size_t count)
{
    const auto answer =
        bed.client(where).send("GET", fmt::format("/sandbox/tasks?limit={}", most_tasks), "");
    std::vector<std::string> ids;
    const auto document = json::parse(answer.body);
    for (const auto& task : document.at("tasks").as_array())
        ids.emplace_back(task.at("id").as_string());
    if (ids.size() < count) throw std::runtime_error("there are too few tasks to edit");
    // From the two ends, so that no task is edited on both sides: those are written one by one.
    const auto surplus = static_cast<std::ptrdiff_t>(ids.size() - count);
    if (where == side::salesforce)
        ids.resize(count);
    else
        ids.erase(ids.begin(), ids.begin() + surplus);
    return ids;
}

json::object edit_of(side where, const std::string& id)
{
    const auto details =
        where == side::salesforce ? "Edited in one system: " + id : "Changed in the other: " + id;
    if (where == side::salesforce)
        return {{"attributes", {{"type", "Task"}}},
                {"id", id},
                {"Priority", "High"},
                {"Description", details}};
    return {{"op", "update"}, {"id", id}, {"task", {{"details", details}}}};
}

} // namespace

void edit_tasks(test_bed& bed, side where, std::size_t count)
{
    const auto ids = task_ids(bed, where, count);
    const auto headers =
        "Authorization: Bearer " + bed.token(where) + "\r\nContent-Type: application/json\r\n";
    const bool salesforce = where == side::salesforce;
    for (std::size_t first = 0; first < count; first += batch) {
        json::array edits;
        for (std::size_t i = first; i < std::min(first + batch, count); ++i)
            edits.push_back(edit_of(where, ids[i]));
        const json::object body =
            salesforce ? json::object{{"allOrNone", false}, {"records", std::move(edits)}}
                       : json::object{{"operations", std::move(edits)}};
        const auto answer = bed.client(where).send(
            salesforce ? "PATCH" : "POST",
            salesforce ? "/services/data/v62.0/composite/sobjects" : "/v1/tasks/batch", headers,
            json::serialize(body));
        if (answer.status != 200)
            throw std::runtime_error("an edit was refused: " + std::string{answer.body});
    }
}

} // namespace dovetail::benchmarks
