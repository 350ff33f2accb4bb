// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/sandbox.hpp"

#include "end_to_end/support/programs.hpp"
#include "support/temporary_folder.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>

namespace dovetail::test {
namespace {

namespace json = boost::json;

std::size_t index(service where)
{
    return where == service::salesforce ? 0 : 1;
}

const char* name_of(service where)
{
    return where == service::salesforce ? "salesforce" : "sales-connect";
}

std::string text_of(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string().c_str())
                                                  : std::string();
}

task task_of(const json::value& value)
{
    const auto& object = value.as_object();
    task one;
    one.id = text_of(object, "id");
    one.owner = text_of(object, "owner");
    one.name = text_of(object, "name");
    one.status = text_of(object, "status");
    one.priority = text_of(object, "priority");
    one.due = text_of(object, "due");
    one.details = text_of(object, "details");
    one.key = text_of(object, "key");
    const auto* deleted = object.if_contains("deleted");
    one.deleted = deleted != nullptr && deleted->is_bool() && deleted->get_bool();
    return one;
}

json::object with(json::object edit, const char* action, const std::string& id)
{
    edit["action"] = action;
    if (!id.empty()) edit["id"] = id;
    return edit;
}

} // namespace

sandbox::sandbox(std::filesystem::path folder, const std::string& seed, bool on_disk)
    : folder_(std::move(folder)), seed_(seed), on_disk_(on_disk)
{
    std::filesystem::create_directories(folder_);
    start();
}

void sandbox::start()
{
    const auto port = [&](service where) {
        const auto& url = urls_[index(where)];
        return url.empty() ? std::string("0") : url.substr(url.rfind(':') + 1);
    };
    arguments words{"serve",
                    "--data",
                    folder_.string(),
                    "--secrets",
                    (folder_ / "secrets").string(),
                    "--seed",
                    seed_,
                    "--salesforce-port",
                    port(service::salesforce),
                    "--sales-connect-port",
                    port(service::sales_connect)};
    if (!on_disk_) words.emplace_back("--memory");
    program_ = std::make_unique<process>(sandbox_program(), words, variables{}, folder_);
    program_->wait_for_output("sales-connect http://");
    const auto endpoints = json::parse(read_file(folder_ / "endpoints.json")).as_object();
    for (const auto where : {service::salesforce, service::sales_connect}) {
        const auto& entry = endpoints.at(name_of(where)).as_object();
        urls_[index(where)] = text_of(entry, "url");
        client_ids_[index(where)] = text_of(entry, "client_id");
        tokens_[index(where)].clear();
    }
}

void sandbox::restart(int by_signal)
{
    program_->signal(by_signal);
    program_->wait();
    start();
}

const std::string& sandbox::url(service where) const
{
    return urls_[index(where)];
}
const std::string& sandbox::client_id(service where) const
{
    return client_ids_[index(where)];
}

json::value sandbox::control(service where, std::string_view method, const std::string& target,
                             const json::object& body)
{
    const auto text = body.empty() ? std::string() : json::serialize(body);
    const auto answer = http_request(url(where), method, "/sandbox/" + target, text);
    if (answer.status >= 400)
        throw std::runtime_error("the sandbox refused " + target + " " + text + ": " + answer.body);
    return answer.json();
}

task sandbox::add(service where, json::object edit)
{
    if (!edit.contains("owner")) edit["owner"] = ada;
    return task_of(control(where, "POST", "tasks", with(std::move(edit), "add", {})));
}

task sandbox::edit(service where, const std::string& id, json::object edit)
{
    return task_of(control(where, "POST", "tasks", with(std::move(edit), "edit", id)));
}

task sandbox::complete(service where, const std::string& id)
{
    return task_of(control(where, "POST", "tasks", with({}, "complete", id)));
}

task sandbox::remove(service where, const std::string& id)
{
    return task_of(control(where, "POST", "tasks", with({}, "delete", id)));
}

task sandbox::undelete(const std::string& id)
{
    return task_of(control(service::salesforce, "POST", "tasks", with({}, "undelete", id)));
}

std::vector<task> sandbox::tasks(service where, const std::string& owner)
{
    auto target = std::string("tasks?limit=1000000");
    if (!owner.empty()) target += "&owner=" + owner;
    std::vector<task> all;
    const auto answer = control(where, "GET", target);
    for (const auto& entry : answer.at("tasks").as_array())
        all.push_back(task_of(entry));
    return all;
}

std::optional<task> sandbox::find(service where, const std::string& id)
{
    const auto found = control(where, "GET", "tasks?deleted=1&id=" + id).at("tasks").as_array();
    if (found.empty()) return std::nullopt;
    return task_of(found.front());
}

task sandbox::named(service where, const std::string& name)
{
    std::vector<task> found;
    for (auto& one : tasks(where))
        if (one.name == name) found.push_back(std::move(one));
    if (found.size() != 1)
        throw std::runtime_error(std::to_string(found.size()) + " tasks of " + name_of(where) +
                                 " are called '" + name + "'");
    return found.front();
}

std::size_t sandbox::count(service where)
{
    return tasks(where).size();
}

std::string sandbox::everything()
{
    std::string text;
    for (const auto where : {service::salesforce, service::sales_connect})
        text += json::serialize(control(where, "GET", "tasks?deleted=1&limit=1000000")) + "\n";
    return text;
}

std::string sandbox::token(service where)
{
    auto& known = tokens_[index(where)];
    if (!known.empty()) return known;
    const std::string path =
        where == service::salesforce ? "/services/oauth2/token" : "/oauth/token";
    const auto secret =
        read_file(folder_ / "secrets" / (std::string(name_of(where)) + ".client-secret"));
    const auto answer = http_request(url(where), "POST", path,
                                     "grant_type=client_credentials&client_id=" + client_id(where) +
                                         "&client_secret=" + secret,
                                     {{"Content-Type", "application/x-www-form-urlencoded"}});
    if (answer.status != 200) throw std::runtime_error("no token: " + answer.body);
    known = text_of(answer.json().as_object(), "access_token");
    return known;
}

json::value sandbox::salesforce_field(const std::string& id, const std::string& field)
{
    const auto answer =
        http_request(url(service::salesforce), "GET",
                     "/services/data/v62.0/sobjects/Task/" + id + "?fields=" + field, {},
                     {{"Authorization", "Bearer " + token(service::salesforce)}});
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return answer.json().as_object().at(field);
}

json::value sandbox::sales_connect_field(const std::string& id, const std::string& field)
{
    const auto answer =
        http_request(url(service::sales_connect), "GET", "/v1/tasks/" + id, {},
                     {{"Authorization", "Bearer " + token(service::sales_connect)}});
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return answer.json().as_object().at(field);
}

void sandbox::set(json::object settings)
{
    control(service::salesforce, "POST", "settings", settings);
}

void sandbox::act(service where, const std::string& action, json::object details)
{
    control(where, "POST", "actions/" + action, details);
}

void sandbox::fault(json::object rule)
{
    control(service::salesforce, "POST", "faults", rule);
}

void sandbox::clear_faults()
{
    control(service::salesforce, "DELETE", "faults");
}

std::uint64_t sandbox::struck()
{
    std::uint64_t sum = 0;
    const auto answer = control(service::salesforce, "GET", "faults");
    for (const auto& rule : answer.at("faults").as_array())
        sum += rule.at("struck").to_number<std::uint64_t>();
    return sum;
}

void sandbox::advance_clock(std::int64_t seconds)
{
    control(service::salesforce, "POST", "clock", {{"advance_s", seconds}});
}

void sandbox::reset_counts()
{
    control(service::salesforce, "DELETE", "stats");
}

json::object sandbox::stats()
{
    return control(service::salesforce, "GET", "stats").as_object();
}

std::uint64_t sandbox::requests(service where)
{
    std::uint64_t sum = 0;
    const auto counted = stats();
    for (const auto& entry : counted.at("requests").at(name_of(where)).as_object()) {
        if (std::string_view(entry.key()).find("/sandbox") != std::string_view::npos) continue;
        sum += entry.value().at("requests").to_number<std::uint64_t>();
    }
    return sum;
}

std::uint64_t sandbox::writes(service where)
{
    return stats().at("rows").at(name_of(where)).at("api_writes").to_number<std::uint64_t>();
}

} // namespace dovetail::test
