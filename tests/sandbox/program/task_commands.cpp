// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "control_client.hpp"

#include <sandbox/json_text.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <memory>
#include <vector>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

struct task_options
{
    std::string data = default_data_directory;
    std::string where;
    std::string id;
    std::string owner;
    std::string name;
    std::string due;
    std::string priority;
    std::string status;
    std::string details;
    std::size_t limit = 1000;
    bool deleted = false;
    bool as_json = false;
};

constexpr std::size_t shown_name = 60;

/// Cuts between code points, and keeps a list one line per task.
std::string one_line(std::string_view text)
{
    std::string out;
    std::size_t characters = 0;
    for (const char c : text) {
        const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        if (starts && characters++ == shown_name) return out + "…";
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

void print_task(const json::object& task)
{
    const auto text = [&task](std::string_view key) {
        return std::string{text_member(task, key).value_or("-")};
    };
    fmt::print("{:<30}  {:<10}  {:<12}  {:<8}  {:<22}  {}{}\n", text("id"), text("due"),
               text("status"), text("priority"), text("owner"), one_line(text("name")),
               flag_member(task, "deleted", false) ? "  (deleted)" : "");
}

void print(const json::value& answer, bool as_json)
{
    const auto& object = answer.as_object();
    if (as_json)
        fmt::print("{}\n", json::serialize(answer));
    else if (const auto* list = object.if_contains("tasks"))
        for (const auto& task : list->as_array())
            print_task(task.as_object());
    else if (object.contains("pending"))
        fmt::print("accepted; it becomes visible later (setting late_visible_s)\n");
    else
        print_task(object);
}

json::object edit_document(std::string_view action, const task_options& options)
{
    json::object out{{"action", action}};
    const std::pair<const char*, const std::string*> members[] = {
        {"id", &options.id},          {"owner", &options.owner},       {"name", &options.name},
        {"due", &options.due},        {"priority", &options.priority}, {"status", &options.status},
        {"details", &options.details}};
    for (const auto& [key, value] : members)
        if (!value->empty()) out[key] = *value;
    // "none" clears, as an empty text on a command line is too easily a mistake.
    for (const auto* key : {"due", "details"})
        if (out.contains(key) && out.at(key) == "none") out[key] = nullptr;
    return out;
}

void list(const task_options& options)
{
    std::string target = fmt::format("/sandbox/tasks?limit={}", options.limit);
    if (!options.owner.empty()) target += "&owner=" + percent_encode(options.owner);
    if (!options.id.empty()) target += "&id=" + percent_encode(options.id);
    if (options.deleted) target += "&deleted=1";
    const auto endpoint = endpoint_of(options.data, *parse_side(options.where));
    print(ask_sandbox(endpoint, "GET", target, ""), options.as_json);
}

void edit(std::string_view action, const task_options& options)
{
    const auto endpoint = endpoint_of(options.data, *parse_side(options.where));
    const auto body = json::serialize(edit_document(action, options));
    print(ask_sandbox(endpoint, "POST", "/sandbox/tasks", body), options.as_json);
}

void add_content_options(CLI::App& command, task_options& options)
{
    command.add_option("--name,--subject", options.name, "Name of the task (Salesforce: Subject)");
    command.add_option("--due", options.due,
                       "YYYY-MM-DD, in Sales Connect also YYYY-MM-DDTHH:MM:SS; none clears");
    command.add_option("--priority", options.priority,
                       "High, Normal or Low; in Sales Connect high or normal");
    command.add_option("--status", options.status,
                       "for example \"Not Started\"; in Sales Connect open or complete");
    command.add_option("--details", options.details, "Comments; none clears");
}

} // namespace

void add_task_commands(CLI::App& app)
{
    auto* group = app.add_subcommand("task", "What a person does with tasks in either service");
    group->require_subcommand(1);
    struct entry
    {
        const char* action;
        const char* help;
    };
    for (const auto& [action, help] : {entry{"add", "Create a task"},
                                       {"edit", "Change a task"},
                                       {"complete", "Mark a task as done"},
                                       {"reopen", "Mark a task as not done"},
                                       {"delete", "Delete a task"},
                                       {"undelete", "Take a task out of Salesforce's recycle bin"},
                                       {"list", "List tasks"}}) {
        const std::string name = action;
        auto options = std::make_shared<task_options>();
        auto* command = group->add_subcommand(name, help);
        command->add_option("--data", options->data, "Directory of the running sandbox")
            ->capture_default_str();
        command->add_option("--side", options->where, "salesforce or sales-connect")
            ->required()
            ->check(CLI::IsMember({"salesforce", "sales-connect"}));
        command->add_flag("--json", options->as_json, "Print JSON");
        auto* owner = command->add_option("--owner", options->owner, "The user's e-mail address");
        auto* id = command->add_option("--id", options->id, "The task's id");
        if (name == "add" || name == "edit") add_content_options(*command, *options);
        if (name == "list") {
            command->add_flag("--deleted", options->deleted, "Deleted ones too");
            command->add_option("--limit", options->limit, "At most so many")
                ->capture_default_str();
            command->callback([options] { list(*options); });
            continue;
        }
        (name == "add" ? owner : id)->required();
        command->callback([options, name] { edit(name, *options); });
    }
}

} // namespace dovetail::sandbox
