// SPDX-License-Identifier: Apache-2.0
#include "rig.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <optional>
#include <set>
#include <utility>

namespace dovetail::test {

using sync::side;

std::string left_user(const std::string& name)
{
    return "l-" + name;
}

std::string right_user(const std::string& name)
{
    return "r-" + name;
}

namespace {

sync::state open_state()
{
    sync::sqlite_options options;
    options.path = ":memory:";
    auto opened = sync::open_sqlite(options);
    BOOST_REQUIRE(opened.has_value());
    return *opened;
}

/// Runs one question of an engine to its end on this thread; exceptions come through.
template<class Ask>
auto ask(rig& on, Ask question)
{
    boost::asio::io_context io;
    sync::engine engine(io.get_executor(), on.stored, on.log, on.time, {}, &on.seen);
    sync::sync_definition definition;
    definition.name = "s";
    definition.connections = {on.left_connection, on.right_connection};
    definition.mapping = on.mapping;
    definition.rules = on.rules;
    BOOST_REQUIRE(engine.add(std::move(definition)).has_value());
    using answer = typename decltype(question(engine))::value_type;
    std::optional<answer> got;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, question(engine), [&](std::exception_ptr what, answer value) {
        thrown = what;
        if (!what) got = std::move(value);
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*got);
}

} // namespace

rig::rig(sync::policy chosen, bool symmetric)
    : left_connection(std::make_shared<fake_connection>("left", left)),
      right_connection(std::make_shared<fake_connection>("right", right)),
      mapping(std::make_shared<plain_mapping>(symmetric)), rules(std::move(chosen)),
      stored(open_state())
{
    rules.interval = std::chrono::milliseconds{1};
}

sync::once_report rig::try_run()
{
    auto done = ask(*this, [](sync::engine& engine) { return engine.once("s"); });
    BOOST_REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : done.error().message));
    for (const auto& pass : done->passes)
        BOOST_TEST(pass.counts.balanced());
    return std::move(*done);
}

sync::pass_counts rig::run()
{
    const auto done = try_run();
    BOOST_REQUIRE(!done.passes.empty());
    const auto& failed = done.passes.back().failure;
    BOOST_TEST_REQUIRE(!failed.has_value(), (failed ? failed->code + ": " + failed->message : ""));
    BOOST_TEST(done.settled);
    return done.total();
}

sync::plan_report rig::plan()
{
    auto done = ask(*this, [](sync::engine& engine) { return engine.plan("s"); });
    BOOST_REQUIRE(done.has_value());
    return std::move(*done);
}

sync::member rig::enable(const std::string& name)
{
    sync::enabling who;
    who.user = {left_user(name), right_user(name)};
    who.name = name;
    who.time_zone = "Europe/Berlin";
    auto control = people();
    auto done = control.enable(who);
    BOOST_REQUIRE(done.has_value());
    time.tick();
    return *done;
}

void rig::disable(const std::string& name)
{
    auto control = people();
    BOOST_REQUIRE(control.disable(name).has_value());
    time.tick();
}

std::string rig::add_left(values fields, const std::string& owner)
{
    fields.emplace("status", "open");
    return left.add(left_user(owner), std::move(fields));
}

std::string rig::add_right(values fields, const std::string& owner)
{
    fields.emplace("status", "open");
    return right.add(right_user(owner), std::move(fields));
}

std::vector<sync::link> rig::links()
{
    auto found = stored.store->links("s", 0, 1'000'000);
    BOOST_REQUIRE(found.has_value());
    return *found;
}

std::string rig::twin_of_left(const std::string& key)
{
    for (const auto& link : links())
        if (link.state == sync::link_state::live && link.key.left == key) return link.key.right;
    return {};
}

std::string rig::twin_of_right(const std::string& key)
{
    for (const auto& link : links())
        if (link.state == sync::link_state::live && link.key.right == key) return link.key.left;
    return {};
}

void rig::check_converged()
{
    std::set<std::string> met;
    for (const auto& link : links()) {
        if (link.state != sync::link_state::live) continue;
        BOOST_TEST(met.insert(link.key.left).second);
        BOOST_TEST(met.insert(link.key.right).second);
        const task* one = left.find(link.key.left);
        const task* twin = right.find(link.key.right);
        BOOST_TEST_REQUIRE(one);
        BOOST_TEST_REQUIRE(twin);
        BOOST_TEST(!one->deleted);
        BOOST_TEST(!twin->deleted);
        const auto at = [](const task& shown, const char* name) {
            const auto found = shown.fields.find(name);
            return found == shown.fields.end() ? std::string() : found->second;
        };
        if (!at(*one, "status").starts_with("odd") && !at(*twin, "status").starts_with("odd"))
            BOOST_TEST(at(*one, "status") == at(*twin, "status"));
        BOOST_TEST(at(*one, "due") == at(*twin, "due"));
        BOOST_TEST(at(*one, "details").substr(0, plain_mapping::details_limit) ==
                   at(*twin, "details").substr(0, plain_mapping::details_limit));
    }
}

void rig::check_fixed_point()
{
    const auto writes = left.writes + right.writes;
    const auto again = run();
    BOOST_TEST(again.written() == 0U);
    BOOST_TEST(left.writes + right.writes == writes);
}

void rig::lose_state()
{
    stored = open_state();
}

} // namespace dovetail::test
