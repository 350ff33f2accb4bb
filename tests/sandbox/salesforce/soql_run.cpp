// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/soql_run.hpp>

#include <algorithm>
#include <limits>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::int64_t beginning = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();
constexpr int stamp_slot = static_cast<int>(task_field::system_modstamp);
constexpr int id_slot = static_cast<int>(task_field::id);
constexpr int key_slot = static_cast<int>(task_field::external_key);

char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// `%` any run, `_` any one byte, `\%` and `\_` themselves. Backtracks to the last `%` only.
bool is_like(std::string_view text, std::string_view pattern)
{
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = ++p;
            resume = t;
            continue;
        }
        const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
        const std::size_t at = escaped ? p + 1 : p;
        if (at < pattern.size() &&
            ((pattern[at] == '_' && !escaped) || fold(pattern[at]) == fold(text[t]))) {
            p = at + 1;
            ++t;
            continue;
        }
        if (star == std::string_view::npos) return false;
        p = star;
        t = ++resume;
    }
    while (p < pattern.size() && pattern[p] == '%')
        ++p;
    return p == pattern.size();
}

bool is_equal(const cell& value, const owned_cell& literal)
{
    if (value.kind == cell_kind::null || literal.kind == cell_kind::null)
        return value.kind == literal.kind;
    return compare_cells(value, literal.view()) == 0;
}

bool is_ordered(const condition& where, const cell& value)
{
    const auto& literal = where.literals.front();
    if (value.kind == cell_kind::null || literal.kind == cell_kind::null) return false;
    const int order = compare_cells(value, literal.view());
    switch (where.kind) {
    case condition_kind::less:
        return order < 0;
    case condition_kind::less_equal:
        return order <= 0;
    case condition_kind::greater:
        return order > 0;
    default:
        return order >= 0;
    }
}

bool is_among(const condition& where, const cell& value)
{
    return std::any_of(where.literals.begin(), where.literals.end(),
                       [&](const owned_cell& literal) { return is_equal(value, literal); });
}

/// The part of the stamp index a condition can be true in.
struct stamp_range
{
    std::int64_t low = beginning;
    std::int64_t high = forever;
};

stamp_range range_of(const condition& where);

stamp_range range_of_children(const condition& where)
{
    const bool all = where.kind == condition_kind::all_of;
    stamp_range out = all ? stamp_range{} : stamp_range{forever, beginning};
    for (const auto& child : where.children) {
        const auto inner = range_of(child);
        out.low = all ? std::max(out.low, inner.low) : std::min(out.low, inner.low);
        out.high = all ? std::min(out.high, inner.high) : std::max(out.high, inner.high);
    }
    return out;
}

stamp_range range_of(const condition& where)
{
    if (where.kind == condition_kind::all_of || where.kind == condition_kind::any_of)
        return range_of_children(where);
    if (where.slot != stamp_slot || where.literals.size() != 1) return {};
    const auto stamp = where.literals.front().number;
    switch (where.kind) {
    case condition_kind::equal:
        return {stamp, stamp};
    case condition_kind::less:
    case condition_kind::less_equal:
        return {beginning, stamp};
    case condition_kind::greater:
    case condition_kind::greater_equal:
        return {stamp, forever};
    default:
        return {};
    }
}

/// The literals of `slot = x` or `slot IN (…)` if the whole condition can only hold for those.
const std::vector<owned_cell>* pinned(const condition& where, int slot)
{
    if (where.slot == slot &&
        (where.kind == condition_kind::equal || where.kind == condition_kind::in))
        return &where.literals;
    if (where.kind != condition_kind::all_of) return nullptr;
    for (const auto& child : where.children)
        if (const auto* found = pinned(child, slot)) return found;
    return nullptr;
}

bool is_index_order(const std::vector<sort_key>& order)
{
    if (order.empty()) return true;
    if (order.size() > 2 || order[0].slot != stamp_slot || order[0].descending) return false;
    return order.size() == 1 || (order[1].slot == id_slot && !order[1].descending);
}

void cut_page(std::vector<const void*>& rows, const soql_query& query)
{
    const auto skipped = std::min(rows.size(), query.offset);
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(skipped));
    if (query.limit && rows.size() > *query.limit) rows.resize(*query.limit);
}

bool is_wanted(const task_row& row, const soql_query& query, bool everything)
{
    if (!everything && (row.deleted || row.archived)) return false;
    return !query.where || matches(*query.where, &row, read_task_row);
}

/// Candidates from the index on Id or on the external key; nothing if the query pins neither.
std::optional<std::vector<task_row*>> pinned_tasks(org& data, const soql_query& query)
{
    if (!query.where) return std::nullopt;
    std::vector<task_row*> out;
    if (const auto* ids = pinned(*query.where, id_slot)) {
        for (const auto& literal : *ids)
            if (const auto id = parse_id(literal.text))
                if (auto* row = data.find(*id)) out.push_back(row);
    } else {
        return std::nullopt;
    }
    std::sort(out.begin(), out.end(), stamp_order{});
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// As above, for the external key; deleted rows are not in that index.
std::optional<std::vector<task_row*>> keyed_tasks(const org& data, const soql_query& query,
                                                  bool everything)
{
    if (!query.where || everything) return std::nullopt;
    const auto* keys = pinned(*query.where, key_slot);
    if (!keys) return std::nullopt;
    std::vector<task_row*> out;
    for (const auto& literal : *keys) {
        if (literal.kind == cell_kind::null) return std::nullopt;
        const auto found = data.find_by_key(literal.text);
        out.insert(out.end(), found.begin(), found.end());
    }
    std::sort(out.begin(), out.end(), stamp_order{});
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<const void*> scan_stamps(org& data, const soql_query& query, bool everything)
{
    std::vector<const void*> out;
    const auto range = query.where ? range_of(*query.where) : stamp_range{};
    const auto enough = is_index_order(query.order) && query.limit
                            ? query.offset + *query.limit
                            : std::numeric_limits<std::size_t>::max();
    task_row probe; // an all-zero id sorts before every real one
    probe.stamp_s = range.low;
    for (auto it = data.by_stamp().lower_bound(&probe); it != data.by_stamp().end(); ++it) {
        if ((*it)->stamp_s > range.high || out.size() >= enough) break;
        if (is_wanted(**it, query, everything)) out.push_back(*it);
    }
    return out;
}

} // namespace

cell read_task_row(const void* row, int slot)
{
    return read_task(*static_cast<const task_row*>(row), slot);
}

bool matches(const condition& where, const void* row, row_reader read)
{
    const auto inner = [&](const condition& child) { return matches(child, row, read); };
    switch (where.kind) {
    case condition_kind::all_of:
        return std::all_of(where.children.begin(), where.children.end(), inner);
    case condition_kind::any_of:
        return std::any_of(where.children.begin(), where.children.end(), inner);
    case condition_kind::none_of:
        return !inner(where.children.front());
    default:
        break;
    }
    const auto value = read(row, where.slot);
    switch (where.kind) {
    case condition_kind::equal:
        return is_equal(value, where.literals.front());
    case condition_kind::not_equal:
        return !is_equal(value, where.literals.front());
    case condition_kind::in:
        return is_among(where, value);
    case condition_kind::not_in:
        return !is_among(where, value);
    case condition_kind::like:
        return is_like(value.text, where.literals.front().text);
    default:
        return is_ordered(where, value);
    }
}

void sort_rows(std::vector<const void*>& rows, const std::vector<sort_key>& order, row_reader read)
{
    std::stable_sort(rows.begin(), rows.end(), [&](const void* a, const void* b) {
        for (const auto& key : order) {
            const auto x = read(a, key.slot);
            const auto y = read(b, key.slot);
            const bool x_null = x.kind == cell_kind::null;
            const bool y_null = y.kind == cell_kind::null;
            if (x_null != y_null) return x_null != key.nulls_last;
            if (x_null) continue;
            const int difference = compare_cells(x, y);
            if (difference != 0) return (difference < 0) != key.descending;
        }
        return false;
    });
}

std::vector<const void*> select_tasks(org& data, const soql_query& query, bool everything)
{
    auto candidates = pinned_tasks(data, query);
    if (!candidates) candidates = keyed_tasks(data, query, everything);
    std::vector<const void*> out;
    if (!candidates) {
        out = scan_stamps(data, query, everything);
    } else {
        for (const auto* row : *candidates)
            if (is_wanted(*row, query, everything)) out.push_back(row);
    }
    if (!is_index_order(query.order)) sort_rows(out, query.order, read_task_row);
    cut_page(out, query);
    return out;
}

std::vector<const void*> select_rows(std::vector<const void*> rows, const soql_query& query,
                                     row_reader read)
{
    if (query.where)
        std::erase_if(rows, [&](const void* row) { return !matches(*query.where, row, read); });
    sort_rows(rows, query.order, read);
    cut_page(rows, query);
    return rows;
}

} // namespace dovetail::sandbox::salesforce
