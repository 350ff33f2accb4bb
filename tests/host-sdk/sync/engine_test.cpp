// SPDX-License-Identifier: Apache-2.0
// The engine as a host runs it: several syncs, E8, stop, leases, hints of people.
#include "support/rig.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <thread>

using namespace dovetail;
using test::rig;

namespace {

sync::sync_definition define(rig& on, std::string name)
{
    sync::sync_definition made;
    made.name = std::move(name);
    made.connections = {on.left_connection, on.right_connection};
    made.mapping = on.mapping;
    made.rules = on.rules;
    return made;
}

/// Calls `after` when a pass ended; ends the engine when it answers true.
class until final : public sync::observer
{
public:
    explicit until(std::function<bool(const sync::pass_report&)> after) : after_(std::move(after))
    {
    }
    sync::detail wanted(const std::string&) const override { return sync::detail::none; }
    void passed(const sync::pass_report& report) override
    {
        ++passes;
        if (after_(report)) stop();
    }
    std::function<void()> stop;
    int passes = 0;

private:
    std::function<bool(const sync::pass_report&)> after_;
};

/// Runs an engine with the rig's sync until the observer has enough.
void run_engine(rig& on, until& watching)
{
    boost::asio::io_context io;
    sync::engine engine(io.get_executor(), on.stored, on.log, on.time, {}, &watching);
    BOOST_REQUIRE(engine.add(define(on, "s")).has_value());
    watching.stop = [&engine] { engine.stop(); };
    bool ended = false;
    boost::asio::co_spawn(io, engine.run(), [&ended](std::exception_ptr, sync::result<void> done) {
        ended = done.has_value();
    });
    io.run();
    BOOST_TEST(ended);
}

} // namespace

BOOST_AUTO_TEST_SUITE(running)

BOOST_AUTO_TEST_CASE(e8_it_runs_on_until_it_is_stopped)
{
    rig on;
    on.enable("ann");
    std::string key;
    until watching([&](const sync::pass_report& report) {
        if (watching.passes == 1) key = on.add_left({{"name", "a"}});
        return report.counts.applied != 0;
    });
    run_engine(on, watching);
    BOOST_TEST(watching.passes >= 2);
    BOOST_TEST(!on.twin_of_left(key).empty());
    on.check_fixed_point(); // the lease was given back
}

BOOST_AUTO_TEST_CASE(e1_pressing_save_while_it_runs_starts_the_sync)
{
    rig on;
    on.add_left({{"name", "a"}});
    until watching([&](const sync::pass_report& report) {
        if (watching.passes == 2) on.enable("ann");
        return report.counts.applied != 0;
    });
    run_engine(on, watching);
    BOOST_TEST(on.right.named("a"));
}

BOOST_AUTO_TEST_CASE(a_failing_server_is_asked_again_and_the_reason_is_shown)
{
    rig on;
    on.enable("ann");
    on.add_left({{"name", "a"}});
    int failures = 0;
    on.right_connection->before = [&](const std::string&) {
        host::error away;
        away.kind = host::error_class::retryable;
        away.code = "away";
        away.message = "the server is away";
        away.retry_after = std::chrono::milliseconds{1};
        return failures++ == 0 ? std::optional(away) : std::nullopt;
    };
    until watching([&](const sync::pass_report& report) {
        if (report.failure) BOOST_TEST(report.failure->code == "away");
        return !report.failure && on.right.named("a");
    });
    run_engine(on, watching);
    BOOST_TEST(on.right.named("a"));
    BOOST_TEST(on.people().status()->paused_code == "");
    BOOST_TEST(watching.passes == 2);
    BOOST_TEST(!on.people().status()->last_pass.empty());
}

BOOST_AUTO_TEST_CASE(a_lost_lease_stops_the_work_at_once)
{
    rig on;
    on.enable("ann");
    on.add_left({{"name", "a"}});
    on.run();
    sync::fence old{"s", "dead", 1};
    sync::change_set late;
    late.commit_id = "late";
    const auto done = on.stored.store->commit(old, late);
    BOOST_TEST_REQUIRE(done.has_value());
    BOOST_TEST((done->outcome == sync::commit_result::fence_lost));
}

BOOST_AUTO_TEST_CASE(names_of_syncs_are_checked)
{
    rig on;
    boost::asio::io_context io;
    sync::engine engine(io.get_executor(), on.stored, on.log, on.time);
    BOOST_TEST(engine.add(define(on, "a/b")).error().code == "sync_name");
    BOOST_TEST(engine.add(define(on, "")).error().code == "sync_name");
    BOOST_TEST(engine.add(define(on, "a")).has_value());
    BOOST_TEST(engine.add(define(on, "a")).error().code == "sync_name");
    BOOST_TEST(engine.nudge("b").error().code == "no_such_sync");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(volumes)

BOOST_AUTO_TEST_CASE(a_backlog_beyond_the_buffer_is_merged_with_lookups_of_the_twins)
{
    rig on;
    on.left_connection->page_size = 2000;
    on.right_connection->page_size = 2000;
    on.enable("ann");
    constexpr int many = static_cast<int>(sync::tuning::buffered_records) + 1500;
    std::vector<std::string> keys;
    for (int i = 0; i < many; ++i)
        keys.push_back(on.add_left({{"name", std::to_string(i)}}));
    on.run();
    BOOST_TEST(on.right.alive().size() == static_cast<std::size_t>(many));
    for (const auto& key : keys)
        on.left.edit(key, {{"due", "2"}});
    on.right.edit(on.twin_of_left(keys.front()), {{"details", "meanwhile"}});
    const auto counts = on.run();
    BOOST_TEST(counts.applied == static_cast<std::uint64_t>(many) + 1);
    BOOST_TEST(on.left.find(keys.front())->fields.at("details") == "meanwhile");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_SUITE_END()
