// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"
#include "failure.hpp"
#include "multistatus.hpp"
#include "page.hpp"
#include "path.hpp"
#include "reports.hpp"
#include "to_do.hpp"
#include "uid.hpp"

#include <algorithm>
#include <map>

namespace caldav {

namespace {

/// What is looked up in one calendar, by path. The UID is there when a create is looked for.
using asked_paths = std::map<std::string, std::string, std::less<>>;

std::map<const user*, asked_paths> by_calendar(const configuration& server,
                                               const kit::operation& wanted)
{
    std::map<const user*, asked_paths> out;
    for (const dovetail_lookup& one : wanted.lookups()) {
        const auto key = kit::view(one.key);
        if (!key.empty()) {
            if (const user* const owner = server.owner_of(key)) out[owner].emplace(key, "");
            continue;
        }
        const auto calendar = kit::find_text(kit::fields_of(one.create), "calendar");
        const user* const owner = server.find(calendar);
        const auto uid = uid_of_key(kit::view(one.create.idempotency_key));
        if (owner && uid) out[owner].emplace(owner->calendar + *uid + ".ics", *uid);
    }
    return out;
}

/// Whether the text-match of the server, which finds parts, found the very UID.
bool has_uid(const resource& one, const std::string& uid)
{
    if (!one.calendar_data) return false;
    try {
        const calendar_object task{*one.calendar_data};
        const content_line* const line = task.has_task() ? task.find("UID") : nullptr;
        return line != nullptr && unescaped(line->value) == uid;
    } catch (const malformed_calendar&) {
        return false;
    }
}

/// A task that was made by a create and then put under another name, by its server or by somebody.
kit::task<void> look_for_uid(const user& owner, kit::channel& channel, const std::string& uid,
                             page& out)
{
    auto question = ask_for_uid(owner.calendar, uid);
    const kit::answer answer = co_await channel.request(std::move(question));
    require_multistatus(answer, "find a task of " + owner.calendar + " by its UID");
    const multistatus told = read_multistatus(answer.body(), owner.calendar);
    const auto found = std::find_if(told.resources.begin(), told.resources.end(),
                                    [&uid](const resource& one) { return has_uid(one, uid); });
    if (found != told.resources.end()) out.take(*found);
}

kit::task<void> look_up_in(const user& owner, const kit::host& host, kit::channel& channel,
                           const asked_paths& asked)
{
    std::vector<std::string> paths;
    for (const auto& [path, uid] : asked)
        paths.push_back(path);
    auto question = ask_for_resources(owner.calendar, paths);
    const kit::answer answer = co_await channel.request(std::move(question));
    require_multistatus(answer, "show tasks of " + owner.calendar);
    const multistatus told = read_multistatus(answer.body(), owner.calendar);
    page found{owner, host, 0};
    std::vector<std::string> elsewhere;
    for (const resource& one : told.resources) {
        const auto was_asked = asked.find(one.path);
        if (was_asked == asked.end()) continue;
        // A create that is not there has never been: no tombstone.
        if (one.status == 404 && !was_asked->second.empty())
            elsewhere.push_back(was_asked->second);
        else
            found.take(one);
    }
    for (const std::string& uid : elsewhere)
        co_await look_for_uid(owner, channel, uid, found);
    co_await channel.deliver(std::move(found.batch));
}

} // namespace

kit::exchange_task look_up_tasks(const configuration& server, const kit::host& host,
                                 kit::channel& channel, const kit::operation& wanted)
{
    const auto calendars = by_calendar(server, wanted);
    for (const auto& [owner, asked] : calendars)
        co_await look_up_in(*owner, host, channel, asked);
}

} // namespace caldav
