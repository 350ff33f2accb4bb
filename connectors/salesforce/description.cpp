// SPDX-License-Identifier: Apache-2.0
#include "description.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/json.hpp>

#include <boost/json.hpp>

#include <algorithm>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

std::string text_at(const json::object& from, std::string_view name)
{
    const auto* const value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

bool flag_at(const json::object& from, std::string_view name)
{
    const auto* const value = from.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> active_values(const json::object& field)
{
    std::vector<std::string> out;
    const auto* const values = field.if_contains("picklistValues");
    if (values == nullptr || !values->is_array()) return out;
    for (const json::value& item : values->get_array()) {
        if (!item.is_object() || !flag_at(item.get_object(), "active")) continue;
        out.push_back(text_at(item.get_object(), "value"));
    }
    return out;
}

described_field read_field(const json::object& from)
{
    described_field out;
    out.name = text_at(from, "name");
    out.type = text_at(from, "type");
    const auto* const length = from.if_contains("length");
    if (length != nullptr && length->is_int64() && length->get_int64() > 0)
        out.length = static_cast<std::uint64_t>(length->get_int64());
    out.creatable = flag_at(from, "createable");
    out.updatable = flag_at(from, "updateable");
    out.external_id = flag_at(from, "externalId");
    out.unique = flag_at(from, "unique");
    out.restricted = flag_at(from, "restrictedPicklist");
    out.active_values = active_values(from);
    return out;
}

/// Field-level security hides a field as if it did not exist, so both are named.
constexpr std::string_view missing =
    " has no such field, or the connected user may not see it: correct the name, or grant the "
    "field in a permission set";

void require_external_id(const configuration& config, const description& org)
{
    if (!config.external_id_field) return;
    const std::string& name = *config.external_id_field;
    const described_field* const field = org.find(name);
    if (field == nullptr)
        kit::fail_configuration("/external_id_field",
                                config.object + " has no field \"" + name +
                                    "\", or the connected user may not see it. Deploy it on "
                                    "Activity as a text field that is external id and unique, and "
                                    "grant it for " +
                                    config.object +
                                    "; or set external_id_field to null to do without");
    if (!field->external_id || !field->unique)
        kit::fail_configuration("/external_id_field",
                                "the field \"" + name +
                                    "\" must be both external id and unique, or creating is not "
                                    "idempotent. Change the field on Activity, or set "
                                    "external_id_field to null to do without");
    if (!field->creatable)
        kit::fail_configuration("/external_id_field",
                                "the connected user may not write \"" + name +
                                    "\": grant edit access to the field in a permission set");
}

} // namespace

const described_field* description::find(std::string_view name) const
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const described_field& item) { return item.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

description read_description(std::string_view body)
{
    json::monotonic_resource memory;
    json::error_code error;
    const json::value parsed = json::parse(body, error, &memory);
    const json::object* const object = error ? nullptr : parsed.if_object();
    const json::value* const fields = object == nullptr ? nullptr : object->if_contains("fields");
    if (fields == nullptr || !fields->is_array())
        throw kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                                "Salesforce's description of the object cannot be read; it was "
                                "probably cut"};
    description out;
    for (const json::value& field : fields->get_array()) {
        if (field.is_object()) out.fields.push_back(read_field(field.get_object()));
    }
    return out;
}

void require_fit(const configuration& config, const description& org)
{
    require_external_id(config, org);
    for (const std::string& field : config.fields) {
        if (org.find(field) == nullptr)
            kit::fail_configuration("/fields",
                                    "\"" + field + "\": " + config.object + std::string{missing});
    }
}

} // namespace dovetail::salesforce
