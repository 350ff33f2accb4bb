// SPDX-License-Identifier: Apache-2.0
#include "judge/robot.hpp"

#include <dovetail/host/batch.hpp>

#include <memory>

namespace dovetail::judge {
namespace {

/// As the host's own limits (host-sdk/src/http/exchange_run.cpp), but for the steps: a recorded
/// conversation has dozens of them.
constexpr std::size_t most_steps = 100'000;
constexpr std::size_t most_requests = 1'000;
constexpr std::uint64_t most_wait_ms = 10 * 60 * 1000;
/// A wait costs no time here, but the plugin's clock has to go on.
constexpr std::int64_t us_per_ms = 1'000;

std::string text(dovetail_text from)
{
    return from.data ? std::string(host::view(from)) : std::string{};
}

std::string bytes(dovetail_bytes from)
{
    return from.data ? std::string(reinterpret_cast<const char*>(from.data), from.size)
                     : std::string{};
}

std::string to_text(const dovetail_outcome& from)
{
    return "outcome " + std::to_string(from.result) + " key=" + text(from.key) +
           " revision=" + text(from.revision) + " at=" + std::to_string(from.modified_at_us) +
           " class=" + std::to_string(from.error_class) + " code=" + text(from.code) +
           " message=" + text(from.message) + " server=" + text(from.server_text) + "\n";
}

request keep(const dovetail_request& from)
{
    request out{text(from.method), text(from.target), {}, bytes(from.body), from.repeat != 0};
    for (std::uint64_t at = 0; at < from.header_count; ++at)
        out.headers.emplace_back(text(from.headers[at].name), text(from.headers[at].value));
    return out;
}

std::string to_text(const request& from)
{
    std::string out =
        "request " + from.method + ' ' + from.target + (from.repeatable ? " again\n" : " once\n");
    for (const auto& [name, one] : from.headers)
        out += name + ": " + one + '\n';
    return out + '\n' + from.body + '\n';
}

/// One exchange while it runs.
class run
{
public:
    run(const dovetail_connector& connector, const operation& wanted, const server& respond,
        const drive_options& options, evidence& found)
        : connector_(connector), wanted_(wanted), respond_(respond), options_(options),
          found_(found), now_us_(wanted.now_us)
    {
    }

    ending to_end()
    {
        if (!begin()) return std::move(out_);
        dovetail_event event{};
        event.kind = DOVETAIL_EVENT_START;
        resume(event);
        while (!over() && within_limits())
            answer_step();
        if (!over()) {
            event = {};
            event.kind = DOVETAIL_EVENT_CANCELLED;
            resume(event);
        }
        exchange_.release(exchange_.self);
        return std::move(out_);
    }

private:
    bool begin()
    {
        exchange_.struct_size = sizeof exchange_;
        dovetail_error error{};
        error.struct_size = sizeof error;
        auto arguments = std::make_unique<scratch>(options_.how);
        const auto status =
            connector_.begin(connector_.self, arguments->operation(wanted_), &exchange_, &error);
        retire(std::move(arguments));
        if (status == DOVETAIL_OK) return true;
        note_error(error, "begin failed");
        if (error.release) error.release(error.owner);
        return false;
    }

    /// Memory is freed at the end of the exchange only: what a plugin then reads is wrong, but is
    /// no crash, which would not say what the plugin did.
    void retire(std::unique_ptr<scratch> arguments)
    {
        if (options_.overwrite_arguments) arguments->overwrite();
        kept_.push_back(std::move(arguments));
    }

    bool over() const
    {
        return step_->kind == DOVETAIL_STEP_DONE || step_->kind == DOVETAIL_STEP_FAILED;
    }

    bool within_limits()
    {
        if (out_.events > most_steps || requests_ > most_requests) {
            found_.add("A-67", "an exchange does not end: " + std::to_string(out_.events) +
                                   " steps, " + std::to_string(requests_) +
                                   " requests since the last delivery");
            return false;
        }
        return true;
    }

    void resume(dovetail_event event, const judge::answer* said = nullptr)
    {
        if (options_.interrupt_at == out_.events) {
            event = {};
            event.kind = options_.interruption;
            said = nullptr;
        }
        ++out_.events;
        auto arguments = std::make_unique<scratch>(options_.how);
        event.struct_size = sizeof event;
        event.now_us = now_us_;
        if (said) {
            event.headers = arguments->headers(said->headers);
            event.header_count = said->headers.size();
            event.body = arguments->bytes(said->body);
            if (!said->arrived) event.reason = arguments->text("the connection was reset");
        }
        // A step lives until the next resume: it lies where a plugin that kept it would find
        // another one.
        step_ = std::make_unique<dovetail_step>();
        step_->struct_size = sizeof *step_;
        exchange_.resume(exchange_.self, arguments->one(event), step_.get());
        retire(std::move(arguments));
        note_step();
    }

    void note_step()
    {
        const dovetail_step& step = *step_;
        out_.last_step = step.kind;
        if (step.usage.known)
            out_.transcript += "usage " + std::to_string(step.usage.used) + " of " +
                               std::to_string(step.usage.limit) + '\n';
        if (step.kind == DOVETAIL_STEP_DELIVER) return take_delivery();
        if (step.kind == DOVETAIL_STEP_DONE) out_.transcript += "done\n";
        if (step.kind == DOVETAIL_STEP_FAILED && step.error) note_error(*step.error, "failed");
    }

    void note_error(const dovetail_error& error, const char* what)
    {
        out_.error_class = error.error_class;
        out_.code = text(error.code);
        out_.transcript += std::string(what) + " class=" + std::to_string(error.error_class) +
                           " code=" + out_.code + " message=" + text(error.message) +
                           " server=" + text(error.server_text) +
                           " after=" + std::to_string(error.retry_after_ms) + '\n';
    }

    void take_delivery()
    {
        requests_ = 0;
        out_.cursors.push_back(bytes(step_->cursor));
        out_.transcript += "delivery cursor=" + out_.cursors.back() +
                           " total=" + std::to_string(step_->total) + '\n';
        if (step_->batch) {
            const dovetail_batch batch = *step_->batch;
            const host::array_view<dovetail_record> all(batch.records, batch.record_count);
            for (std::size_t at = 0; at < all.size(); ++at)
                note_delivered(judge::to_text(all[at]));
            if (options_.keep_batches)
                options_.keep_batches->push_back(batch);
            else
                batch.release(batch.owner);
        }
        if (step_->outcomes) {
            const dovetail_outcomes outcomes = *step_->outcomes;
            const host::array_view<dovetail_outcome> all(outcomes.outcomes, outcomes.outcome_count);
            for (std::size_t at = 0; at < all.size(); ++at) {
                out_.applied.push_back(all[at].result == DOVETAIL_APPLIED);
                note_delivered(to_text(all[at]));
            }
            if (options_.keep_outcomes)
                options_.keep_outcomes->push_back(outcomes);
            else
                outcomes.release(outcomes.owner);
        }
    }

    void note_delivered(std::string one)
    {
        out_.transcript += one;
        out_.deliveries.push_back(std::move(one));
    }

    void answer_step()
    {
        dovetail_event event{};
        if (step_->kind == DOVETAIL_STEP_REQUEST) {
            ++requests_;
            const request asked = keep(*step_->request);
            out_.transcript += to_text(asked);
            const judge::answer said = respond_(asked, out_.turns.size());
            out_.turns.emplace_back(asked, said);
            event.kind = said.arrived ? DOVETAIL_EVENT_RESPONSE : DOVETAIL_EVENT_TRANSPORT_FAILED;
            event.status = said.status;
            event.sent = said.maybe_sent ? DOVETAIL_SENT_MAYBE : DOVETAIL_SENT_NO;
            return resume(event, &said);
        }
        if (step_->kind == DOVETAIL_STEP_WAIT) {
            found_.require(step_->wait_ms <= most_wait_ms, "A-57",
                           "it wants to wait " + std::to_string(step_->wait_ms) + " ms");
            out_.transcript += "wait " + std::to_string(step_->wait_ms) + '\n';
            now_us_ +=
                static_cast<std::int64_t>(std::min(step_->wait_ms, most_wait_ms)) * us_per_ms;
        }
        event.kind = DOVETAIL_EVENT_RESUMED;
        resume(event);
    }

    const dovetail_connector& connector_;
    const operation& wanted_;
    const server& respond_;
    const drive_options& options_;
    evidence& found_;
    std::int64_t now_us_;
    dovetail_exchange exchange_{};
    std::unique_ptr<dovetail_step> step_;
    std::size_t requests_ = 0; ///< since the last delivery
    std::vector<std::unique_ptr<scratch>> kept_;
    ending out_;
};

} // namespace

std::string to_text(const dovetail_field* from, std::uint64_t count)
{
    std::string out;
    for (std::uint64_t at = 0; at < count; ++at)
        out += "  " + text(from[at].name) + '=' + std::to_string(from[at].value.kind) + ':' +
               std::to_string(from[at].value.number) + ':' + text(from[at].value.text) + '\n';
    return out;
}

std::string to_text(const dovetail_record& from)
{
    return "record " + std::to_string(from.kind) + " key=" + text(from.key) +
           " revision=" + text(from.revision) + " at=" + std::to_string(from.modified_at_us) +
           '\n' + to_text(from.fields, from.field_count);
}

ending drive(const dovetail_connector& connector, const operation& wanted, const server& respond,
             const drive_options& options, evidence& found)
{
    return run(connector, wanted, respond, options, found).to_end();
}

server playback(const exchange& recorded)
{
    return [&recorded](const request&, std::size_t index) {
        return index < recorded.turns.size() ? recorded.turns[index].second : answer::lost(false);
    };
}

} // namespace dovetail::judge
