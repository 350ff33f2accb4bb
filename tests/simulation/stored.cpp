// SPDX-License-Identifier: Apache-2.0
#include <simulation/stored.hpp>

#include <dovetail/host/batch.hpp>
#include <dovetail/sync/field_codec.hpp>

#include <sandbox/instant.hpp>

#include <algorithm>
#include <stdexcept>

namespace dovetail::simulation {

namespace {

template<class T>
T value_of(host::result<T> read)
{
    if (!read) throw std::runtime_error("the state cannot be read: " + read.error().message);
    return std::move(*read);
}

std::string text_of(const dovetail_value& value)
{
    std::string out;
    if (value.kind == DOVETAIL_TEXT || value.kind == DOVETAIL_JSON)
        out.assign(value.text.data, value.text.size);
    if (value.kind == DOVETAIL_DATE)
        sandbox::append_date(out, std::chrono::sys_days{std::chrono::days{value.number}});
    return out;
}

constexpr std::size_t at_once = 1'000;

} // namespace

stored_state::stored_state(const sync::state& from, std::string sync)
    : from_(from), sync_(std::move(sync))
{
}

std::vector<sync::link> stored_state::links() const
{
    std::vector<sync::link> all;
    for (;;) {
        const auto some =
            value_of(from_.store->links(sync_, all.empty() ? 0 : all.back().id, at_once));
        all.insert(all.end(), some.begin(), some.end());
        if (some.size() < at_once) return all;
    }
}

std::vector<sync::problem> stored_state::problems() const
{
    sync::problem_query all;
    all.with_dismissed = true;
    return value_of(from_.store->problems(sync_, all));
}

sync::sync_counts stored_state::counts() const
{
    return value_of(from_.store->counts(sync_));
}

std::string stored_state::name_of(sync::member_id who) const
{
    for (const auto& one : value_of(from_.store->members(sync_)))
        if (one.id == who) return one.name;
    return {};
}

std::string stored_state::names() const
{
    return value_of(from_.store->fact(sync_, sync::field_names_fact)).value_or("");
}

stored_values stored_state::values_of(const sync::field_bytes& bytes) const
{
    const auto table = sync::field_names::extend(names(), {});
    std::vector<dovetail_field> fields;
    if (!sync::decode_fields(bytes, table, fields))
        throw std::runtime_error("the state holds bytes that are no fields");
    stored_values out;
    for (const auto& one : fields)
        for (const auto which : all_fields)
            if (std::string_view(one.name.data, one.name.size) == simulation::name_of(which))
                out[static_cast<std::size_t>(which)] = text_of(one.value);
    return out;
}

bool stored_state::has_lost(const row& of, field which, const std::string& value) const
{
    sync::history_query query;
    query.key = of.id;
    const auto entries = value_of(from_.store->history(sync_, query));
    return std::any_of(entries.begin(), entries.end(), [&](const sync::history_entry& one) {
        return values_of(one.lost)[static_cast<std::size_t>(which)] == value;
    });
}

} // namespace dovetail::simulation
