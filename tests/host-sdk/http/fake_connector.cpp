// SPDX-License-Identifier: Apache-2.0
#include "fake_connector.hpp"

#include <dovetail/host/silent_log.hpp>

#include <stdexcept>

namespace dovetail::test {
namespace {

dovetail_text text(std::string_view from)
{
    return {from.data(), from.size()};
}

struct batch_owner
{
    std::shared_ptr<fake_counts> counts;
    std::deque<std::string> keys;
    std::vector<dovetail_record> records;
    std::vector<dovetail_outcome> outcomes;
};

/// The plugin, loaded once for all tests of the process.
const host::connector_plugin& puppet()
{
    // Unchecked: what is tested is how the host travels, with operations made for that alone.
    static host::plugin_loader loader(std::make_shared<const host::plugin_host>(
        "test_host", "1.2.3", host::silent_log::instance(), host::checking::off));
    static const host::connector_plugin loaded = [] {
        const auto about = host::load_plugin_manifest(DOVETAIL_TEST_PUPPET);
        if (!about.value) throw std::runtime_error(host::to_error("", about.faults).message);
        return host::connector_plugin::of(loader.load(about.value).value()).value();
    }();
    return loaded;
}

void release_batch(void* owner)
{
    const std::unique_ptr<batch_owner> mine(static_cast<batch_owner*>(owner));
    --mine->counts->batches_alive;
}

} // namespace

dovetail_exchange fake_exchange::handle()
{
    dovetail_exchange out{};
    out.struct_size = sizeof out;
    out.self = this;
    out.resume = &fake_exchange::resume;
    out.release = &fake_exchange::release;
    return out;
}

void fake_exchange::resume(void* self, const dovetail_event* event, dovetail_step* step)
{
    auto& me = *static_cast<fake_exchange*>(self);
    if (me.over_) ++me.counts_->after_end;
    if (event->kind == DOVETAIL_EVENT_CANCELLED) {
        ++me.counts_->cancelled;
        me.over_ = true;
        step->kind = DOVETAIL_STEP_DONE;
        return;
    }
    if (me.at_ < me.reactions_.size())
        me.reactions_[me.at_++](me, *event, *step);
    else
        step->kind = DOVETAIL_STEP_DONE;
    me.over_ = step->kind == DOVETAIL_STEP_DONE || step->kind == DOVETAIL_STEP_FAILED;
}

void fake_exchange::release(void* self)
{
    const std::unique_ptr<fake_exchange> mine(static_cast<fake_exchange*>(self));
    ++mine->counts_->released;
}

dovetail_text fake_exchange::keep(std::string_view from)
{
    return text(texts_.emplace_back(from));
}

void fake_exchange::request(dovetail_step& step, std::string_view method, std::string_view target,
                            std::string_view body, bool repeatable)
{
    last_request = {};
    last_request.struct_size = sizeof last_request;
    last_request.repeat = repeatable ? DOVETAIL_SEND_AGAIN : DOVETAIL_SEND_ONCE;
    last_request.method = keep(method);
    last_request.target = keep(target);
    const auto kept = keep(body);
    last_request.body = {reinterpret_cast<const std::uint8_t*>(kept.data), kept.size};
    step.kind = DOVETAIL_STEP_REQUEST;
    step.request = &last_request;
}

void fake_exchange::deliver(dovetail_step& step, const std::vector<std::string>& keys,
                            std::string_view cursor)
{
    auto owner = std::make_unique<batch_owner>();
    owner->counts = counts_;
    for (const auto& each : keys) {
        dovetail_record record{};
        record.struct_size = sizeof record;
        record.kind = DOVETAIL_PRESENT;
        record.key = text(owner->keys.emplace_back(each));
        owner->records.push_back(record);
    }
    ++counts_->batches_alive;
    last_batch = {sizeof last_batch,     0,           owner->records.data(),
                  owner->records.size(), owner.get(), release_batch};
    owner.release(); // whoever holds the batch releases it
    const auto kept = keep(cursor);
    step.kind = DOVETAIL_STEP_DELIVER;
    step.batch = &last_batch;
    step.cursor = {reinterpret_cast<const std::uint8_t*>(kept.data), kept.size};
}

void fake_exchange::deliver_outcomes(dovetail_step& step, std::size_t count, std::uint32_t result)
{
    auto owner = std::make_unique<batch_owner>();
    owner->counts = counts_;
    dovetail_outcome outcome{};
    outcome.struct_size = sizeof outcome;
    outcome.result = result;
    owner->outcomes.assign(count, outcome);
    ++counts_->batches_alive;
    last_outcomes = {sizeof last_outcomes,   0,           owner->outcomes.data(),
                     owner->outcomes.size(), owner.get(), release_batch};
    owner.release();
    step.kind = DOVETAIL_STEP_DELIVER;
    step.outcomes = &last_outcomes;
}

void fake_exchange::fail(dovetail_step& step, std::uint32_t error_class, std::string_view code,
                         std::uint64_t retry_after_ms)
{
    error_ = {};
    error_.struct_size = sizeof error_;
    error_.error_class = error_class;
    error_.retry_after_ms = retry_after_ms;
    error_.code = keep(code);
    error_.message = keep("the fake connector was told to fail");
    step.kind = DOVETAIL_STEP_FAILED;
    step.error = &error_;
}

void finish(fake_exchange&, const dovetail_event&, dovetail_step& step)
{
    step.kind = DOVETAIL_STEP_DONE;
}

std::vector<reaction> ask(std::string method, std::string target, reaction then, bool repeatable)
{
    reaction first = [method, target, repeatable](fake_exchange& self, const dovetail_event&,
                                                  dovetail_step& step) {
        self.request(step, method, target, {}, repeatable);
    };
    return {std::move(first), std::move(then)};
}

std::shared_ptr<const host::connector> fake_connector::open()
{
    table_.struct_size = sizeof table_;
    table_.self = this;
    table_.abilities = [](void* self, dovetail_abilities* abilities) {
        abilities->can = static_cast<fake_connector*>(self)->can;
        abilities->max_write_batch = 200;
        abilities->max_lookup_batch = 200;
    };
    table_.accepts_cursor = [](void*, dovetail_bytes cursor, dovetail_error* error) {
        if (cursor.size != 0) return dovetail_status{DOVETAIL_OK};
        error->error_class = DOVETAIL_ERROR_GONE;
        error->code = text("cursor_expired");
        return dovetail_status{DOVETAIL_FAILED};
    };
    table_.begin = [](void* self, const dovetail_operation* operation, dovetail_exchange* exchange,
                      dovetail_error*) {
        auto& me = *static_cast<fake_connector*>(self);
        ++me.counts->begun;
        auto made = std::make_unique<fake_exchange>(me.plan_(*operation), me.counts);
        *exchange = made->handle();
        made.release(); // by its release function
        return dovetail_status{DOVETAIL_OK};
    };
    table_.destroy = [](void*) {};
    const auto address = reinterpret_cast<std::uintptr_t>(&table_);
    auto made = puppet().create({"{\"at\":" + std::to_string(address) + "}"});
    if (!made) throw std::runtime_error(made.error().message);
    return std::move(*made);
}

} // namespace dovetail::test
