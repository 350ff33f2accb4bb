// SPDX-License-Identifier: Apache-2.0
#include "configuration.hpp"

#include <dovetail/kit/json.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace dovetail::salesforce {

namespace {

/// Without these the connector cannot tell one state of a record from another.
constexpr std::array<std::string_view, 4> needed_fields{"Id", "IsDeleted", "LastModifiedDate",
                                                        "SystemModstamp"};

/// What the mapping of tasks needs, and nothing else: every further field costs time and privacy.
constexpr std::array<std::string_view, 15> default_fields{
    "Id",        "Subject",    "Description", "ActivityDate",     "Status",
    "Priority",  "OwnerId",    "TaskSubtype", "IsRecurrence",     "IsClosed",
    "IsDeleted", "IsArchived", "CreatedDate", "LastModifiedDate", "SystemModstamp"};

/// How long a transaction may keep a stamped row invisible; longer ones are rare (an Apex
/// transaction has 10 s of CPU), and an hour is the most an operator can mean.
constexpr std::int64_t default_overlap_s = 60;
constexpr std::int64_t largest_overlap_s = 3'600;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// A name of Salesforce's: it may stand in SOQL unquoted.
bool is_name(std::string_view text)
{
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

void require_name(const std::string& pointer, std::string_view name)
{
    if (is_name(name)) return;
    kit::fail_configuration(pointer, "\"" + std::string{name} +
                                         "\" is no API name: letters, digits and underscores, "
                                         "beginning with a letter");
}

std::string read_api_version(const kit::configuration_reader& in)
{
    std::string version = in.text("api_version", "62.0");
    const bool shaped = version.size() == 4 && is_digit(version[0]) && is_digit(version[1]) &&
                        version.ends_with(".0");
    const int major = shaped ? (version[0] - '0') * 10 + (version[1] - '0') : 0;
    if (major < oldest_api_version || major > newest_api_version) {
        kit::fail_configuration(in.pointer("api_version"),
                                "must be from \"" + std::to_string(oldest_api_version) +
                                    ".0\" to \"" + std::to_string(newest_api_version) + ".0\"");
    }
    return version;
}

std::optional<std::string> read_external_id_field(const kit::configuration_reader& in)
{
    if (in.is_null("external_id_field")) return std::nullopt;
    std::string name = in.text("external_id_field", "Dovetail_Key__c");
    require_name(in.pointer("external_id_field"), name);
    return name;
}

void add_unless_there(std::vector<std::string>& fields, std::string_view name)
{
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.emplace_back(name);
}

std::vector<std::string> read_fields(const kit::configuration_reader& in,
                                     const std::optional<std::string>& external_id_field)
{
    std::vector<std::string> fields;
    if (const auto* given = in.raw().if_contains("fields")) {
        if (!given->is_array()) kit::fail_configuration(in.pointer("fields"), "must be an array");
        for (const auto& item : given->get_array()) {
            const std::string pointer = in.pointer("fields/" + std::to_string(fields.size()));
            if (!item.is_string()) kit::fail_configuration(pointer, "must be a text");
            require_name(pointer, item.get_string());
            add_unless_there(fields, item.get_string());
        }
    } else
        fields.assign(default_fields.begin(), default_fields.end());
    for (const std::string_view name : needed_fields)
        add_unless_there(fields, name);
    if (external_id_field) add_unless_there(fields, *external_id_field);
    return fields;
}

std::string read_client_name(const kit::configuration_reader& in)
{
    std::string name = in.text("client_name", "dovetail");
    const bool valid = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '/';
    });
    if (!valid)
        kit::fail_configuration(in.pointer("client_name"),
                                "must be letters, digits and any of _ - . /");
    return name;
}

} // namespace

configuration read_configuration(std::string_view json)
{
    const kit::configuration_reader in{json};
    configuration out;
    out.api_version = read_api_version(in);
    out.object = in.text("object", "Task");
    require_name(in.pointer("object"), out.object);
    out.external_id_field = read_external_id_field(in);
    out.fields = read_fields(in, out.external_id_field);
    out.overlap = std::chrono::seconds{
        in.integer("overlap_seconds", default_overlap_s, 0, largest_overlap_s)};
    out.client_name = read_client_name(in);
    out.page_size = static_cast<std::uint64_t>(in.integer("page_size", std::int64_t{largest_page},
                                                          std::int64_t{smallest_page},
                                                          std::int64_t{largest_page}));
    return out;
}

} // namespace dovetail::salesforce
