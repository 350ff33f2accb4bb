// SPDX-License-Identifier: Apache-2.0
#include "remote_connector.hpp"

#include "report.hpp"
#include "seat.hpp"

#include <dovetail/host/batch.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace dovetail::host::isolated {
namespace {

template<class Handle>
void give_away(Handle* delivered, const block& memory)
{
    if (!delivered) return;
    delivered->owner = new block(memory);
    delivered->release = [](void* owner) { delete static_cast<block*>(owner); };
}

class remote_exchange
{
public:
    remote_exchange(std::shared_ptr<seat> at, std::shared_ptr<child> in, std::uint64_t number)
        : seat_(std::move(at)), child_(std::move(in)), number_(number)
    {
    }

    ~remote_exchange() { child_->end(number_); }
    remote_exchange(const remote_exchange&) = delete;
    remote_exchange& operator=(const remote_exchange&) = delete;

    void resume(const dovetail_event& event, dovetail_step& step)
    {
        last_.reset();
        auto got = seat_->ask<resume_answer>(*child_, call::resume, number_,
                                             resume_call{known_part(event, event.struct_size)});
        if (!got) return fail(got.error(), step);
        const verdict& outcome = got->root->outcome;
        if (outcome.fault.size != 0)
            return fail(broken_by(outcome, {seat_->from(), "resume"}), step);
        const std::size_t size = std::min<std::size_t>(step.struct_size, sizeof step);
        dovetail_step& said = got->root->step;
        if (said.kind != DOVETAIL_STEP_DELIVER) {
            said.batch = nullptr;
            said.outcomes = nullptr;
        }
        give_away(said.batch, got->memory);
        give_away(said.outcomes, got->memory);
        said.struct_size = static_cast<std::uint32_t>(size);
        std::memcpy(&step, &said, size);
        last_ = std::move(got->memory);
    }

private:
    void fail(error why, dovetail_step& step)
    {
        why_.emplace(std::move(why));
        failure_ = {};
        failure_.struct_size = sizeof failure_;
        failure_.error_class = static_cast<std::uint32_t>(why_->kind);
        failure_.retry_after_ms = static_cast<std::uint64_t>(why_->retry_after.count());
        failure_.code = to_abi(why_->code);
        failure_.message = to_abi(why_->message);
        step.kind = DOVETAIL_STEP_FAILED;
        step.error = &failure_;
    }

    std::shared_ptr<seat> seat_;
    std::shared_ptr<child> child_;
    std::uint64_t number_;
    block last_; ///< the step that was answered last points into it
    std::optional<error> why_;
    dovetail_error failure_{};
};

void resume(void* self, const dovetail_event* event, dovetail_step* step)
{
    static_cast<remote_exchange*>(self)->resume(*event, *step);
}

void release_exchange(void* self)
{
    delete static_cast<remote_exchange*>(self);
}

struct remote_connector
{
    std::shared_ptr<isolated::seat> seat;
    dovetail_abilities abilities{};
};

void abilities(void* self, dovetail_abilities* out)
{
    const auto& known = static_cast<const remote_connector*>(self)->abilities;
    const auto size =
        static_cast<std::uint32_t>(std::min<std::size_t>(out->struct_size, sizeof known));
    std::memcpy(out, &known, size);
    out->struct_size = size;
}

dovetail_status accepts_cursor(void* self, dovetail_bytes cursor, dovetail_error* error)
{
    auto& mine = *static_cast<const remote_connector*>(self);
    auto got = mine.seat->ask_twice<plain_answer>(call::accepts_cursor, cursor_call{cursor});
    return is_ok(got, error, {mine.seat->from(), "accepts_cursor"}) ? DOVETAIL_OK : DOVETAIL_FAILED;
}

/// A new exchange does nothing yet, so it is begun again when the child dies of it.
result<answered<begin_answer>> begin_in(seat& at, std::shared_ptr<child>& in,
                                        const begin_call& said)
{
    for (bool again = true;; again = false) {
        auto found = at.running();
        if (!found) return found.error();
        in = std::move(*found);
        auto got = at.ask<begin_answer>(*in, call::begin, 0, said);
        if (got || in->alive() || !again) return got;
    }
}

dovetail_status begin(void* self, const dovetail_operation* operation, dovetail_exchange* out,
                      dovetail_error* error)
{
    auto& mine = *static_cast<const remote_connector*>(self);
    std::shared_ptr<child> in;
    auto got = begin_in(*mine.seat, in, begin_call{known_part(*operation, operation->struct_size)});
    if (!is_ok(got, error, {mine.seat->from(), "begin"})) return DOVETAIL_FAILED;
    out->struct_size = sizeof *out;
    out->self = new remote_exchange(mine.seat, std::move(in), got->root->exchange);
    out->resume = &resume;
    out->release = &release_exchange;
    return DOVETAIL_OK;
}

void destroy(void* self)
{
    delete static_cast<remote_connector*>(self);
}

dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                       dovetail_connector* out, dovetail_error* error)
{
    auto from = launcher::behind(host);
    auto at = std::make_shared<seat>(std::move(from), call::create_connector,
                                     std::string(view(configuration)));
    auto made = at->open();
    if (!is_ok(made, error, {at->from(), "create"})) return DOVETAIL_FAILED;
    out->struct_size = sizeof *out;
    out->self = new remote_connector{std::move(at), made->root->abilities};
    out->abilities = &abilities;
    out->accepts_cursor = &accepts_cursor;
    out->begin = &begin;
    out->destroy = &destroy;
    return DOVETAIL_OK;
}

} // namespace

const dovetail_connector_factory remote_connector_factory{sizeof(dovetail_connector_factory), 0,
                                                          &create};

} // namespace dovetail::host::isolated
