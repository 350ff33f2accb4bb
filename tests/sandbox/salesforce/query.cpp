// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/query.hpp>

#include <sandbox/salesforce/small_objects.hpp>
#include <sandbox/salesforce/soql_run.hpp>

#include <algorithm>
#include <charconv>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::size_t smallest_batch = 200;
constexpr std::size_t largest_batch = 2000;
/// Memory to set aside per row of a page, so that the text grows few times.
constexpr std::size_t guessed_row_size = 400;

/// `Sforce-Query-Options: batchSize=200`, within what Salesforce and this org allow.
std::size_t wanted_batch(const call& in)
{
    const auto most = static_cast<std::size_t>(in.options.page_size);
    const auto header = in.from.header("Sforce-Query-Options").value_or("");
    const auto equals = header.find("batchSize=");
    if (equals == std::string_view::npos) return most;
    const auto digits = header.substr(equals + std::string_view{"batchSize="}.size());
    std::size_t wanted = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), wanted);
    return std::min(most, std::clamp(wanted, smallest_batch, largest_batch));
}

std::shared_ptr<const schema> find_schema(const void* context, std::string_view name)
{
    const auto& in = *static_cast<const call*>(context);
    if (equal_ignoring_case(name, "Task")) return in.data.task_schema();
    return find_small_schema(name);
}

void append_record(std::string& out, const void* row, const query_cursor& cursor,
                   const std::string& base)
{
    if (cursor.tasks)
        append_task(out, *static_cast<const task_row*>(row), *cursor.object, cursor.columns, base);
    else
        append_small_row(out, *static_cast<const small_row*>(row), *cursor.object, cursor.columns,
                         base);
}

bool is_gone(const void* row, const query_cursor& cursor)
{
    return cursor.tasks && static_cast<const task_row*>(row)->purged;
}

/// Writes a page from `offset` on; `locator` makes a new cursor for the first page.
template<class F>
response write_page(const call& in, const query_cursor& cursor, std::size_t offset, F locator)
{
    const auto end = std::min(cursor.rows.size(), offset + cursor.batch_size);
    const bool done = end == cursor.rows.size();
    response out;
    out.body.reserve((end - offset) * guessed_row_size);
    out.body = "{\"totalSize\":" + std::to_string(cursor.rows.size()) +
               ",\"done\":" + (done ? "true" : "false");
    const auto base = in.base();
    if (!done)
        out.body += ",\"nextRecordsUrl\":\"" + base + "/query/" + locator() + '-' +
                    std::to_string(end) + '"';
    out.body += ",\"records\":[";
    bool first = true;
    for (auto i = offset; i < end; ++i) {
        if (is_gone(cursor.rows[i], cursor)) continue;
        if (!first) out.body += ',';
        first = false;
        append_record(out.body, cursor.rows[i], cursor, base);
    }
    out.body += "]}";
    return out;
}

} // namespace

void append_task(std::string& out, const task_row& row, const schema& object,
                 const std::vector<std::size_t>& positions, std::string_view base)
{
    out += R"({"attributes":{"type":"Task","url":")";
    out += base;
    out += "/sobjects/Task/";
    out += row.id.text();
    out += "\"}";
    for (const auto position : positions) {
        const auto& column = object.columns()[position];
        out += ',';
        out += column.json_key;
        append_cell(out, read_task(row, column.slot));
    }
    out += '}';
}

response run_query(const call& in, bool everything)
{
    const auto text = in.target.parameter("q");
    if (!text || text->empty())
        return error_response({400, "MALFORMED_QUERY", "A query string has to be specified", {}});
    const auto query = parse_soql(*text, find_schema, &in);
    if (query.has_error()) return error_response(query.error());
    query_cursor cursor;
    cursor.object = query->object;
    cursor.columns = query->columns;
    cursor.batch_size = wanted_batch(in);
    cursor.tasks = query->object == in.data.task_schema();
    cursor.opened = in.now;
    if (cursor.tasks) {
        cursor.rows = select_tasks(in.data, *query, everything);
    } else {
        auto selected = select_small_rows(in.data, in.options, *query);
        cursor.rows = std::move(selected.rows);
        cursor.owner = std::move(selected.owner);
    }
    if (query->count_only) {
        response out;
        out.body = "{\"totalSize\":" + std::to_string(cursor.rows.size()) +
                   ",\"done\":true,\"records\":[]}";
        return out;
    }
    return write_page(in, cursor, 0, [&] { return in.data.keep_cursor(cursor); });
}

response next_page(const call& in, std::string_view name)
{
    const auto dash = name.rfind('-');
    const auto locator = name.substr(0, dash);
    auto* const cursor = in.data.find_cursor(locator, in.now);
    std::size_t offset = 0;
    const auto digits = dash == std::string_view::npos ? "" : name.substr(dash + 1);
    const auto* const end = digits.data() + digits.size();
    if (!cursor || digits.empty() || std::from_chars(digits.data(), end, offset).ptr != end ||
        offset > cursor->rows.size())
        return error_response({400, "INVALID_QUERY_LOCATOR", "invalid query locator", {}});
    return write_page(in, *cursor, offset, [&] { return std::string{locator}; });
}

} // namespace dovetail::sandbox::salesforce
