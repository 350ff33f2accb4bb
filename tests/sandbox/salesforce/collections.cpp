// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/collections.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/salesforce/query.hpp>
#include <sandbox/salesforce/write.hpp>

#include <boost/json.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

namespace json = boost::json;

/// "Up to 200 records" for writes, 2,000 for reads (sObject Collections).
constexpr std::size_t largest_write = 200;
constexpr std::size_t largest_read = 2000;
/// First block of the parser's memory; most bodies fit.
constexpr std::size_t parse_block = 256 * 1024;

writer writer_of(const call& in)
{
    return {in.data, in.options, in.user, in.now_s(), true};
}

api_error unreadable(std::string message)
{
    return {400, "JSON_PARSER_ERROR", std::move(message), {}};
}

/// The body's document, its `records`, and `allOrNone`.
struct record_list
{
    json::value document;
    const json::array* records = nullptr;
    bool all_or_none = false;
};

outcome<record_list> read_records(const call& in, json::monotonic_resource& memory)
{
    boost::system::error_code failed;
    record_list out;
    out.document = json::parse(in.from.body, failed, &memory);
    if (failed || !out.document.is_object())
        return unreadable("The HTTP entity body is required to be a JSON object: " +
                          failed.message());
    auto& object = out.document.get_object();
    out.all_or_none = flag_member(object, "allOrNone", false);
    const auto* records = object.if_contains("records");
    if (!records || !records->is_array()) return unreadable("records is required");
    out.records = &records->get_array();
    if (out.records->size() > largest_write)
        return api_error{400,
                         "EXCEEDED_MAX_SIZE_REQUEST",
                         "record limit reached. cannot submit more than 200 records into this "
                         "call",
                         {}};
    return out;
}

/// Undoes the writes of one call: the rows as they were, and how many there were.
class rollback
{
public:
    explicit rollback(org& data) : data_(data), count_(data.rows().size()) {}

    void remember(const record_id& id)
    {
        const auto* const row = data_.find(id);
        if (!row) return;
        before_.push_back(*row);
        for (const auto* occurrence : occurrences_of(data_, *row))
            before_.push_back(*occurrence);
    }

    void run()
    {
        for (auto it = before_.rbegin(); it != before_.rend(); ++it)
            put_back(std::move(*it));
        for (auto i = count_; i < data_.rows().size(); ++i)
            data_.alter(data_.rows()[i], [](task_row& row) { row.purged = true; });
    }

private:
    void put_back(task_row old)
    {
        if (auto* row = data_.find(old.id))
            data_.alter(*row, [&](task_row& target) {
                old.unsaved = target.unsaved;
                target = std::move(old);
            });
    }

    org& data_;
    std::size_t count_;
    std::vector<task_row> before_;
};

/// What became of one record.
struct record_result
{
    std::optional<api_error> error;
    record_id id;
    std::optional<bool> created;
};

void append_result(std::string& out, const record_result& result)
{
    if (result.error) {
        out += R"({"success":false,"errors":)";
        append_record_errors(out, *result.error);
        out += '}';
        return;
    }
    out += R"({"id":")";
    out += result.id.text();
    out += R"(","success":true,"errors":[])";
    if (result.created) out += *result.created ? R"(,"created":true)" : R"(,"created":false)";
    out += '}';
}

const api_error rolled_back{400,
                            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                            "Record rolled back because not all records were valid and the request "
                            "was using AllOrNone header",
                            {}};

response results_response(std::vector<record_result>& results, bool all_or_none, rollback& undo)
{
    const bool failed = std::any_of(results.begin(), results.end(),
                                    [](const record_result& result) { return result.error; });
    if (failed && all_or_none) {
        undo.run();
        for (auto& result : results)
            if (!result.error) result.error = rolled_back;
    }
    response out;
    out.body = '[';
    for (const auto& result : results) {
        if (out.body.size() > 1) out.body += ',';
        append_result(out.body, result);
    }
    out.body += ']';
    return out;
}

/// Runs `one` for each record object; what is no object is an error of that record alone.
template<class F>
response for_each_record(const call& in, F one)
{
    json::monotonic_resource memory{parse_block};
    const auto list = read_records(in, memory);
    if (list.has_error()) return error_response(list.error());
    rollback undo{in.data};
    std::vector<record_result> results;
    results.reserve(list->records->size());
    for (const auto& record : *list->records) {
        if (record.is_object())
            results.push_back(one(record.get_object(), list->all_or_none ? &undo : nullptr));
        else
            results.push_back({unreadable("a record must be a JSON object"), {}, {}});
    }
    return results_response(results, list->all_or_none, undo);
}

record_result from_outcome(const outcome<record_id>& written)
{
    if (written.has_error()) return {written.error(), {}, {}};
    return {std::nullopt, *written, {}};
}

/// `Id` or `id`, whichever is there.
std::string_view id_member(const json::object& record)
{
    const auto lower = text_member(record, "id");
    return lower ? *lower : text_member(record, "Id").value_or("");
}

/// Task rows by text ids, aligned; null for unknown, malformed and deleted ones.
void append_rows(const call& in, std::string& out, const std::vector<std::string>& ids,
                 const std::vector<std::size_t>& columns)
{
    const auto base = in.base();
    for (const auto& text : ids) {
        if (out.size() > 1) out += ',';
        const auto id = parse_id(text);
        const auto* row = id ? in.data.find(*id) : nullptr;
        if (row && !row->deleted)
            append_task(out, *row, *in.data.task_schema(), columns, base);
        else
            out += "null";
    }
}

std::vector<std::string> split_commas(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (!part.empty()) out.emplace_back(part);
    }
    return out;
}

struct read_request
{
    std::vector<std::string> ids;
    std::vector<std::string> fields;
};

outcome<read_request> parse_read(const call& in)
{
    if (in.from.method == "GET")
        return read_request{split_commas(in.target.parameter("ids").value_or("")),
                            split_commas(in.target.parameter("fields").value_or(""))};
    boost::system::error_code failed;
    const auto document = json::parse(in.from.body, failed);
    if (failed || !document.is_object()) return unreadable("the body must be a JSON object");
    read_request out;
    for (const auto& [key, list] : {std::pair{"ids", &out.ids}, {"fields", &out.fields}}) {
        const auto* value = document.get_object().if_contains(key);
        if (!value || !value->is_array()) return unreadable(std::string{key} + " is required");
        for (const auto& item : value->get_array())
            if (item.is_string()) list->emplace_back(item.get_string().c_str());
    }
    return out;
}

} // namespace

response create_collection(const call& in)
{
    const auto by = writer_of(in);
    return for_each_record(in, [&](const json::object& record, rollback*) {
        return from_outcome(create_task(by, record));
    });
}

response update_collection(const call& in)
{
    const auto by = writer_of(in);
    return for_each_record(in, [&](const json::object& record, rollback* undo) -> record_result {
        const auto id = task_id(id_member(record));
        if (id.has_error()) return {id.error(), {}, {}};
        if (undo) undo->remember(*id);
        return from_outcome(update_task(by, *id, record));
    });
}

response upsert_collection(const call& in, std::string_view field)
{
    const auto& name = in.options.external_id_field;
    if (!name || !equal_ignoring_case(*name, field))
        return error_response({404,
                               "NOT_FOUND",
                               "Provided external ID field does not exist or is not accessible: " +
                                   std::string{field},
                               {}});
    const auto by = writer_of(in);
    return for_each_record(in, [&](const json::object& record, rollback* undo) -> record_result {
        const auto key = text_member(record, *name).value_or("");
        if (undo)
            for (const auto* row : in.data.find_by_key(key))
                undo->remember(row->id);
        const auto written = upsert_task(by, key, record, false);
        if (written.has_error()) return {written.error(), {}, {}};
        return {std::nullopt, written->id, written->created};
    });
}

response delete_collection(const call& in)
{
    const auto ids = split_commas(in.target.parameter("ids").value_or(""));
    if (ids.empty() || ids.size() > largest_write)
        return error_response(
            {400, "INVALID_ID_FIELD", "ids must name between 1 and 200 records", {}});
    const bool all_or_none = in.target.parameter("allOrNone") == "true";
    const auto by = writer_of(in);
    rollback undo{in.data};
    std::vector<record_result> results;
    for (const auto& text : ids) {
        const auto id = task_id(text);
        if (id.has_error()) {
            results.push_back({id.error(), {}, {}});
            continue;
        }
        if (all_or_none) undo.remember(*id);
        results.push_back(from_outcome(delete_task(by, *id)));
    }
    return results_response(results, all_or_none, undo);
}

response read_collection(const call& in)
{
    const auto wanted = parse_read(in);
    if (wanted.has_error()) return error_response(wanted.error());
    if (wanted->ids.size() > largest_read)
        return error_response({400,
                               "EXCEEDED_MAX_SIZE_REQUEST",
                               "cannot read more than 2000 records in one call",
                               {}});
    std::vector<std::size_t> columns;
    const auto& object = *in.data.task_schema();
    for (const auto& name : wanted->fields) {
        const auto* column = object.find(name);
        if (!column)
            return error_response({400,
                                   "INVALID_FIELD",
                                   "No such column '" + name + "' on sobject of type Task",
                                   {}});
        columns.push_back(static_cast<std::size_t>(column - object.columns().data()));
    }
    response out;
    out.body = '[';
    append_rows(in, out.body, wanted->ids, columns);
    out.body += ']';
    return out;
}

} // namespace dovetail::sandbox::salesforce
