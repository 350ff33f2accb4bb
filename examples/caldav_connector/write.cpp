// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"
#include "failure.hpp"
#include "multistatus.hpp"
#include "to_do.hpp"
#include "uid.hpp"

#include <dovetail/kit/instant.hpp>

namespace caldav {

namespace {

/// How often an update without a condition of its own is tried again when somebody else wrote the
/// task between its reading and its writing.
constexpr int most_attempts = 3;

constexpr std::string_view calendar_type = "text/calendar; charset=utf-8";

/// One change, and where its outcome goes.
struct writing
{
    const configuration& server;
    kit::channel& channel;
    const dovetail_change& change;
    std::size_t index;
    kit::outcomes_builder& out;
    std::int64_t now_us;

    [[nodiscard]] std::string key() const { return std::string{kit::view(change.key)}; }
    [[nodiscard]] std::string_view revision() const { return kit::view(change.revision); }

    void refuse(const kit::failure& why) const { out.not_applied(index, why, key()); }
    void refuse(kit::error_class kind, std::string code, std::string message) const
    {
        refuse(kit::failure{kind, std::move(code), std::move(message)});
    }

    /// It is so; what the server says about the new version, if it does.
    void applied(const std::string& path, const kit::answer& answer) const
    {
        out.applied(index, path, answer.header("etag"),
                    now_us / kit::us_per_second * kit::us_per_second);
    }

    /// Takes an answer to a write that is no success. Whether a server error came before or after
    /// the commit nobody knows.
    void failed(const kit::answer& answer, std::string_view what) const
    {
        const kit::failure why = failure_of_task(answer, what);
        if (answer.arrived() && answer.status() == 401) throw kit::plugin_error{why};
        const bool maybe = answer.arrived() ? answer.status() / 100 == 5 : answer.maybe_sent();
        if (maybe)
            out.unknown(index, why, key());
        else
            refuse(why);
    }
};

bool succeeded(const kit::answer& answer) noexcept
{
    return answer.arrived() && answer.status() / 100 == 2;
}

bool is_gone(const kit::answer& answer) noexcept
{
    return answer.arrived() && (answer.status() == 404 || answer.status() == 410);
}

/// Whether the server says that the UID of a create is in use: an earlier attempt came through.
bool exists_already(const kit::answer& answer)
{
    return answer.arrived() &&
           (answer.status() == 412 || condition_of(answer.body()) == "no-uid-conflict");
}

kit::task<void> create(const writing& one)
{
    const auto calendar = kit::find_text(kit::fields_of(one.change), "calendar");
    if (one.server.find(calendar) == nullptr) {
        one.refuse(kit::error_class::rejected, "no_calendar",
                   "\"" + std::string{calendar} + "\" is the calendar of no configured user");
        co_return;
    }
    const auto uid = uid_of_key(kit::view(one.change.idempotency_key));
    if (!uid) {
        one.refuse(kit::error_class::rejected, "key_too_long",
                   "the idempotency key is empty or too long to name a resource");
        co_return;
    }
    const std::string path = std::string{calendar} + *uid + ".ics";
    kit::request put{"PUT", path};
    put.body(new_task(*uid, kit::fields_of(one.change), one.now_us), calendar_type)
        .header("if-none-match", "*");
    // Not repeatable: the answer to a second one would not tell what the first one made.
    const kit::answer answer = co_await one.channel.request(std::move(put));
    if (succeeded(answer))
        one.applied(path, answer);
    else if (exists_already(answer))
        one.out.unknown(one.index,
                        {kit::error_class::retryable, "created_before",
                         "the task was created before: it is read to see what it is now"});
    else
        one.failed(answer, "create a task in " + std::string{calendar});
}

/// What is on the server, to be changed.
struct present_task
{
    std::string text;
    std::string etag;
};

/// Reads the task of an update; nothing: the outcome is set.
kit::task<std::optional<present_task>> read(const writing& one)
{
    kit::request get{"GET", one.key()};
    get.header("accept", "text/calendar");
    const kit::answer answer = co_await one.channel.request(std::move(get));
    if (!succeeded(answer)) {
        const kit::failure why = failure_of_task(answer, "show " + one.key());
        if (answer.arrived() && answer.status() == 401) throw kit::plugin_error{why};
        one.refuse(why);
        co_return std::nullopt;
    }
    present_task out{std::string{answer.body()}, std::string{answer.header("etag")}};
    if (out.etag.empty()) {
        one.refuse(kit::error_class::rejected, "no_etag",
                   "the CalDAV server gave no ETag for " + one.key() +
                       ", so that it cannot be changed without overwriting what others write");
        co_return std::nullopt;
    }
    if (!one.revision().empty() && one.revision() != out.etag) {
        one.refuse(kit::error_class::conflict, "changed_meanwhile",
                   one.key() + " was changed meanwhile");
        co_return std::nullopt;
    }
    co_return out;
}

/// The changed text; nothing: there is nothing to change, or the outcome is set.
std::optional<std::string> changed_text(const writing& one, const present_task& before)
{
    try {
        calendar_object task{before.text};
        if (!task.has_task()) {
            one.refuse(kit::error_class::rejected, "no_task", one.key() + " is no task any more");
            return std::nullopt;
        }
        if (apply(kit::fields_of(one.change), one.now_us, task)) return task.text();
        one.out.applied(one.index, one.key(), before.etag);
    } catch (const malformed_calendar& fault) {
        one.refuse(kit::error_class::rejected, "unreadable",
                   one.key() + " cannot be read, so nothing in it is changed: " + fault.what());
    }
    return std::nullopt;
}

kit::task<void> update(const writing& one)
{
    for (int attempt = 1;; ++attempt) {
        auto before = co_await read(one);
        if (!before) co_return;
        auto text = changed_text(one, *before);
        if (!text) co_return;
        kit::request put{"PUT", one.key()};
        put.body(*std::move(text), calendar_type).header("if-match", before->etag);
        const kit::answer answer = co_await one.channel.request(std::move(put));
        if (succeeded(answer)) {
            one.applied(one.key(), answer);
            co_return;
        }
        const bool overtaken = answer.arrived() && answer.status() == 412;
        if (overtaken && one.revision().empty() && attempt < most_attempts) continue;
        one.failed(answer, "change " + one.key());
        co_return;
    }
}

kit::task<void> remove(const writing& one)
{
    kit::request request{"DELETE", one.key()};
    if (!one.revision().empty()) request.header("if-match", one.revision());
    const kit::answer answer = co_await one.channel.request(std::move(request));
    if (succeeded(answer) || is_gone(answer))
        one.out.applied(one.index, one.key());
    else
        one.failed(answer, "delete " + one.key());
}

/// Does one change; what is wrong with it alone becomes its outcome.
kit::task<void> write(const writing& one)
{
    const bool is_create = one.change.action == DOVETAIL_CREATE;
    if (!is_create && one.server.owner_of(one.key()) == nullptr) {
        one.refuse(kit::error_class::rejected, "no_calendar",
                   one.key() + " is in the calendar of no configured user");
        co_return;
    }
    try {
        if (is_create)
            co_await create(one);
        else if (one.change.action == DOVETAIL_UPDATE)
            co_await update(one);
        else
            co_await remove(one);
    } catch (const kit::plugin_error& error) {
        if (error.details().kind != kit::error_class::rejected) throw;
        one.refuse(error.details());
    }
}

} // namespace

kit::exchange_task write_tasks(const configuration& server, kit::channel& channel,
                               const kit::operation& wanted)
{
    kit::outcomes_builder outcomes{wanted.changes().size()};
    for (std::size_t at = 0; at < wanted.changes().size(); ++at) {
        const writing one{server, channel, wanted.changes()[at], at, outcomes, wanted.now_us()};
        co_await write(one);
    }
    co_await channel.deliver(std::move(outcomes));
}

} // namespace caldav
