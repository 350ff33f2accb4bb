// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/describe.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

namespace json = boost::json;

json::object object_summary(const call& in)
{
    const auto url = in.base() + "/sobjects/Task";
    return {{"activateable", false},
            {"createable", true},
            {"custom", false},
            {"customSetting", false},
            {"deletable", true},
            {"deprecatedAndHidden", false},
            {"feedEnabled", true},
            {"keyPrefix", "00T"},
            {"label", "Task"},
            {"labelPlural", "Tasks"},
            {"layoutable", true},
            {"mergeable", false},
            {"mruEnabled", false},
            {"name", "Task"},
            {"queryable", true},
            {"replicateable", true},
            {"retrieveable", true},
            {"searchable", true},
            {"triggerable", true},
            {"undeletable", true},
            {"updateable", true},
            {"urls", json::object{{"sobject", url},
                                  {"describe", url + "/describe"},
                                  {"rowTemplate", url + "/{ID}"}}}};
}

json::array picklist_values(const column& of)
{
    json::array out;
    for (const auto& value : of.picklist)
        out.push_back(json::object{{"active", true},
                                   {"defaultValue", value == of.default_value},
                                   {"label", value},
                                   {"validFor", nullptr},
                                   {"value", value}});
    return out;
}

std::string_view soap_type(const column& of)
{
    switch (of.kind) {
    case cell_kind::boolean:
        return "xsd:boolean";
    case cell_kind::integer:
        return "xsd:int";
    case cell_kind::day:
        return "xsd:date";
    case cell_kind::time:
        return "xsd:dateTime";
    case cell_kind::id:
        return "tns:ID";
    default:
        return "xsd:string";
    }
}

json::value default_value(const column& of)
{
    if (of.kind == cell_kind::boolean) return false;
    return nullptr;
}

json::object field_description(const column& of)
{
    return {{"autoNumber", false},
            {"byteLength", of.length * 3},
            {"calculated", false},
            {"caseSensitive", false},
            {"createable", of.createable},
            {"custom", of.name.ends_with("__c")},
            {"defaultValue", default_value(of)},
            {"defaultedOnCreate", of.kind == cell_kind::boolean || !of.default_value.empty() ||
                                      of.name == "OwnerId" || !of.createable},
            {"deprecatedAndHidden", false},
            {"externalId", of.external_id},
            {"filterable", of.filterable},
            {"groupable", of.groupable},
            {"idLookup", of.name == "Id" || of.external_id},
            {"label", of.label},
            {"length", of.length},
            {"name", of.name},
            {"nameField", of.name == "Subject"},
            {"nillable", of.nillable},
            {"permissionable", of.createable && of.nillable},
            {"picklistValues", picklist_values(of)},
            {"polymorphicForeignKey", of.references.size() > 1},
            {"referenceTo", json::value_from(of.references)},
            {"relationshipName", of.references.empty()
                                     ? json::value{nullptr}
                                     : json::value{of.name.substr(0, of.name.size() - 2)}},
            {"restrictedPicklist", of.restricted},
            {"scale", 0},
            {"soapType", soap_type(of)},
            {"sortable", of.sortable},
            {"type", of.type},
            {"unique", of.unique},
            {"updateable", of.updateable}};
}

response json_response(const json::value& body)
{
    response out;
    out.body = json::serialize(body);
    return out;
}

} // namespace

response list_resources(const call& in)
{
    json::object out;
    for (const auto* name : {"composite", "limits", "query", "queryAll", "sobjects"})
        out[name] = in.base() + '/' + name;
    return json_response(out);
}

response list_sobjects(const call& in)
{
    return json_response(json::object{{"encoding", "UTF-8"},
                                      {"maxBatchSize", 200},
                                      {"sobjects", json::array{object_summary(in)}}});
}

response sobject_summary(const call& in)
{
    return json_response(
        json::object{{"objectDescribe", object_summary(in)}, {"recentItems", json::array{}}});
}

response describe_task(const call& in)
{
    auto out = object_summary(in);
    json::array fields;
    for (const auto& column : in.data.task_schema()->columns())
        fields.push_back(field_description(column));
    out["fields"] = std::move(fields);
    out["childRelationships"] = json::array{};
    out["recordTypeInfos"] = json::array{};
    return json_response(out);
}

response list_limits(const call& in, std::int64_t used)
{
    const auto limit = [](std::int64_t most, std::int64_t left) {
        return json::object{{"Max", most}, {"Remaining", left}};
    };
    const auto most = in.options.daily_api_limit;
    return json_response(json::object{{"DailyApiRequests", limit(most, most - used)},
                                      {"DailyBulkApiBatches", limit(15'000, 15'000)},
                                      {"DailyBulkV2QueryJobs", limit(10'000, 10'000)},
                                      {"DataStorageMB", limit(5, 5)},
                                      {"FileStorageMB", limit(20, 20)}});
}

} // namespace dovetail::sandbox::salesforce
