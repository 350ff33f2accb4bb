// SPDX-License-Identifier: Apache-2.0
#include <simulation/host_life.hpp>

#include <simulation/virtual_time.hpp>

#include <dovetail/http/line.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <chrono>
#include <exception>
#include <stdexcept>

namespace dovetail::simulation {

namespace {

namespace asio = boost::asio;

/// A process that can die: everything that waits is destroyed, nothing of it runs.
class mortal_context : public asio::io_context
{
public:
    mortal_context() : asio::io_context(1) {}
    void die() { shutdown(); }
};

/// The mapping's configuration: the shipped rules with this template.
std::string configuration_of(const subject_template& subject)
{
    return boost::json::serialize(boost::json::object{
        {"fields", {{"name", {{"left", {{"template", {{"text", subject.text()}}}}}}}}}});
}

std::chrono::steady_clock::time_point steady(std::int64_t at_us)
{
    return std::chrono::steady_clock::now() +
           std::chrono::microseconds{at_us - virtual_time::now()};
}

} // namespace

class host_life::parts
{
public:
    parts(const machine& on, const subject_template& subject, std::uint64_t number)
        : chance_(on.plan.seed * 1000 + number, "host"),
          engine_(
              context_.get_executor(), on.stored, on.code.log(), sync::system_clock_source(),
              {.worker = "simulated", .listen = false, .store_executor = context_.get_executor()},
              &on.watching)
    {
        sync::sync_definition tasks;
        tasks.name = sync_name;
        tasks.connections.left = connect(on, plugins::salesforce(), sandbox::side::salesforce);
        tasks.connections.right =
            connect(on, plugins::sales_connect(), sandbox::side::sales_connect);
        tasks.mapping = (on.code.mapping(configuration_of(subject)));
        tasks.rules = on.plan.rules;
        if (auto added = engine_.add(std::move(tasks)); !added)
            throw std::runtime_error(added.error().message);
        // As the composition root: who holds the lock of the state ends what a killed host left.
        if (auto freed = on.stored.work->abandon("simulated"); !freed)
            throw std::runtime_error(freed.error().message);
        asio::co_spawn(context_, engine_.run(),
                       [this](std::exception_ptr thrown, const host::result<void>& done) {
                           ended_ = true;
                           if (thrown) std::rethrow_exception(thrown);
                           if (!done) failed_ = done.error().message;
                       });
    }

    ~parts()
    {
        // Frames first: they refer to the engine and to the connections.
        context_.die();
    }

    parts(const parts&) = delete;
    parts& operator=(const parts&) = delete;

    std::shared_ptr<host::connection> connect(const machine& on, host::connection_settings settings,
                                              sandbox::side where)
    {
        auto world = http::system_runtime();
        world.random = [this] { return chance_.share(); };
        world.open = on.way.opener(where);
        auto connector = on.code.connector(settings);
        auto opened = http::line::open(context_.get_executor(), std::move(settings), "dovetail-sim",
                                       on.code.log(), std::move(world));
        if (!opened) throw std::runtime_error(opened.error().message);
        return (*opened)->connect(std::move(connector));
    }

    mortal_context context_;
    dice chance_;
    sync::engine engine_;
    bool ended_ = false;
    std::string failed_;
};

host_life::host_life(const machine& on, const subject_template& subject, std::uint64_t number)
    : parts_(std::make_unique<parts>(on, subject, number))
{
}

host_life::~host_life() = default;

bool host_life::step(std::int64_t at_us)
{
    if (virtual_time::now() >= at_us) return false;
    if (parts_->ended_) {
        if (!parts_->failed_.empty())
            throw std::runtime_error("the host ended by itself: " + parts_->failed_);
        virtual_time::advance_to(at_us);
        return false;
    }
    return parts_->context_.run_one_until(steady(at_us)) != 0;
}

void host_life::stop()
{
    parts_->engine_.stop();
    while (!parts_->ended_)
        parts_->context_.run_one();
}

void host_life::kill()
{
    parts_.reset();
}

} // namespace dovetail::simulation
