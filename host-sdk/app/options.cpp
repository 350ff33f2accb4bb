// SPDX-License-Identifier: Apache-2.0
#include "app/options.hpp"

#include "app/exit_code.hpp"
#include "app/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace dovetail::app {
namespace {

/// Upper limits of what a person may ask for: a page that can be read, not the whole state.
constexpr std::size_t most_entries = 100'000;

/// The one command line while it is read. CLI11 writes into `found`, whose alternatives live in
/// `commands` until the one that was named is known.
class reader
{
public:
    reader();
    std::variant<options, early_end> read(std::vector<std::string> arguments);

private:
    template<class Command>
    Command& begin(CLI::App& parent, const char* name, const char* about, const char* example);
    CLI::App& group(const char* name, const char* about);
    void add_passes();
    void add_members();
    void add_tasks_and_history();
    void add_held();
    void add_plugins_and_manifest();
    void add_globals();

    CLI::App app_{"Keeps tasks of two systems the same, both ways, through plugins.", "dovetail"};
    CLI::App* current_ = nullptr; ///< the subcommand that was begun last
    global_options global_;
    std::optional<command> chosen_;
    std::vector<std::shared_ptr<void>> commands_;
};

template<class Command>
void add_sync(CLI::App& app, Command& target)
{
    app.add_option("--sync", target.sync, "Only this sync of the manifest")->type_name("NAME");
}

template<class Command>
Command& reader::begin(CLI::App& parent, const char* name, const char* about, const char* example)
{
    auto target = std::make_shared<Command>();
    commands_.push_back(target);
    current_ = parent.add_subcommand(name, about);
    current_->fallthrough(); // so that global options may stand after the command
    current_->footer(fmt::format("Example:\n  {}", example));
    current_->add_flag("--json", target->json, "Print JSON for scripts");
    if constexpr (std::is_base_of_v<sync_choice, Command>) add_sync(*current_, *target);
    // A command that has subcommands of its own (history) is called after them, too.
    current_->callback([this, target, app = current_] {
        if (app->get_subcommands().empty()) chosen_ = command(*target);
    });
    return *target;
}

CLI::App& reader::group(const char* name, const char* about)
{
    auto* app = app_.add_subcommand(name, about);
    app->fallthrough();
    app->require_subcommand(1);
    return *app;
}

reader::reader()
{
    app_.require_subcommand(1);
    app_.set_version_flag("--version", fmt::format("{} {}", host_name, host_version));
    app_.footer("Exit codes: 0 done, 1 failed, 2 usage, 3 manifest, plugin or configuration,\n"
                "4 authorisation, 5 state file, 6 interrupted before done.\n"
                "Each command has --help with an example.");
    add_globals();
    add_passes();
    add_members();
    add_tasks_and_history();
    add_held();
    add_plugins_and_manifest();
}

void reader::add_globals()
{
    app_.add_option("--manifest", global_.manifest, "What to run (default: ./manifest.json)")
        ->type_name("FILE");
    const std::map<std::string, host::log_level> levels{{"debug", host::log_level::debug},
                                                        {"info", host::log_level::info},
                                                        {"warning", host::log_level::warning},
                                                        {"error", host::log_level::error}};
    app_.add_option_function<std::string>(
            "--log-level",
            [this, levels](const std::string& word) { global_.log_level = levels.at(word); },
            "Overrides the manifest: debug, info, warning or error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->type_name("LEVEL");
    app_.add_option_function<std::string>(
            "--log-format",
            [this](const std::string& word) {
                global_.log_format =
                    word == "json" ? host::log_format::json : host::log_format::human;
            },
            "Overrides the manifest: human or json")
        ->check(CLI::IsMember({"human", "json"}))
        ->type_name("FORMAT");
    app_.add_option_function<std::string>(
            "--color",
            [this](const std::string& word) {
                global_.color = word == "always"  ? color_choice::always
                                : word == "never" ? color_choice::never
                                                  : color_choice::automatic;
            },
            "auto (on a terminal, unless NO_COLOR is set), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
}

void reader::add_passes()
{
    begin<run_command>(app_, "run", "Sync until stopped; prints each change that crosses",
                       "dovetail run --manifest manifest.json");
    begin<once_command>(app_, "once", "Sync until nothing is left to do, then say what was done",
                        "dovetail once --manifest manifest.json --json");
    begin<plan_command>(app_, "plan", "Show what a pass would write, field by field; write nothing",
                        "dovetail plan --sync tasks");
    begin<status_command>(app_, "status", "How the syncs are: passes, counts, what waits, members",
                          "dovetail status --json");
}

void reader::add_members()
{
    auto& members = group("members", "Whose tasks are synced");
    begin<members_list_command>(members, "list", "All members, and how far their sync is",
                                "dovetail members list");
    auto& enable = begin<members_enable_command>(
        members, "enable", "Turn sync on for users, by e-mail address; again: sync anew",
        "dovetail members enable ada@example.com --time-zone Europe/Stockholm");
    auto* emails = current_->add_option("email", enable.emails, "E-mail addresses of users");
    emails->type_name("EMAIL");
    auto* all = current_->add_flag("--all-users", enable.all_users,
                                   "Every active user found on both sides with the same address");
    all->excludes(emails);
    current_
        ->add_option("--time-zone", enable.time_zone,
                     "IANA name, for users whose records name no time zone")
        ->type_name("ZONE");
    current_
        ->add_option("--left-user", enable.left_user,
                     "The user's address on the left side, where it differs")
        ->type_name("EMAIL")
        ->excludes(all);
    current_
        ->add_option("--right-user", enable.right_user,
                     "The user's address on the right side, where it differs")
        ->type_name("EMAIL")
        ->excludes(all);
    auto& disable = begin<members_disable_command>(
        members, "disable", "Turn sync off, both directions at once; links stay",
        "dovetail members disable ada@example.com");
    auto* off = current_->add_option("email", disable.emails, "E-mail addresses of members");
    off->type_name("EMAIL");
    current_->add_flag("--all", disable.all, "Every member")->excludes(off);
}

void reader::add_tasks_and_history()
{
    auto& tasks = begin<tasks_command>(
        app_, "tasks", "A member's tasks due today and tomorrow, in their time zone",
        "dovetail tasks ada@example.com --overdue");
    current_->add_option("member", tasks.member, "The member's e-mail address")
        ->required()
        ->type_name("EMAIL");
    current_->add_flag("--overdue", tasks.overdue, "Also what was due before today");

    auto& list = begin<history_list_command>(
        app_, "history", "What happened to tasks, newest first; restore a value that lost",
        "dovetail history 00T5e00001Xy7ZzEAJ\n  dovetail history restore 1234");
    auto* history = current_;
    history->require_subcommand(0, 1);
    history->add_option("key", list.key, "Key of a task on either side")->type_name("TASK-KEY");
    history->add_option("--member", list.member, "Only tasks of this member")->type_name("EMAIL");
    history->add_option("--limit", list.limit, "At most so many entries (default: 50)")
        ->check(CLI::Range(std::size_t{1}, most_entries))
        ->type_name("N");
    auto& restore = begin<history_restore_command>(
        *history, "restore", "Write the losing value of an entry, as if its user had just done it",
        "dovetail history restore 1234");
    current_->add_option("entry", restore.entry, "The entry's id, as `dovetail history` shows it")
        ->required()
        ->check(CLI::PositiveNumber)
        ->type_name("ENTRY-ID");
}

void reader::add_held()
{
    auto& held = group("held", "Tasks that wait, and why");
    auto& list = begin<held_list_command>(held, "list", "All tasks that wait or failed",
                                          "dovetail held list --member ada@example.com");
    current_->add_option("--member", list.member, "Only tasks of this member")->type_name("EMAIL");
    current_->add_flag("--dismissed", list.with_dismissed, "Also those that were dismissed");
    current_->add_option("--limit", list.limit, "At most so many (default: 200)")
        ->check(CLI::Range(std::size_t{1}, most_entries))
        ->type_name("N");
    auto& retry = begin<held_retry_command>(held, "retry", "Try again in the next pass",
                                            "dovetail held retry 7 12");
    auto* ids = current_->add_option("id", retry.ids, "Ids, as `dovetail held list` shows them");
    ids->type_name("ID");
    current_->add_flag("--all", retry.all, "All that wait")->excludes(ids);
    auto& edit = begin<held_edit_command>(
        held, "edit",
        "Write other values into a task that waits, in the system it comes from, and try again",
        "dovetail held edit 7 name='Call Bob' due=2026-01-31 details=");
    current_->add_option("id", edit.id, "Id, as `dovetail held list` shows it")
        ->required()
        ->type_name("ID");
    current_->add_option("values", edit.values, "Canonical field and new value; none: empty it")
        ->required()
        ->type_name("FIELD=VALUE");
    auto& dismiss = begin<held_dismiss_command>(
        held, "dismiss", "Do not show again until the task changes", "dovetail held dismiss 7");
    current_->add_option("id", dismiss.ids, "Ids, as `dovetail held list` shows them")
        ->required()
        ->type_name("ID");
    begin<held_confirm_deletes_command>(
        held, "confirm-deletes", "Agree to the deletes that the mass-delete brake holds back",
        "dovetail held confirm-deletes --sync tasks");
}

void reader::add_plugins_and_manifest()
{
    auto& plugins = group("plugins", "What plugins there are");
    begin<plugins_list_command>(plugins, "list", "Every plugin found, and whether it is usable",
                                "dovetail plugins list");
    auto& inspect = begin<plugins_inspect_command>(
        plugins, "inspect", "One plugin: the whole search, its digest, what it provides",
        "dovetail plugins inspect dovetail.salesforce");
    current_->add_option("id", inspect.id, "The plugin's id")->required()->type_name("ID");
    auto& swap = begin<plugins_swap_command>(
        plugins, "swap", "Exchange a plugin while the host runs; it is rolled back if it fails",
        "dovetail plugins swap dovetail.salesforce --to 1.2.0");
    current_->add_option("id", swap.id, "The plugin's id")->required()->type_name("ID");
    current_
        ->add_option("--to", swap.to,
                     "A version, or the path of a .plugin.json (default: the newest found)")
        ->type_name("VERSION|FILE");
    current_->add_flag("--allow-downgrade", swap.allow_downgrade, "Also to an older version");
    current_->add_flag("--no-wait", swap.no_wait, "Do not wait until it is decided");

    auto& manifest = group("manifest", "The manifest itself");
    auto& check = begin<manifest_check_command>(manifest, "check",
                                                "All faults of the manifest, with their places",
                                                "dovetail manifest check --strict --online");
    current_->add_flag("--strict", check.strict, "Warnings are errors");
    current_->add_flag("--online", check.online,
                       "Also connect to each server and check the mappings against it");
}

/// CLI11 misses a required subcommand before it minds a word that is none: say the latter.
std::string what_is_wrong(const CLI::ParseError& error, const CLI::App& app)
{
    const auto words = app.remaining();
    const bool misses_command = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
                                app.get_require_subcommand_min() > 0;
    if (!misses_command) return error.what();
    if (words.empty()) return "which command?";
    return fmt::format("there is no command '{}'", words.front());
}

std::string complaint(const CLI::ParseError& error, const CLI::App& app)
{
    const CLI::App* deepest = &app;
    while (!deepest->get_subcommands().empty())
        deepest = deepest->get_subcommands().back();
    std::string path = "dovetail";
    if (deepest != &app) {
        const CLI::App* parent = deepest->get_parent();
        if (parent != nullptr && parent != &app) path += " " + parent->get_name();
        path += " " + deepest->get_name();
    }
    return fmt::format("dovetail: {}\nSee: {} --help", what_is_wrong(error, *deepest), path);
}

std::variant<options, early_end> reader::read(std::vector<std::string> arguments)
{
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
        app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0)
            return early_end{static_cast<int>(exit_code::usage), complaint(error, app_)};
        std::ostringstream text;
        app_.exit(error, text, text); // prints help or the version, of the right subcommand
        return early_end{0, text.str()};
    }
    global_.manifest_named = app_.get_option("--manifest")->count() > 0;
    return options{global_, std::move(*chosen_)};
}

/// What CLI11 cannot express: commands that need one of several things.
std::optional<early_end> lacks(const options& given)
{
    const auto usage = [](std::string text) {
        return early_end{static_cast<int>(exit_code::usage), "dovetail: " + std::move(text)};
    };
    if (const auto* enable = std::get_if<members_enable_command>(&given.what)) {
        if (enable->emails.empty() && !enable->all_users)
            return usage("whom? Give e-mail addresses, or --all-users.\n"
                         "See: dovetail members enable --help");
        const bool differs = !enable->left_user.empty() || !enable->right_user.empty();
        if (differs && enable->emails.size() != 1)
            return usage("--left-user and --right-user go with exactly one address.\n"
                         "See: dovetail members enable --help");
    }
    if (const auto* disable = std::get_if<members_disable_command>(&given.what))
        if (disable->emails.empty() && !disable->all)
            return usage("whom? Give e-mail addresses, or --all.\n"
                         "See: dovetail members disable --help");
    if (const auto* retry = std::get_if<held_retry_command>(&given.what))
        if (retry->ids.empty() && !retry->all)
            return usage("which? Give ids, or --all.\nSee: dovetail held retry --help");
    return std::nullopt;
}

} // namespace

std::variant<options, early_end> parse_options(std::vector<std::string> arguments)
{
    reader command_line;
    auto result = command_line.read(std::move(arguments));
    if (const auto* given = std::get_if<options>(&result))
        if (auto complaint = lacks(*given)) return *complaint;
    return result;
}

} // namespace dovetail::app
