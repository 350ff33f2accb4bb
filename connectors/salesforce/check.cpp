// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include "column.hpp"
#include "description.hpp"
#include "page_reader.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/json.hpp>

#include <boost/json.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

/// The versions that GET /services/data lists, e.g. "62.0", in its order.
std::vector<std::string> read_versions(std::string_view body)
{
    json::error_code error;
    const json::value parsed = json::parse(body, error);
    std::vector<std::string> out;
    if (!error && parsed.is_array()) {
        for (const json::value& item : parsed.get_array()) {
            const json::object* const object = item.if_object();
            const auto* const version =
                object == nullptr ? nullptr : object->if_contains("version");
            if (version != nullptr && version->is_string()) out.emplace_back(version->get_string());
        }
    }
    if (out.empty())
        throw kit::plugin_error{kit::error_class::config, "not_salesforce",
                                "the server's answer to /services/data is no list of Salesforce's "
                                "API versions; check the connection's base URL"};
    return out;
}

void require_version(const configuration& config, const std::vector<std::string>& offered)
{
    if (std::find(offered.begin(), offered.end(), config.api_version) != offered.end()) return;
    kit::fail_configuration("/api_version", "the org does not know version " + config.api_version +
                                                "; it offers " + offered.front() + " to " +
                                                offered.back());
}

void add_fact(kit::batch_builder& facts, const described_field& field)
{
    kit::field_writer out = facts.add("field:" + field.name);
    out.boolean("writable", field.creatable || field.updatable);
    out.text("type", field.type);
    if (field.length != 0) out.integer("max_length", static_cast<std::int64_t>(field.length));
    // A combobox (Subject) proposes values but takes any.
    if (field.type != "picklist" && field.type != "multipicklist") return;
    out.json("values", json::serialize(json::value_from(field.active_values)));
    out.boolean("restricted", field.restricted);
}

kit::batch_builder facts_of(const configuration& config, const description& org)
{
    kit::batch_builder facts;
    for (const described_field& field : org.fields)
        add_fact(facts, field);
    facts.add("ability:create_idempotently").boolean("value", config.external_id_field.has_value());
    return facts;
}

/// The org's own id and name. An org that hides them can be synced all the same.
kit::task<void> add_org(const api& server, kit::batch_builder& facts)
{
    const columns of{{"Id", "id", column_kind::text, column_role::id}, {"Name", "name"}};
    const kit::answer answer =
        co_await server.send(server.query(select(of, "Organization") + " LIMIT 1"));
    kit::batch_builder found;
    if (answer.arrived() && answer.status() == 200) (void)read_page(answer.body(), of, found);
    kit::field_writer out = facts.add("org");
    out.text("api_version", server.config().api_version);
    for (const dovetail_record& record : found.records()) {
        for (const dovetail_field& field : kit::fields_of(record))
            out.value(facts.name(kit::view(field.name)), field.value);
    }
}

} // namespace

kit::exchange_task check_org(const api& server)
{
    const configuration& config = server.config();
    kit::request versions{"GET", "/services/data"};
    versions.header("accept", "application/json");
    const kit::answer offered = co_await server.read(std::move(versions), "list its API versions");
    require_version(config, read_versions(offered.body()));

    const kit::answer described = co_await server.read(
        server.request("GET", "/sobjects/" + config.object + "/describe"), "describe the object");
    const description org = read_description(described.body());
    require_fit(config, org);

    kit::batch_builder facts = facts_of(config, org);
    co_await add_org(server, facts);
    co_await server.channel().deliver(std::move(facts));
}

} // namespace dovetail::salesforce
