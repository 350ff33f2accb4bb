// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::sandbox;

namespace {

struct org_with_tasks : driver
{
    org_with_tasks()
    {
        a = create(R"({"Subject":"Alpha","Priority":"High","ActivityDate":"2026-01-01"})");
        advance(std::chrono::seconds{1});
        b = create(R"({"Subject":"beta 100%","Status":"Completed"})");
        c = create(R"({"Subject":"It's _odd_ \\ \"x\"","ActivityDate":"2026-02-01"})");
        advance(std::chrono::seconds{1});
        d = create(R"({"Priority":"Low","ActivityDate":"2025-12-31"})");
    }

    std::vector<std::string> where(const std::string& condition)
    {
        return found("SELECT Id FROM Task WHERE " + condition + " ORDER BY Id");
    }

    std::string error(const std::string& soql) { return error_code(query(soql)); }

    std::string a, b, c, d;
};

using ids = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(soql, org_with_tasks)

BOOST_AUTO_TEST_CASE(comparisons_ignore_letter_case_and_know_null)
{
    BOOST_TEST((where("Subject = 'ALPHA'") == ids{a}));
    BOOST_TEST((where("Subject = null") == ids{d}));
    BOOST_TEST((where("Subject != 'Alpha'") == ids{b, c, d}));
    BOOST_TEST((where("ActivityDate < 2026-01-01") == ids{d}));
    BOOST_TEST((where("ActivityDate >= 2026-01-01") == ids{a, c}));
    BOOST_TEST((where("IsClosed = true") == ids{b}));
    BOOST_TEST((where("Priority IN ('High', 'Low')") == ids{a, d}));
    BOOST_TEST((where("Priority NOT IN ('High', 'Low')") == ids{b, c}));
}

BOOST_AUTO_TEST_CASE(like_has_two_wildcards_and_both_can_be_escaped)
{
    BOOST_TEST((where("Subject LIKE '%A'") == ids{a}));
    BOOST_TEST((where("Subject LIKE '%100\\%'") == ids{b}));
    BOOST_TEST((where("Subject LIKE '%\\_odd\\_%'") == ids{c}));
    BOOST_TEST((where("Subject LIKE 'Alph_'") == ids{a}));
    BOOST_TEST((where("Subject LIKE 'Alp_'") == ids{}));
}

BOOST_AUTO_TEST_CASE(escapes_in_texts_are_resolved)
{
    BOOST_TEST((where(R"(Subject = 'It\'s _odd_ \\ \"x\"')") == ids{c}));
    BOOST_TEST(error(R"(SELECT Id FROM Task WHERE Subject = 'a\x')") == "MALFORMED_QUERY");
    BOOST_TEST(error("SELECT Id FROM Task WHERE Subject = 'a") == "MALFORMED_QUERY");
}

BOOST_AUTO_TEST_CASE(and_binds_closer_than_or_and_not_closer_than_both)
{
    BOOST_TEST((where("Priority = 'High' OR Priority = 'Low' AND Subject != null") == ids{a}));
    BOOST_TEST((where("(Priority = 'High' OR Priority = 'Low') AND Subject = null") == ids{d}));
    BOOST_TEST((where("NOT Priority = 'Normal' AND Subject != null") == ids{a}));
    BOOST_TEST((where("NOT (Priority = 'Normal' OR Subject = null)") == ids{a}));
}

BOOST_AUTO_TEST_CASE(a_keyset_over_stamp_and_id_visits_every_row_once)
{
    const auto first =
        query("SELECT Id, SystemModstamp FROM Task ORDER BY SystemModstamp, Id LIMIT 2");
    const auto document = first.json();
    const auto& last = document.at("records").as_array().back().as_object();
    std::string stamp = last.at("SystemModstamp").as_string().c_str();
    const std::string id = last.at("Id").as_string().c_str();
    BOOST_TEST(id == b);
    stamp = stamp.substr(0, 19) + 'Z';
    BOOST_TEST((found("SELECT Id FROM Task WHERE SystemModstamp > " + stamp +
                      " OR (SystemModstamp = " + stamp + " AND Id > '" + id +
                      "') ORDER BY SystemModstamp, Id LIMIT 2") == ids{c, d}));
    BOOST_TEST((found("SELECT Id FROM Task WHERE SystemModstamp < " + stamp) == ids{a}));
}

BOOST_AUTO_TEST_CASE(nulls_come_first_unless_asked_otherwise)
{
    BOOST_TEST((found("SELECT Id FROM Task ORDER BY ActivityDate, Id") == ids{b, d, a, c}));
    BOOST_TEST(
        (found("SELECT Id FROM Task ORDER BY ActivityDate DESC NULLS LAST") == ids{c, a, d, b}));
    BOOST_TEST((found("SELECT Id FROM Task ORDER BY Id DESC LIMIT 2 OFFSET 1") == ids{c, b}));
    BOOST_TEST(error("SELECT Id FROM Task LIMIT 1 OFFSET 2001") == "NUMBER_OUTSIDE_VALID_RANGE");
}

BOOST_AUTO_TEST_CASE(ids_of_15_and_18_characters_are_the_same)
{
    BOOST_TEST((where("Id = '" + a.substr(0, 15) + "'") == ids{a}));
    BOOST_TEST((where("Id IN ('" + a + "','" + d + "')") == ids{a, d}));
}

BOOST_AUTO_TEST_CASE(what_salesforce_refuses_is_refused_with_its_code)
{
    BOOST_TEST(error("SELECT Id FROM Task WHERE Description = 'x'") == "INVALID_FIELD");
    BOOST_TEST(error("SELECT Id FROM Task ORDER BY Description") == "INVALID_FIELD");
    BOOST_TEST(error("SELECT Id FROM Task WHERE Subject = 5") == "INVALID_FIELD");
    BOOST_TEST(error("SELECT Id FROM Task WHERE SystemModstamp > '2026-01-01T00:00:00Z'") ==
               "INVALID_FIELD");
    BOOST_TEST(error("SELECT Id FROM Task WHERE ActivityDate = 2026-02-30") == "INVALID_FIELD");
    BOOST_TEST(error("SELECT Id FROM Spaceship") == "INVALID_TYPE");
    for (const auto* wrong :
         {"SELECT", "SELECT Id", "SELECT Id FROM Task WHERE", "SELECT Id FROM Task GROUP BY Id",
          "SELECT Id FROM Task WHERE Subject = 'a' AND", "DELETE FROM Task", "SELECT * FROM Task",
          "SELECT Id FROM Task WHERE (Subject = 'a'", "SELECT COUNT(Id) FROM Task", ""})
        BOOST_TEST(error(wrong) == "MALFORMED_QUERY", wrong);
    const auto unknown = query("SELECT Nope FROM Task");
    BOOST_TEST(unknown.body.find("No such column 'Nope' on sobject of type Task") !=
               std::string::npos);
    std::string deep = "SELECT Id FROM Task WHERE ";
    deep.append(200, '(');
    BOOST_TEST(error(deep) == "MALFORMED_QUERY");
}

BOOST_AUTO_TEST_CASE(small_objects_can_be_queried)
{
    const auto users = query("SELECT Name, IsActive FROM User WHERE Email LIKE '%@EXAMPLE.com'");
    BOOST_TEST(users.json().at("totalSize").as_int64() == 7);
    const auto counted = query("SELECT COUNT() FROM TaskStatus WHERE IsClosed = false");
    BOOST_TEST(counted.json().at("totalSize").as_int64() == 4);
    BOOST_TEST(query("SELECT Id, Name FROM Organization").json().at("totalSize").as_int64() == 1);
}

BOOST_AUTO_TEST_CASE(addresses_that_are_too_long_are_refused_with_414_and_431)
{
    BOOST_TEST(
        query("SELECT Id FROM Task WHERE Subject = '" + std::string(17'000, 'x') + "'").status ==
        414);
    headers.emplace_back("X-Long", std::string(17'000, 'x'));
    BOOST_TEST(query("SELECT Id FROM Task").status == 431);
}

BOOST_AUTO_TEST_SUITE_END()
