// SPDX-License-Identifier: Apache-2.0
#include "plugin/support/conversation.hpp"

#include <dovetail/kit/connector.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>

namespace kit = dovetail::kit;
namespace test = dovetail::test;

namespace {

using body = std::function<kit::exchange_task(kit::channel&, const kit::operation&)>;
body what_to_run; // one test at a time

class scripted : public kit::connector
{
public:
    dovetail_abilities abilities() const noexcept override
    {
        dovetail_abilities out{};
        out.max_write_batch = 3;
        return out;
    }
    void accept_cursor(std::string_view cursor) const override
    {
        if (cursor == "old")
            throw kit::plugin_error{kit::error_class::gone, "cursor_version", "too old"};
    }
    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
        return what_to_run(channel, wanted);
    }
};

std::unique_ptr<kit::connector> make(std::string_view, const kit::host&)
{
    return std::make_unique<scripted>();
}

dovetail_connector made()
{
    const auto* factory =
        static_cast<const dovetail_connector_factory*>(kit::connector_extension<&make>::table());
    dovetail_connector out{};
    out.struct_size = sizeof out;
    dovetail_error error{};
    BOOST_REQUIRE(factory->create({}, nullptr, &out, &error) == DOVETAIL_OK);
    return out;
}

test::conversation run(
    body what, const test::server& server = [](const auto&) { return test::reply{}; })
{
    what_to_run = std::move(what);
    const dovetail_connector connector = made();
    auto out = test::converse(connector, test::operation_of(DOVETAIL_OP_FETCH), server);
    connector.destroy(connector.self);
    return out;
}

/// Counts what is alive in coroutine frames.
struct living
{
    static inline int count = 0;
    living() { ++count; }
    living(const living&) = delete;
    ~living() { --count; }
};

kit::task<std::string> ask(kit::channel& channel, std::string target)
{
    const living here;
    const kit::answer answer = co_await channel.request(kit::request{"GET", target});
    co_return std::string{answer.body()};
}

kit::exchange_task nested(kit::channel& channel, const kit::operation&)
{
    const living here;
    std::string all;
    for (int at = 0; at < 3; ++at)
        all += co_await ask(channel, "/" + std::to_string(at));
    kit::batch_builder batch;
    batch.add(all);
    channel.report_usage(5, 10);
    co_await channel.deliver(std::move(batch), "cursor", 1);
    co_await channel.wait(std::chrono::milliseconds{250});
}

} // namespace

BOOST_AUTO_TEST_SUITE(exchange)

BOOST_AUTO_TEST_CASE(each_await_is_one_step_and_nested_tasks_give_their_results)
{
    const auto said = run(nested, [](const test::sent_request& request) {
        return test::reply{200, "<" + request.target + ">"};
    });
    BOOST_REQUIRE(!said.failed);
    BOOST_REQUIRE(said.requests.size() == 3u);
    BOOST_REQUIRE(said.pages.size() == 1u);
    BOOST_TEST(said.pages[0].records.at(0).key == "</0></1></2>");
    BOOST_TEST(said.pages[0].cursor == "cursor");
    BOOST_TEST(said.pages[0].total == 1u);
    BOOST_TEST(said.waits == std::vector<std::uint64_t>{250}, boost::test_tools::per_element());
    BOOST_TEST(said.usage.known == 1u);
    BOOST_TEST(said.usage.used == 5u);
    BOOST_TEST(living::count == 0);
}

BOOST_AUTO_TEST_CASE(a_request_carries_method_headers_body_and_whether_it_may_be_repeated)
{
    const auto said = run([](kit::channel& channel, const kit::operation&) -> kit::exchange_task {
        kit::request put{"PUT", "/x"};
        put.header("a", "b").json("{}").repeatable();
        co_await channel.request(std::move(put));
        co_await channel.request(kit::request{"POST", "/y"}.json("[]"));
        co_await channel.request(kit::request{"GET", "/z"});
    });
    BOOST_REQUIRE(said.requests.size() == 3u);
    BOOST_TEST(said.requests[0].headers.at("a") == "b");
    BOOST_TEST(said.requests[0].headers.at("content-type") == "application/json");
    BOOST_TEST(said.requests[0].body == "{}");
    BOOST_TEST(said.requests[0].repeatable);
    BOOST_TEST(!said.requests[1].repeatable);
    BOOST_TEST(said.requests[1].body == "[]");
    BOOST_TEST(said.requests[2].repeatable);
    BOOST_TEST(said.requests[2].headers.empty());
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_transport_is_a_value)
{
    bool arrived = true;
    bool maybe = false;
    const auto said = run(
        [&](kit::channel& channel, const kit::operation&) -> kit::exchange_task {
            const auto answer = co_await channel.request(kit::request{"POST", "/"});
            arrived = answer.arrived();
            maybe = answer.maybe_sent();
        },
        [](const auto&) { return test::reply::lost(); });
    BOOST_TEST(!said.failed);
    BOOST_TEST(!arrived);
    BOOST_TEST(maybe);
}

BOOST_AUTO_TEST_CASE(an_exception_fails_the_exchange_wherever_it_was_thrown)
{
    const auto at_once = run([](kit::channel&, const kit::operation&) -> kit::exchange_task {
        throw std::logic_error{"before the coroutine"};
    });
    BOOST_TEST(at_once.error.error_class == unsigned{DOVETAIL_ERROR_BUG});
    const auto deep = run([](kit::channel& channel, const kit::operation&) -> kit::exchange_task {
        const std::string body = co_await ask(channel, "/");
        throw kit::plugin_error{kit::error_class::auth, "NO", "message", body};
    });
    BOOST_TEST(deep.failed);
    BOOST_TEST(deep.error.code == "NO");
    BOOST_TEST(deep.error.error_class == unsigned{DOVETAIL_ERROR_AUTH});
    BOOST_TEST(living::count == 0);
}

namespace {

struct opened
{
    dovetail_connector connector = made();
    dovetail_exchange exchange{sizeof(dovetail_exchange), 0, nullptr, nullptr, nullptr};
    dovetail_step step{};

    explicit opened(body what)
    {
        what_to_run = std::move(what);
        const auto operation = test::operation_of(DOVETAIL_OP_FETCH);
        dovetail_error error{};
        BOOST_REQUIRE(connector.begin(connector.self, &operation, &exchange, &error) ==
                      DOVETAIL_OK);
    }
    ~opened()
    {
        exchange.release(exchange.self);
        connector.destroy(connector.self);
    }
    void resume(std::uint32_t kind)
    {
        dovetail_event event{};
        event.struct_size = sizeof event;
        event.kind = kind;
        step = {};
        step.struct_size = sizeof step;
        exchange.resume(exchange.self, &event, &step);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(cancelling_destroys_every_frame)
{
    opened open{nested};
    open.resume(DOVETAIL_EVENT_START);
    BOOST_TEST(living::count == 2);
    open.resume(DOVETAIL_EVENT_CANCELLED);
    BOOST_TEST(open.step.kind == unsigned{DOVETAIL_STEP_FAILED});
    BOOST_TEST(kit::view(open.step.error->code) == "cancelled");
    BOOST_TEST(living::count == 0);
}

BOOST_AUTO_TEST_CASE(a_delivery_that_was_prepared_but_never_awaited_is_freed)
{
    const auto said = run([](kit::channel& channel, const kit::operation&) -> kit::exchange_task {
        kit::batch_builder batch;
        batch.add("never delivered");
        (void)channel.deliver(std::move(batch)); // a leak checker would find it
        co_await channel.wait(std::chrono::milliseconds{1});
    });
    BOOST_TEST(!said.failed);
    BOOST_TEST(said.pages.empty());
}

BOOST_AUTO_TEST_CASE(an_event_of_an_unknown_kind_cancels)
{
    opened open{nested};
    open.resume(DOVETAIL_EVENT_START);
    open.resume(4711);
    BOOST_TEST(kit::view(open.step.error->code) == "cancelled");
    BOOST_TEST(living::count == 0);
}

BOOST_AUTO_TEST_CASE(releasing_ends_an_exchange_that_is_not_done)
{
    {
        opened open{nested};
        open.resume(DOVETAIL_EVENT_START);
    }
    BOOST_TEST(living::count == 0);
    {
        const opened never_started{nested};
    }
    BOOST_TEST(living::count == 0);
}

BOOST_AUTO_TEST_CASE(an_event_that_answers_nothing_is_a_bug_of_the_host)
{
    opened open{nested};
    open.resume(DOVETAIL_EVENT_START);
    open.resume(DOVETAIL_EVENT_RESUMED);
    BOOST_TEST(open.step.error->error_class == unsigned{DOVETAIL_ERROR_BUG});
    opened early{nested};
    early.resume(DOVETAIL_EVENT_RESPONSE);
    BOOST_TEST(early.step.error->error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_CASE(a_cursor_is_accepted_or_refused_with_its_class)
{
    const dovetail_connector connector = made();
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_TEST(connector.accepts_cursor(connector.self, kit::borrow_bytes("new"), &error) ==
               DOVETAIL_OK);
    BOOST_TEST(connector.accepts_cursor(connector.self, kit::borrow_bytes("old"), &error) ==
               DOVETAIL_FAILED);
    BOOST_TEST(error.error_class == unsigned{DOVETAIL_ERROR_GONE});
    error.release(error.owner);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(an_operation_outlives_the_hosts_memory)
{
    std::string seen;
    what_to_run = [&](kit::channel& channel, const kit::operation& wanted) -> kit::exchange_task {
        co_await channel.wait(std::chrono::milliseconds{1});
        const auto& change = wanted.changes()[1];
        seen =
            std::string{kit::view(change.key)} + kit::find_text(kit::fields_of(change), "f").data();
        seen += std::string{kit::view(wanted.lookups()[0].create.idempotency_key)};
        seen += std::string{kit::view(wanted.owners()[0])} + std::string{wanted.cursor()};
    };
    const dovetail_connector connector = made();
    dovetail_exchange exchange{};
    exchange.struct_size = sizeof exchange;
    dovetail_error error{};
    {
        std::string key = "key";
        std::string text{"text\0", 5};
        const dovetail_field field{kit::borrow("f"), kit::text_value(text)};
        // A writer of a newer contract: its structs are longer than ours.
        struct longer
        {
            dovetail_change change{};
            std::uint64_t appended = 7;
        } changes[2];
        for (auto& [change, appended] : changes) {
            change.struct_size = sizeof(longer);
            change.key = kit::borrow(key);
            change.fields = &field;
            change.field_count = 1;
        }
        dovetail_lookup lookup{};
        lookup.struct_size = sizeof lookup;
        lookup.create.struct_size = sizeof lookup.create;
        lookup.create.idempotency_key = kit::borrow(key);
        const dovetail_text owner = kit::borrow(key);
        dovetail_scope scope{sizeof(dovetail_scope), 0, 0, &owner, 1, 0};
        auto operation = test::operation_of(DOVETAIL_OP_WRITE);
        operation.changes = &changes[0].change;
        operation.change_count = 2;
        operation.lookups = &lookup;
        operation.lookup_count = 1;
        operation.scope = &scope;
        operation.cursor = kit::borrow_bytes(key);
        BOOST_REQUIRE(connector.begin(connector.self, &operation, &exchange, &error) ==
                      DOVETAIL_OK);
        key = "xxx";
        text = "yyyyy";
    }
    dovetail_step step{};
    step.struct_size = sizeof step;
    for (const unsigned kind : {DOVETAIL_EVENT_START, DOVETAIL_EVENT_RESUMED}) {
        dovetail_event event{};
        event.struct_size = sizeof event;
        event.kind = kind;
        exchange.resume(exchange.self, &event, &step);
    }
    BOOST_TEST(step.kind == unsigned{DOVETAIL_STEP_DONE});
    BOOST_TEST(seen == "keytextkeykeykey");
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_SUITE_END()
