// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/schema.hpp>

#include <boost/json.hpp>
#include <sandbox/json_text.hpp>
#include <sandbox/salesforce/task.hpp>
#include <stdexcept>

namespace dovetail::sandbox::salesforce {

namespace {

std::string folded(std::string_view name)
{
    std::string out{name};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

cell_kind kind_of(std::string_view type)
{
    if (type == "id" || type == "reference") return cell_kind::id;
    if (type == "boolean") return cell_kind::boolean;
    if (type == "int") return cell_kind::integer;
    if (type == "date") return cell_kind::day;
    if (type == "datetime") return cell_kind::time;
    return cell_kind::text;
}

std::vector<std::string> texts(const boost::json::object& field, std::string_view key)
{
    std::vector<std::string> out;
    if (const auto* list = field.if_contains(key))
        for (const auto& item : list->as_array())
            out.emplace_back(item.as_string().c_str());
    return out;
}

column read_column(const boost::json::object& field, std::size_t position)
{
    column made;
    made.name = field.at("name").as_string().c_str();
    made.label = field.at("label").as_string().c_str();
    made.type = field.at("type").as_string().c_str();
    made.kind = kind_of(made.type);
    made.slot = task_slot(made.name, position);
    made.length = static_cast<std::size_t>(integer_member(field, "length").value_or(0));
    made.nillable = flag_member(field, "nillable", true);
    made.filterable = flag_member(field, "filterable", true);
    made.sortable = flag_member(field, "sortable", true);
    made.groupable = flag_member(field, "groupable", true);
    made.createable = flag_member(field, "createable", false);
    made.updateable = flag_member(field, "updateable", false);
    made.restricted = flag_member(field, "restricted", false);
    made.default_value = text_member(field, "default").value_or("");
    made.references = texts(field, "references");
    made.picklist = texts(field, "picklist");
    return made;
}

} // namespace

schema::schema(std::string name, std::vector<column> columns)
    : name_(std::move(name)), columns_(std::move(columns))
{
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        columns_[i].json_key = '"' + columns_[i].name + "\":";
        by_folded_name_.emplace(folded(columns_[i].name), i);
    }
}

const column* schema::find(std::string_view name) const
{
    const auto found = by_folded_name_.find(folded(name));
    return found == by_folded_name_.end() ? nullptr : &columns_[found->second];
}

std::vector<column> standard_task_columns()
{
    const auto document = boost::json::parse(task_fields_json());
    std::vector<column> columns;
    for (const auto& field : document.as_array())
        columns.push_back(read_column(field.as_object(), columns.size()));
    return columns;
}

column plain_column(std::string name, cell_kind kind, int slot)
{
    column made;
    made.name = std::move(name);
    made.label = made.name;
    made.kind = kind;
    made.slot = slot;
    return made;
}

} // namespace dovetail::sandbox::salesforce
