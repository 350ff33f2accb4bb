// SPDX-License-Identifier: Apache-2.0
// The smallest useful connector: a server that keeps a list of todos as one JSON document.
//
//     GET  <path>       [{"id": "7", "changed": 1767225600, "title": "Call Ada", "done": false}, …]
//     POST <path>/<id>  {"title": …, "done": …}       stores one; <id> is chosen by us, so storing
//                                                     it twice changes nothing
//
// The server cannot be asked for changes, so every fetch delivers the whole list and the cursor
// stays empty.
#include <dovetail/kit/json.hpp>
#include <dovetail/kit/plugin.hpp>

#include <boost/json.hpp>

namespace kit = dovetail::kit;
namespace json = boost::json;

namespace {

/// Throws what an answer that is no success means for the whole operation.
void require_success(const kit::answer& answer)
{
    if (!answer.arrived())
        throw kit::plugin_error{kit::error_class::retryable, "transport",
                                "no answer from the list's server: " +
                                    std::string{answer.reason()}};
    if (answer.status() / 100 == 2) return;
    const bool later = answer.status() == 429 || answer.status() / 100 == 5;
    throw kit::plugin_error{later ? kit::error_class::retryable : kit::error_class::rejected,
                            "http_" + std::to_string(answer.status()),
                            "the list's server answered " + std::to_string(answer.status()),
                            std::string{answer.body()}};
}

kit::plugin_error malformed(std::string_view what)
{
    return {kit::error_class::retryable, "malformed_answer",
            "the list's server answered with " + std::string{what}};
}

json::value parse(const kit::answer& answer)
{
    boost::system::error_code error;
    json::value parsed = json::parse(answer.body(), error);
    if (error) throw malformed("something that is no JSON");
    return parsed;
}

/// The end of the year 9999, in seconds since 1970.
constexpr std::int64_t latest_s = 253'402'300'799;

kit::batch_builder read_list(const json::value& list)
{
    kit::batch_builder batch{list.as_array().size()};
    for (const json::value& item : list.as_array()) {
        const json::object& todo = item.as_object();
        if (todo.at("id").as_string().empty()) throw malformed("a todo whose id is empty");
        const std::int64_t changed_s = todo.at("changed").to_number<std::int64_t>();
        if (changed_s < 0 || changed_s > latest_s) throw malformed("a time no calendar has");
        batch.add(todo.at("id").as_string(), std::to_string(changed_s), changed_s * 1'000'000)
            .text("title", todo.at("title").as_string())
            .boolean("done", todo.at("done").as_bool());
    }
    return batch;
}

std::string write_todo(const dovetail_change& change)
{
    json::object todo;
    if (const auto* title = kit::find(kit::fields_of(change), "title"))
        todo["title"] = kit::view(title->text);
    if (const auto* done = kit::find(kit::fields_of(change), "done"))
        todo["done"] = done->number != 0;
    return json::serialize(todo);
}

class todo_list : public kit::connector
{
public:
    explicit todo_list(std::string path) : path_{std::move(path)} {}

    dovetail_abilities abilities() const noexcept override
    {
        dovetail_abilities out{};
        out.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
        out.max_write_batch = 1;
        out.max_lookup_batch = 1;
        out.revision_step_us = 1'000'000;
        return out;
    }

    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
        if (!wanted.collection().empty()) throw kit::unknown_collection(wanted);
        switch (wanted.kind()) {
        case DOVETAIL_OP_CHECK:
        case DOVETAIL_OP_FETCH:
            return fetch(channel, wanted.kind() == DOVETAIL_OP_CHECK);
        case DOVETAIL_OP_WRITE:
            return write(channel, wanted);
        default:
            throw kit::unknown_operation(wanted);
        }
    }

private:
    kit::exchange_task fetch(kit::channel& channel, bool only_check)
    {
        kit::request get{"GET", path_};
        const kit::answer answer = co_await channel.request(std::move(get));
        require_success(answer);
        kit::batch_builder batch = read_list(parse(answer));
        if (!only_check) co_await channel.deliver(std::move(batch));
    }

    kit::exchange_task write(kit::channel& channel, const kit::operation& wanted)
    {
        kit::outcomes_builder outcomes{wanted.changes().size()};
        for (std::size_t at = 0; at < wanted.changes().size(); ++at) {
            const dovetail_change& change = wanted.changes()[at];
            const std::string_view key =
                kit::view(change.action == DOVETAIL_CREATE ? change.idempotency_key : change.key);
            kit::request post{"POST", path_ + "/" + std::string{key}};
            post.json(write_todo(change)).repeatable();
            const kit::answer answer = co_await channel.request(std::move(post));
            if (answer.arrived() && answer.status() / 100 == 2)
                outcomes.applied(at, key);
            else if (answer.maybe_sent())
                outcomes.unknown(at, {kit::error_class::retryable, "transport",
                                      "no answer from the list's server"});
            else
                require_success(answer);
        }
        co_await channel.deliver(std::move(outcomes));
    }

    std::string path_;
};

std::unique_ptr<kit::connector> make(std::string_view configuration, const kit::host&)
{
    return std::make_unique<todo_list>(
        kit::configuration_reader{configuration}.required_text("path"));
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
