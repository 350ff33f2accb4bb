// SPDX-License-Identifier: Apache-2.0
#include "examples/caldav_connector/support/radicale.hpp"

#include <algorithm>
#include <stdexcept>

namespace dovetail::test {
namespace {

namespace fs = std::filesystem;

/// RFC 7617: base64 of "dovetail:correct horse".
constexpr char authorization[] = "Basic ZG92ZXRhaWw6Y29ycmVjdCBob3JzZQ==";

std::string configuration(const fs::path& folder, radicale::access how)
{
    std::string text = "[server]\nhosts = 127.0.0.1:0\n[logging]\nlevel = info\n[storage]\n"
                       "filesystem_folder = " +
                       (folder / "storage").string() + "\n[auth]\ndelay = 0\n";
    if (how == radicale::access::open) return text + "type = none\n";
    return text + "type = htpasswd\nhtpasswd_encryption = plain\nhtpasswd_filename = " +
           (folder / "users").string() + "\n[rights]\ntype = authenticated\n";
}

/// "Listening on '[127.0.0.1]:39341'"
std::string port_in(const std::string& log)
{
    const std::string marker = "Listening on '[127.0.0.1]:";
    const auto at = log.find(marker);
    const auto end = at == std::string::npos ? at : log.find('\'', at + marker.size());
    if (end == std::string::npos) return {};
    return log.substr(at + marker.size(), end - at - marker.size());
}

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

radicale::radicale(access how)
{
    write_file(folder_ / "config", configuration(folder_.path(), how));
    write_file(folder_ / "users", std::string(service_user) + ":" + service_password + "\n");
    program_ = std::make_unique<process>("/usr/bin/radicale",
                                         arguments{"--config", (folder_ / "config").string()},
                                         variables{}, folder_.path());
    const bool ready =
        eventually([this] { return !port_in(program_->err()).empty() || !program_->running(); });
    const auto port = port_in(program_->err());
    if (!ready || port.empty())
        throw std::runtime_error("Radicale does not start: " + program_->err());
    url_ = "http://127.0.0.1:" + port;
    make_calendar("/ada/tasks/");
    make_calendar("/grace/tasks/");
}

http_answer radicale::request(std::string_view method, const std::string& path,
                              const std::string& body, std::map<std::string, std::string> headers)
{
    headers.emplace("Authorization", authorization);
    return http_request(url_, method, path, body, headers);
}

void radicale::make_calendar(const std::string& path)
{
    // Radicale makes the folder of a person when they log in themselves.
    (void)request("MKCOL", path.substr(0, path.find('/', 1) + 1));
    const auto answer = request(
        "MKCALENDAR", path,
        R"(<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>)"
        R"(<C:supported-calendar-component-set><C:comp name="VTODO"/>)"
        R"(</C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>)",
        {{"Content-Type", "application/xml"}});
    if (answer.status != 201) throw std::runtime_error("no calendar: " + answer.body);
}

void radicale::put(const std::string& path, const std::string& text)
{
    const auto answer = request("PUT", path, text, {{"Content-Type", "text/calendar"}});
    if (answer.status / 100 != 2)
        throw std::runtime_error("PUT " + path + ": " + std::to_string(answer.status));
}

std::string radicale::get(const std::string& path)
{
    auto answer = request("GET", path);
    if (answer.status != 200)
        throw std::runtime_error("GET " + path + ": " + std::to_string(answer.status));
    std::erase(answer.body, '\r');
    return std::move(answer.body);
}

void radicale::remove(const std::string& path)
{
    const auto answer = request("DELETE", path);
    if (answer.status != 200)
        throw std::runtime_error("DELETE " + path + ": " + std::to_string(answer.status));
}

bool radicale::has(const std::string& path)
{
    return request("GET", path).status == 200;
}

std::vector<std::string> radicale::paths(const std::string& calendar)
{
    std::vector<std::string> out;
    for (const auto& entry :
         fs::directory_iterator(folder_ / ("storage/collection-root" + calendar)))
        if (entry.path().extension() == ".ics")
            out.push_back(calendar + entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
}

std::string radicale::only(const std::string& calendar)
{
    const auto all = paths(calendar);
    if (all.size() != 1)
        throw std::runtime_error(calendar + " has " + std::to_string(all.size()) + " tasks");
    return all.front();
}

void radicale::edit(const std::string& path, const std::string& from, const std::string& to)
{
    auto text = get(path);
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("no \"" + from + "\" in " + text);
    put(path, text.replace(at, from.size(), to));
}

void radicale::forget_sync_tokens(const std::string& calendar)
{
    fs::remove_all(folder_ / ("storage/collection-root" + calendar + ".Radicale.cache/sync-token"));
}

std::size_t radicale::writes() const
{
    const auto log = program_->err();
    return count(log, "PUT request for") + count(log, "DELETE request for");
}

std::string calendar_text(const std::string& task_lines)
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VTODO\r\n" + task_lines +
           "END:VTODO\r\nEND:VCALENDAR\r\n";
}

} // namespace dovetail::test
