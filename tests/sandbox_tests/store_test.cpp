// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"
#include "support/temporary_folder.hpp"

#include <sandbox/seed.hpp>
#include <sandbox/store.hpp>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

using namespace dovetail::sandbox;
namespace fs = std::filesystem;

namespace {

struct directory
{
    std::string file() const { return (path / "sandbox.db").string(); }

    dovetail::test::temporary_folder holder;
    const fs::path& path = holder.path();
};

/// Everything a client could see.
std::string everything(driver& client)
{
    return client
               .query("SELECT Id, Subject, Description, Status, Priority, ActivityDate, OwnerId, "
                      "CreatedDate, LastModifiedDate, SystemModstamp, IsDeleted, IsArchived, "
                      "IsClosed, IsRecurrence, RecurrenceActivityId, TaskSubtype, CallType, WhoId, "
                      "IsReminderSet, CallDurationInSeconds, CompletedDateTime, Dovetail_Key__c "
                      "FROM Task ORDER BY Id",
                      true)
               .body +
           client.sales_connect("GET", "/v1/tasks/changes?limit=2000").body +
           client.ask(side::salesforce, "GET", "/sandbox/settings").body;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_on_disk, directory)

BOOST_AUTO_TEST_CASE(what_was_saved_is_there_again)
{
    std::string before;
    std::string refresh;
    {
        driver client;
        store disk{file()};
        BOOST_TEST(disk.is_new());
        seed_demo(client.in, client.now);
        client.create(R"({"Dovetail_Key__c":"k","Subject":"nul \u0000 and 🙂"})");
        client.set(R"({"page_size":1999,"external_id_unique":false})");
        refresh = client.in.salesforce_oauth.grant("005", client.in.random);
        disk.save(client.in);
        before = everything(client);
    }
    driver client;
    store disk{file()};
    BOOST_TEST(!disk.is_new());
    disk.load(client.in);
    BOOST_TEST(client.in.salesforce_oauth.knows_refresh_token(refresh));
    BOOST_TEST(client.in.org.find_by_key("k").size() == 1U);
    // The tokens of the driver belong to the world before; it logs in again.
    client.renew_tokens();
    BOOST_TEST(everything(client) == before);
}

BOOST_AUTO_TEST_CASE(only_what_changed_is_written_and_later_writes_win)
{
    driver client;
    {
        store disk{file()};
        const auto id = client.create(R"({"Subject":"one"})");
        disk.save(client.in);
        BOOST_TEST(client.in.org.unsaved.empty());
        client.salesforce("PATCH", "/sobjects/Task/" + id, R"({"Subject":"two"})");
        BOOST_TEST(client.in.org.unsaved.size() == 1U);
        client.salesforce("DELETE", "/sobjects/Task/" + id);
        disk.save(client.in);
    }
    driver again;
    store disk{file()};
    disk.load(again.in);
    BOOST_REQUIRE(again.in.org.rows().size() == 1U);
    BOOST_TEST(again.in.org.rows()[0].deleted);
    BOOST_TEST(again.in.org.rows()[0].subject == "two");
    BOOST_TEST(again.in.org.rows()[0].api_writes == 3U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_a_sandboxs_is_refused)
{
    std::ofstream{file()} << "this is no database, however long it may be";
    BOOST_CHECK_EXCEPTION(store{file()}, std::runtime_error, [this](const auto& error) {
        return std::string{error.what()}.find(file()) != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_file_in_use_is_refused_with_the_remedy)
{
    const store first{file()};
    BOOST_CHECK_EXCEPTION(store{file()}, std::runtime_error, [](const auto& error) {
        return std::string{error.what()}.find("in use by another sandbox") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
