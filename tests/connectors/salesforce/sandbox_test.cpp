// SPDX-License-Identifier: Apache-2.0
// The plugin against the sandbox's Salesforce, request by request and without sockets: what our own
// handwritten answers might get wrong, this gets right.
#include "connectors/salesforce/org.hpp"

#include <sandbox/handle.hpp>

#include <dovetail/kit/instant.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

namespace test = dovetail::test;
namespace kit = dovetail::kit;
namespace sandbox = dovetail::sandbox;

namespace {

/// A world with a valid access token; its clock stands still unless a test moves it.
class sandbox_org
{
public:
    sandbox_org() : world_{sandbox::make_world(7)}
    {
        sandbox::request login{"POST", "/services/oauth2/token", {}, {}};
        login.headers = {{"content-type", "application/x-www-form-urlencoded"}};
        login.body =
            "grant_type=client_credentials&client_id=" + world_.salesforce_oauth.client.id +
            "&client_secret=" + world_.salesforce_oauth.client.secret;
        const auto said = sandbox::handle(world_, sandbox::side::salesforce, login, now_);
        BOOST_REQUIRE_MESSAGE(said.status == 200, said.body);
        token_ = boost::json::parse(said.body).at("access_token").as_string();
    }

    test::reply operator()(const test::sent_request& from)
    {
        sandbox::request request{from.method, from.target, {}, from.body};
        for (const auto& header : from.headers)
            request.headers.push_back(header);
        request.headers.emplace_back("authorization", "Bearer " + token_);
        auto said = sandbox::handle(world_, sandbox::side::salesforce, request, now_);
        test::reply out{static_cast<std::uint32_t>(said.status), std::move(said.body)};
        for (auto [name, value] : said.headers) {
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            out.headers.emplace_back(std::move(name), std::move(value));
        }
        return out;
    }

    sandbox::world& world() { return world_; }
    void pass(std::chrono::seconds time) { now_ += time; }
    [[nodiscard]] std::int64_t now_us() const { return now_.time_since_epoch().count(); }
    [[nodiscard]] std::string user(std::size_t at) const
    {
        return std::string{world_.org.users.at(at).id.text()};
    }

private:
    sandbox::world world_;
    sandbox::instant now_{std::chrono::microseconds{1'767'225'600'000'000}};
    std::string token_;
};

struct fixture
{
    sandbox_org server;
    test::org org{R"({"page_size": 200})"};

    test::conversation run(dovetail_operation operation, const test::org& with)
    {
        operation.now_us = server.now_us();
        auto said = with.run(operation, std::ref(server));
        BOOST_REQUIRE_MESSAGE(!said.failed, said.error.code + ": " + said.error.message + " " +
                                                said.error.server_text);
        return said;
    }
    test::conversation fetch(std::string_view cursor)
    {
        auto operation = test::operation_of(DOVETAIL_OP_FETCH);
        operation.cursor = kit::borrow_bytes(cursor);
        return run(operation, org);
    }
    test::conversation write(const std::vector<dovetail_change>& changes, const test::org& with)
    {
        auto operation = test::operation_of(DOVETAIL_OP_WRITE);
        operation.changes = changes.data();
        operation.change_count = changes.size();
        return run(operation, with);
    }
    test::conversation look_up(const std::vector<dovetail_lookup>& wanted, const test::org& with)
    {
        auto operation = test::operation_of(DOVETAIL_OP_LOOKUP);
        operation.lookups = wanted.data();
        operation.lookup_count = wanted.size();
        return run(operation, with);
    }
};

/// A task to create. Keeps what its change points to.
struct draft
{
    std::string key;
    std::string subject;
    std::string owner;
    std::vector<dovetail_field> fields{};

    dovetail_change change(std::uint32_t action = DOVETAIL_CREATE)
    {
        fields = {{kit::borrow("Subject"), kit::text_value(subject)},
                  {kit::borrow("Description"), kit::text_value("one\ntwo")},
                  {kit::borrow("Status"), kit::text_value("Not Started")},
                  {kit::borrow("Priority"), kit::text_value("High")},
                  {kit::borrow("ActivityDate"), kit::date_value(20'000)}};
        if (action == DOVETAIL_CREATE)
            fields.push_back({kit::borrow("OwnerId"), kit::text_value(owner)});
        dovetail_change out{};
        out.struct_size = sizeof out;
        out.action = action;
        (action == DOVETAIL_CREATE ? out.idempotency_key : out.key) = kit::borrow(key);
        out.fields = fields.data();
        out.field_count = fields.size();
        out.intended_at_us = 1'767'225'600'000'000;
        return out;
    }
};

dovetail_lookup lookup_of(std::string_view key)
{
    dovetail_lookup out{};
    out.struct_size = sizeof out;
    out.key = kit::borrow(key);
    out.create.struct_size = sizeof out.create;
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_sandbox, fixture)

BOOST_AUTO_TEST_CASE(the_check_finds_the_org_as_configured)
{
    std::set<std::string> keys;
    for (const auto& fact : run(test::operation_of(DOVETAIL_OP_CHECK), org).records())
        keys.insert(fact.key);
    for (const char* key : {"org", "field:Subject", "field:Status", "field:Dovetail_Key__c"})
        BOOST_TEST(keys.contains(key), key);
}

BOOST_AUTO_TEST_CASE(p1_creating_twice_makes_one_record_and_a_fetch_reads_every_page)
{
    std::vector<draft> drafts;
    for (int at = 0; at < 450; ++at)
        drafts.push_back({"k" + std::to_string(at), "Task " + std::to_string(at), server.user(0)});
    std::set<std::string> keys;
    for (int round = 0; round < 2; ++round) {
        for (std::size_t first = 0; first < drafts.size(); first += 150) {
            std::vector<dovetail_change> changes;
            for (std::size_t at = first; at < first + 150; ++at)
                changes.push_back(drafts[at].change());
            for (const auto& outcome : write(changes, org).outcomes) {
                BOOST_REQUIRE(outcome.result == unsigned{DOVETAIL_APPLIED});
                keys.insert(outcome.key);
            }
        }
        server.pass(std::chrono::seconds{5});
    }
    BOOST_TEST(keys.size() == 450u);
    server.pass(std::chrono::minutes{5});
    const auto said = fetch("");
    BOOST_TEST(said.requests.size() == 3u);
    BOOST_TEST(said.records().size() == 450u);
    BOOST_TEST(said.pages[0].total == 450u);
    BOOST_TEST(said.usage.known == 1u);
    // Going on after the first stored page, and idling.
    BOOST_TEST(fetch(said.pages[0].cursor).records().size() == 250u);
    server.pass(std::chrono::minutes{5});
    const auto settled = fetch(said.pages.back().cursor);
    BOOST_TEST(settled.requests.size() <= 3u);
}

BOOST_AUTO_TEST_CASE(an_edit_a_delete_and_a_conflict_are_seen)
{
    draft first{"k1", "First", server.user(0)};
    draft second{"k2", "Second", server.user(1)};
    const auto made = write({first.change(), second.change()}, org);
    const std::string a = made.outcomes[0].key;
    const std::string b = made.outcomes[1].key;
    const auto before = fetch("");
    BOOST_REQUIRE(before.records().size() == 2u);

    server.pass(std::chrono::seconds{100});
    draft edit{a, "Edited", ""};
    draft gone{b, "", ""};
    dovetail_change removal = gone.change(DOVETAIL_DELETE);
    removal.field_count = 0;
    for (const auto& outcome : write({edit.change(DOVETAIL_UPDATE), removal}, org).outcomes)
        BOOST_TEST(outcome.result == unsigned{DOVETAIL_APPLIED});
    std::map<std::string, test::kept_record> after;
    for (const auto& record : fetch(before.pages.back().cursor).records())
        after[record.key] = record;
    BOOST_TEST(after.at(a).fields.at("Subject").text == "Edited");
    BOOST_TEST(after.at(b).kind == unsigned{DOVETAIL_TOMBSTONE});

    // Deleting again is so already; an update of what is gone is not; an old revision is a
    // conflict.
    const auto again = write({removal}, org);
    BOOST_TEST(again.outcomes[0].result == unsigned{DOVETAIL_APPLIED});
    draft late{b, "Too late", ""};
    BOOST_TEST(write({late.change(DOVETAIL_UPDATE)}, org).outcomes[0].error_class ==
               unsigned{DOVETAIL_ERROR_GONE});
    dovetail_change contested = edit.change(DOVETAIL_UPDATE);
    const std::string old_revision = before.records()[0].revision;
    const std::string new_revision = after.at(a).revision;
    contested.revision = kit::borrow(old_revision);
    BOOST_TEST(write({contested}, org).outcomes[0].error_class ==
               unsigned{DOVETAIL_ERROR_CONFLICT});
    contested.revision = kit::borrow(new_revision);
    BOOST_TEST(write({contested}, org).outcomes[0].result == unsigned{DOVETAIL_APPLIED});
}

BOOST_AUTO_TEST_CASE(lookups_tell_present_deleted_and_unknown_apart)
{
    draft first{"k1", "First", server.user(0)};
    draft second{"k2", "Second", server.user(0)};
    const auto made = write({first.change(), second.change()}, org);
    draft gone{made.outcomes[1].key, "", ""};
    dovetail_change removal = gone.change(DOVETAIL_DELETE);
    removal.field_count = 0;
    write({removal}, org);
    const auto said = look_up({lookup_of(made.outcomes[0].key), lookup_of(made.outcomes[1].key),
                               lookup_of("00T999999999999EAA"), lookup_of("00T999999999999AAA")},
                              org);
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    for (const auto& record : records)
        BOOST_TEST((record.kind == DOVETAIL_TOMBSTONE) == (record.key == made.outcomes[1].key));
    dovetail_lookup by_create = lookup_of("");
    by_create.create = first.change();
    const auto found = look_up({by_create}, org).records();
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].key == made.outcomes[0].key);
}

BOOST_AUTO_TEST_CASE(p1_without_an_external_id_field_a_lost_create_is_found_by_its_content)
{
    const test::org plain{R"({"external_id_field": null})"};
    draft first{"", "Say \"it's\" so\\", server.user(2)};
    const auto made = write({first.change()}, plain);
    BOOST_REQUIRE(made.outcomes[0].result == unsigned{DOVETAIL_APPLIED});
    dovetail_lookup by_create = lookup_of("");
    by_create.create = first.change();
    const auto found = look_up({by_create}, plain).records();
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].key == made.outcomes[0].key);
    write({first.change()}, plain);
    BOOST_TEST(look_up({by_create}, plain).records().empty()); // two alike: no guess
}

BOOST_AUTO_TEST_CASE(e5_tombstones_alone_come_from_the_bin_and_the_log)
{
    draft first{"k1", "First", server.user(0)};
    draft second{"k2", "Second", server.user(0)};
    const auto made = write({first.change(), second.change()}, org);
    server.pass(std::chrono::minutes{10});
    draft gone{made.outcomes[1].key, "", ""};
    dovetail_change removal = gone.change(DOVETAIL_DELETE);
    removal.field_count = 0;
    write({removal}, org);
    server.pass(std::chrono::minutes{10});
    dovetail_scope scope{sizeof(dovetail_scope), DOVETAIL_WANT_TOMBSTONES, 0, nullptr, 0, 0};
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.scope = &scope;
    const auto records = run(operation, org).records();
    BOOST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records[0].key == made.outcomes[1].key);
    BOOST_TEST(records[0].kind == unsigned{DOVETAIL_TOMBSTONE});
}

BOOST_AUTO_TEST_CASE(users_come_with_their_time_zones)
{
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("users");
    const auto records = run(operation, org).records();
    BOOST_REQUIRE(records.size() >= 5u);
    for (const auto& record : records)
        BOOST_TEST(record.fields.at("email").text.find('@') != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
