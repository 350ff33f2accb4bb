// SPDX-License-Identifier: Apache-2.0
#include "process.hpp"

#include <sandbox/message.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <future>
#include <iterator>
#include <sys/stat.h>

using namespace dovetail::sandbox;

namespace {

namespace json = boost::json;

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct program : scratch_directory
{
    std::vector<std::string> options(const std::string& more = {}) const
    {
        std::vector<std::string> out{"--data", path.string(), "--secrets", secrets().string()};
        if (!more.empty()) out.push_back(more);
        return out;
    }
    std::filesystem::path secrets() const { return path / "secrets"; }

    std::string token(const serving_sandbox& at) const
    {
        const auto given =
            exchange(at.salesforce(), "POST", "/services/oauth2/token",
                     "grant_type=client_credentials&client_id=dovetail-sandbox&client_secret=" +
                         read_file(secrets() / "salesforce.client-secret"));
        BOOST_REQUIRE_EQUAL(given.status(), 200);
        return json::parse(given.body()).at("access_token").as_string().c_str();
    }

    void fault(const serving_sandbox& at, const std::string& kind) const
    {
        const auto given = exchange(at.salesforce(), "POST", "/sandbox/faults",
                                    R"({"times":1,"kind":")" + kind + R"("})");
        BOOST_REQUIRE_EQUAL(given.status(), 201);
    }

    static std::size_t count(const serving_sandbox& at, const std::string& token)
    {
        const auto given =
            exchange(at.salesforce(), "GET",
                     "/services/data/v62.0/query?q=" + percent_encode("SELECT COUNT() FROM Task"),
                     {}, token);
        return json::parse(given.body()).at("totalSize").to_number<std::size_t>();
    }

    static raw_answer create(const serving_sandbox& at, const std::string& token)
    {
        return exchange(at.salesforce(), "POST", "/services/data/v62.0/sobjects/Task",
                        R"({"Subject":"x"})", token);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sandbox_program, program)

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives_a_kill)
{
    std::string kept;
    {
        serving_sandbox first{options()};
        kept = token(first);
        for (int i = 0; i < 5; ++i)
            BOOST_TEST(create(first, kept).status() == 201);
        BOOST_TEST(first.stop(SIGKILL) == -SIGKILL);
    }
    const serving_sandbox second{options()};
    BOOST_TEST(count(second, kept) == 5U); // the token survives as well
}

BOOST_AUTO_TEST_CASE(it_stops_cleanly_when_told_to)
{
    for (const int signal : {SIGINT, SIGTERM}) {
        serving_sandbox server{options()};
        BOOST_TEST(server.stop(signal) == 0);
    }
}

BOOST_AUTO_TEST_CASE(in_memory_nothing_is_kept)
{
    {
        const serving_sandbox server{options("--memory")};
        BOOST_TEST(create(server, token(server)).status() == 201);
    }
    BOOST_TEST(!std::filesystem::exists(path / "sandbox.db"));
    BOOST_TEST(read_file(path / "endpoints.json").find("http://127.0.0.1:") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p7_secrets_are_for_the_owner_alone_and_stay_while_they_are_valid)
{
    const std::vector<std::string> names{
        "salesforce.client-secret", "salesforce.refresh-token", "salesforce.private-key.pem",
        "sales-connect.client-secret", "sales-connect.refresh-token"};
    std::map<std::string, std::string> before;
    {
        const serving_sandbox server{options()};
        for (const auto& name : names) {
            struct stat about
            {
            };
            BOOST_REQUIRE(::stat((secrets() / name).c_str(), &about) == 0);
            BOOST_TEST((about.st_mode & 0777U) == 0600U, name);
            before[name] = read_file(secrets() / name);
        }
    }
    const serving_sandbox again{options()};
    for (const auto& name : names)
        BOOST_TEST(read_file(secrets() / name) == before[name], name);
}

BOOST_AUTO_TEST_CASE(a_reset_connection_may_or_may_not_have_had_an_effect)
{
    const serving_sandbox server{options("--memory")};
    const auto session = token(server);
    fault(server, "reset_before");
    const auto before = create(server, session);
    BOOST_TEST(before.reset);
    BOOST_TEST(before.bytes.empty());
    BOOST_TEST(count(server, session) == 0U);
    fault(server, "reset_after");
    BOOST_TEST(create(server, session).reset);
    BOOST_TEST(count(server, session) == 1U);
}

BOOST_AUTO_TEST_CASE(a_cut_body_is_shorter_than_promised)
{
    const serving_sandbox server{options("--memory")};
    const auto session = token(server);
    fault(server, "cut_body");
    const auto cut = create(server, session);
    BOOST_TEST(cut.status() == 201);
    const auto at = cut.bytes.find("Content-Length: ");
    BOOST_REQUIRE(at != std::string::npos);
    BOOST_TEST(cut.body().size() < std::stoul(cut.bytes.substr(at + 16)));
    fault(server, "cut_chunked");
    const auto chunked = create(server, session);
    BOOST_TEST(chunked.bytes.find("Transfer-Encoding: chunked") != std::string::npos);
    BOOST_TEST(!chunked.bytes.ends_with("0\r\n\r\n"));
    BOOST_TEST(count(server, session) == 2U);
}

BOOST_AUTO_TEST_CASE(a_long_poll_is_woken_by_a_change_over_another_connection)
{
    const serving_sandbox server{options("--memory")};
    const auto session = [&] {
        const auto given =
            exchange(server.sales_connect(), "POST", "/oauth/token",
                     "grant_type=client_credentials&client_id=dovetail-sandbox&client_secret=" +
                         read_file(secrets() / "sales-connect.client-secret"));
        return std::string{json::parse(given.body()).at("access_token").as_string().c_str()};
    }();
    const auto start = exchange(server.sales_connect(), "GET", "/v1/tasks/events", {}, session);
    const std::string cursor = json::parse(start.body()).at("cursor").as_string().c_str();
    // Whether the change comes before or after the poll has begun, the poll must say so.
    auto waiting = std::async(std::launch::async, [&] {
        return exchange(server.sales_connect(), "GET",
                        "/v1/tasks/events?wait_s=60&cursor=" + cursor, {}, session);
    });
    const auto made = exchange(server.sales_connect(), "POST", "/sandbox/tasks",
                               R"({"action":"add","owner":"ada@example.com","name":"news"})");
    BOOST_TEST(made.status() == 200);
    BOOST_TEST(json::parse(waiting.get().body()).at("changed").as_bool());
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_read_is_refused)
{
    const serving_sandbox server{options("--memory")};
    BOOST_TEST(exchange(server.salesforce(), "GET", "no slash").status() == 400);
    BOOST_TEST(exchange(server.salesforce(), "GET", "/" + std::string(200'000, 'x')).status() ==
               431);
}

BOOST_AUTO_TEST_CASE(a_port_or_a_directory_in_use_is_a_clear_error)
{
    const serving_sandbox server{options()};
    const scratch_directory other;
    const auto port = run_sandbox({"serve", "--memory", "--data", other.path.string(),
                                   "--salesforce-port", std::to_string(server.salesforce())});
    BOOST_TEST(port.exit_code == 1);
    BOOST_TEST(port.output.find("choose another --salesforce-port") != std::string::npos);
    const auto data = run_sandbox({"serve", "--data", path.string()});
    BOOST_TEST(data.exit_code == 1);
    BOOST_TEST(data.output.find("in use by another sandbox") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_person_works_with_tasks_from_the_command_line)
{
    const serving_sandbox server{options("--memory")};
    const auto run = [this](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data", path.string()});
        return run_sandbox(arguments);
    };
    for (const std::string where : {"salesforce", "sales-connect"}) {
        const auto made = run({"task", "add", "--side", where, "--owner", "ada@example.com",
                               "--name", "Call Bob", "--due", "2026-12-01", "--json"});
        BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.output);
        const std::string id = json::parse(made.output).at("id").as_string().c_str();
        BOOST_TEST(run({"task", "complete", "--side", where, "--id", id}).exit_code == 0);
        BOOST_TEST(run({"task", "list", "--side", where}).output.find("Call Bob") !=
                   std::string::npos);
        BOOST_TEST(run({"task", "delete", "--side", where, "--id", id}).exit_code == 0);
        BOOST_TEST(run({"task", "delete", "--side", where, "--id", id}).exit_code == 1);
    }
    BOOST_TEST(run({"fault", "set", "--kind", "hang"}).exit_code == 0);
    BOOST_TEST(run({"fault", "list"}).output.find("hang") != std::string::npos);
    BOOST_TEST(run({"fault", "clear"}).exit_code == 0);
    BOOST_TEST(run({"clock", "advance", "60"}).output.find("\"offset_s\":60") != std::string::npos);
    BOOST_TEST(run({"settings", "set", R"({"page_size":5})"}).exit_code == 0);
    BOOST_TEST(run({"stats"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(wrong_usage_ends_with_2_and_help_with_0)
{
    BOOST_TEST(run_sandbox({"task", "add", "--side", "north"}).exit_code == 2);
    BOOST_TEST(run_sandbox({"dance"}).exit_code == 2);
    BOOST_TEST(run_sandbox({}).exit_code == 2);
    for (const std::string command : {"serve", "task", "fault", "clock", "settings"})
        BOOST_TEST(run_sandbox({command, "--help"}).exit_code == 0, command);
    const auto nobody =
        run_sandbox({"task", "list", "--side", "salesforce", "--data", path.string()});
    BOOST_TEST(nobody.exit_code == 1);
    BOOST_TEST(nobody.output.find("start a sandbox") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
