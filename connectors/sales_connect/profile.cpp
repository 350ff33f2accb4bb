// SPDX-License-Identifier: Apache-2.0
#include "profile.hpp"

#include "default_profile.hpp"
#include "shape_reader.hpp"

#include <dovetail/kit/json.hpp>
#include <dovetail/kit/merge_patch.hpp>

#include <algorithm>

namespace dovetail::sales_connect {

namespace json = boost::json;
using reader = kit::configuration_reader;

namespace {

reader section(const reader& root, std::string_view name)
{
    auto found = root.object(name);
    if (!found) kit::fail_configuration(root.pointer(name), "must be given");
    return *std::move(found);
}

std::string path(const reader& from, std::string_view name)
{
    auto out = from.required_text(name);
    if (out.front() != '/') kit::fail_configuration(from.pointer(name), "must begin with '/'");
    return out;
}

void read_paths(const reader& from, profile::paths_type& out)
{
    out.changes = path(from, "changes");
    out.lookup = path(from, "lookup");
    out.batch = path(from, "batch");
    out.users = path(from, "users");
    out.account = path(from, "account");
    if (from.has("events")) out.events = path(from, "events");
}

void read_parameters(const reader& from, profile::parameters_type& out)
{
    out.cursor = from.required_text("cursor");
    out.updated_since = from.required_text("updated_since");
    out.assignee_ids = from.required_text("assignee_ids");
    out.only = from.required_text("only");
    out.only_deleted = from.required_text("only_deleted");
    out.limit = from.required_text("limit");
    out.email = from.required_text("email");
    out.after = from.required_text("after");
    out.wait_s = from.required_text("wait_s");
}

void read_batch(const reader& from, profile::batch_type& out)
{
    out.operations = from.required_text("operations");
    out.op = from.required_text("op");
    out.create = from.required_text("create");
    out.update = from.required_text("update");
    out.remove = from.required_text("delete");
    out.client_key = from.required_text("client_key");
    out.id = from.required_text("id");
    out.if_match = from.required_text("if_match");
    out.task = from.required_text("task");
    out.results = from.required_text("results");
    out.status = from.required_text("status");
    out.problem = from.required_text("problem");
}

void read_answers(const reader& root, profile& out)
{
    const auto lookup = section(root, "lookup");
    out.lookup = {lookup.required_text("ids"), lookup.required_text("client_keys")};
    const auto account = section(root, "account");
    out.account = {account.required_text("id"), account.text("name", ""),
                   account.text("activity_detail_template", "")};
    const auto events = section(root, "events");
    out.events = {events.required_text("changed"), events.required_text("cursor")};
    const auto headers = section(root, "headers");
    out.headers = {headers.text("quota_limit", ""), headers.text("quota_remaining", "")};
}

kit::error_class error_class_of(const std::string& pointer, std::string_view name)
{
    using kind = kit::error_class;
    static constexpr std::array<std::pair<std::string_view, kind>, 7> classes{
        {{"config", kind::config},
         {"auth", kind::auth},
         {"retryable", kind::retryable},
         {"throttled", kind::throttled},
         {"conflict", kind::conflict},
         {"gone", kind::gone},
         {"rejected", kind::rejected}}};
    for (const auto& [known, value] : classes) {
        if (known == name) return value;
    }
    kit::fail_configuration(pointer, "must be one of config, auth, retryable, throttled, conflict, "
                                     "gone and rejected");
}

void read_error_classes(const reader& from, profile& out)
{
    for (const auto& member : from.raw()) {
        const std::string code(member.key());
        out.error_classes[code] = error_class_of(from.pointer(code), from.required_text(code));
    }
}

/// More than any server of this kind takes; they only keep a slip of the pen from harm.
constexpr std::int64_t most_records = 10'000;
constexpr std::int64_t longest_target = 64'000;
constexpr std::int64_t longest_wait_s = 3'600;
constexpr std::int64_t longest_horizon_days = 36'500;

std::uint64_t count(const reader& from, std::string_view name, std::int64_t most)
{
    if (!from.has(name)) kit::fail_configuration(from.pointer(name), "must be given");
    return static_cast<std::uint64_t>(from.integer(name, 1, 1, most));
}

void read_limits(const reader& from, profile::limits_type& out)
{
    out.page = count(from, "page", most_records);
    out.users_page = count(from, "users_page", most_records);
    out.lookup = count(from, "lookup", most_records);
    out.batch = count(from, "batch", most_records);
    out.target_bytes = count(from, "target_bytes", longest_target);
    out.wait = std::chrono::seconds(count(from, "wait_s", longest_wait_s));
    out.tombstones =
        std::chrono::days(static_cast<int>(count(from, "tombstone_days", longest_horizon_days)));
}

/// The members of a written task that a batch's result repeats have the names of the list.
std::string key_of_role(const list_shape& shape, member_role role)
{
    for (const auto& child : shape.item.children) {
        if (child.role == role) return child.key;
    }
    return {};
}

reader merged(std::string_view configuration)
{
    json::value target = reader(default_profile()).raw();
    kit::merge_patch(target, reader(configuration).raw());
    return {target.get_object(), ""};
}

} // namespace

profile read_profile(std::string_view configuration)
{
    const auto root = merged(configuration);
    profile out;
    read_paths(section(root, "paths"), out.paths);
    read_parameters(section(root, "parameters"), out.parameters);
    out.tasks = read_shape(section(root, "tasks"));
    out.users = read_shape(section(root, "users"));
    read_answers(root, out);
    read_batch(section(root, "batch"), out.batch);
    out.batch.revision = key_of_role(out.tasks, member_role::revision);
    out.batch.updated_at = key_of_role(out.tasks, member_role::modified_at);
    read_error_classes(section(root, "error_classes"), out);
    read_limits(section(root, "limits"), out.limits);
    out.overlap = std::chrono::seconds(root.integer("overlap_s", 0, 0, longest_wait_s));
    return out;
}

} // namespace dovetail::sales_connect
