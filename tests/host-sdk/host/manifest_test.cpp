// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/manifest.hpp>

#include "support/temporary_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view full = R"({
  "$schema": "x",
  "manifest_version": 1,
  "plugins": {"search": ["plugins", "/usr/lib/dovetail/../dovetail"], "pins": {"x.a": "1.2.3"},
    "isolation_program": "libexec/child"},
  "connections": {
    "sf": {
      "plugin": "x.a", "isolation": "process",
      "configuration": {"page_size": 100},
      "http": {"base_url": "https://sf.example/base/", "connect_timeout_s": 0.5,
        "read_timeout_s": 1, "total_timeout_s": 2, "listen_timeout_s": 3, "idle_timeout_s": 4,
        "max_connections": 5, "max_body_mb": 6, "ca_file": "ca.pem", "compress_requests": true,
                 "compress_replies": false},
      "auth": {"type": "oauth2_jwt_bearer", "token_url": "https://sf.example/token",
        "client_id": "id", "private_key": {"file": "secrets/key.pem"}, "subject": "me",
        "audience": "them", "scope": "api", "assertion_lifetime_s": 60, "use_instance_url": true},
      "budget": {"daily_requests": 1000, "warn_percent": 70, "hold_percent": 90,
        "resume_percent": 60},
      "retry": {"attempts": 3, "first_delay_s": 0.1, "longest_delay_s": 9,
        "longest_retry_after_s": 10}
    },
    "sc": {"plugin": "x.b", "http": {"base_url": "https://sc.example"},
      "auth": {"type": "oauth2_client_credentials", "token_url": "https://sc.example/token",
        "client_id": "id", "client_secret": {"env": "SC_SECRET"}}}
  },
  "mappings": {"tasks": {"plugin": "x.m", "configuration": {"rules": []},
    "isolation": "process", "isolation_limits": {"call_timeout_s": 2.5, "memory_mb": 64}}},
  "syncs": {
    "one": {
      "left": {"connection": "sf", "first_crossing": "changed", "backfill_hours": 48},
      "right": {"connection": "sc", "first_crossing": "created_after_enabling",
        "read_only": true},
      "mapping": "tasks", "interval_s": 2.5,
      "conflict": {"default": "sf", "fields": {"status": "right", "due": "sc", "name": "latest"}},
      "delete_versus_edit": "edit",
      "mass_delete": {"more_than": 5, "percent": 10},
      "history": {"days": 7, "entries": 1000},
      "conditional_writes": "always", "parallel_writes": 8, "owner_flow": "sc"
    }
  },
  "state": {"path": "/var/lib/dovetail.db"},
  "log": {"level": "debug", "format": "json"},
  "web": {"anything": "goes"}
})";

host::manifest read(std::string_view text)
{
    auto report = host::parse_manifest(text, "/etc/dovetail/manifest.json");
    for (const host::fault& one : report.faults)
        BOOST_TEST_MESSAGE(host::to_string(one));
    BOOST_REQUIRE(report.ok());
    BOOST_TEST(report.faults.empty());
    return std::move(*report.value);
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(relative_paths_stand_below_the_folder_of_the_manifest)
{
    const auto value = read(full);
    BOOST_TEST(value.file == "/etc/dovetail/manifest.json");
    BOOST_REQUIRE_EQUAL(value.plugins.search.size(), 2u);
    BOOST_TEST(value.plugins.search[0] == "/etc/dovetail/plugins");
    BOOST_TEST(value.plugins.search[1] == "/usr/lib/dovetail");
    BOOST_TEST(value.plugins.pins.at("x.a") == "1.2.3");
    BOOST_TEST(value.state.path == "/var/lib/dovetail.db");
    const auto& connection = value.connections.at(0);
    BOOST_TEST(connection.http.ca_file == "/etc/dovetail/ca.pem");
    BOOST_TEST(connection.auth.private_key->file == "/etc/dovetail/secrets/key.pem");
}

BOOST_AUTO_TEST_CASE(every_key_of_a_connection_arrives)
{
    const auto value = read(full);
    const auto& one = *value.find_connection("sf");
    BOOST_TEST(one.plugin == "x.a");
    BOOST_TEST(one.settings.json == "{\"page_size\":100}");
    BOOST_TEST(one.settings.pointer == "/connections/sf/configuration");
    BOOST_TEST(one.http.base_url == "https://sf.example/base");
    BOOST_TEST((one.http.connect_timeout == 500ms && one.http.read_timeout == 1s));
    BOOST_TEST((one.http.total_timeout == 2s && one.http.listen_timeout == 3s));
    BOOST_TEST((one.http.idle_timeout == 4s && one.http.max_connections == 5));
    BOOST_TEST(one.http.max_body_bytes == 6u * 1024 * 1024);
    BOOST_TEST(one.http.compress_requests);
    BOOST_TEST(!one.http.compress_replies);
    BOOST_TEST((one.auth.type == host::auth_type::oauth2_jwt_bearer));
    BOOST_TEST(one.auth.token_url == "https://sf.example/token");
    BOOST_TEST(one.auth.subject == "me");
    BOOST_TEST(one.auth.audience == "them");
    BOOST_TEST(one.auth.scope == "api");
    BOOST_TEST((one.auth.assertion_lifetime == 60s && one.auth.use_instance_url));
    BOOST_TEST((one.budget.daily_requests == 1000u && one.budget.warn_percent == 70));
    BOOST_TEST((one.budget.hold_percent == 90 && one.budget.resume_percent == 60));
    BOOST_TEST((one.retry.attempts == 3 && one.retry.first_delay == 100ms));
    BOOST_TEST((one.retry.longest_delay == 9s && one.retry.longest_retry_after == 10s));
    const auto& other = *value.find_connection("sc");
    BOOST_TEST(other.settings.json == "{}");
    BOOST_TEST(other.auth.client_secret->variable == "SC_SECRET");
    BOOST_TEST(other.auth.client_secret->where.line == 24u);
}

BOOST_AUTO_TEST_CASE(isolation_is_chosen_for_each_connection_and_mapping)
{
    constexpr std::uint64_t mib = 1024 * 1024;
    const auto value = read(full);
    const auto& one = value.find_connection("sf")->isolation;
    BOOST_TEST(one.process);
    BOOST_TEST(one.program == "/etc/dovetail/libexec/child");
    BOOST_TEST((one.call_timeout == 10s && one.memory_bytes == 512 * mib));
    BOOST_TEST(one.message_bytes == 128 * mib);
    BOOST_TEST(!value.find_connection("sc")->isolation.process);
    const auto& mapping = value.find_mapping("tasks")->isolation;
    BOOST_TEST(mapping.process);
    BOOST_TEST((mapping.call_timeout == 2500ms && mapping.memory_bytes == 64 * mib));
}

BOOST_AUTO_TEST_CASE(a_body_of_the_largest_size_crosses_to_an_isolated_plugin)
{
    const auto value = read(R"({"manifest_version": 1, "connections": {"a": {"plugin": "x.a",
      "isolation": "process", "http": {"base_url": "https://a.example", "max_body_mb": 100}}}})");
    BOOST_TEST(value.connections.at(0).isolation.message_bytes == 200u * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(p8_limits_without_isolation_are_warned_about)
{
    const auto report = host::parse_manifest(
        R"({"manifest_version": 1, "mappings": {"m": {"plugin": "x.m",
      "isolation_limits": {"memory_mb": 64}}}})",
        "/etc/dovetail/manifest.json");
    BOOST_TEST(report.ok());
    BOOST_REQUIRE_EQUAL(report.faults.size(), 1u);
    BOOST_TEST(report.faults[0].pointer == "/mappings/m/isolation_limits");
    BOOST_TEST((report.faults[0].level == host::fault_level::warning));
}

BOOST_AUTO_TEST_CASE(every_key_of_a_sync_arrives_and_connection_names_become_sides)
{
    const auto value = read(full);
    const auto& one = *value.find_sync("one");
    BOOST_TEST(one.left.connection == "sf");
    BOOST_TEST((one.left.first_crossing == host::first_crossing::changed));
    BOOST_TEST((one.left.backfill == 48h && !one.left.read_only));
    BOOST_TEST((one.right.first_crossing == host::first_crossing::created_after_enabling));
    BOOST_TEST(one.right.read_only);
    BOOST_TEST((one.interval == 2500ms));
    BOOST_TEST((one.conflict.fallback == host::conflict_winner::left));
    BOOST_TEST((one.conflict.fields.at("status") == host::conflict_winner::right));
    BOOST_TEST((one.conflict.fields.at("due") == host::conflict_winner::right));
    BOOST_TEST((one.conflict.fields.at("name") == host::conflict_winner::latest));
    BOOST_TEST((one.delete_versus_edit == host::delete_versus_edit::edit));
    BOOST_TEST((one.mass_delete.more_than == 5 && one.mass_delete.percent == 10));
    BOOST_TEST((one.history.age == std::chrono::days(7) && one.history.entries == 1000));
    BOOST_TEST((one.conditional_writes == host::conditional_writes::always));
    BOOST_TEST(one.parallel_writes == 8u);
    BOOST_TEST((one.owner_flow == host::side::right));
    BOOST_TEST((value.log.level == host::log_level::debug));
    BOOST_TEST((value.log.format == host::log_format::json));
}

BOOST_AUTO_TEST_CASE(what_is_left_out_has_the_defaults_of_product_md)
{
    const auto value = read(R"({"manifest_version": 1,
      "connections": {"a": {"plugin": "x.a", "http": {"base_url": "https://a.example"}},
                      "b": {"plugin": "x.a", "http": {"base_url": "https://b.example"}}},
      "mappings": {"m": {"plugin": "x.m"}},
      "syncs": {"s": {"left": {"connection": "a"}, "right": {"connection": "b"}, "mapping": "m"}}
    })");
    const auto& sync = value.syncs.at(0);
    BOOST_TEST((sync.left.backfill == 24h));                                          // E3
    BOOST_TEST((sync.conflict.fallback == host::conflict_winner::latest));            // C4
    BOOST_TEST((sync.delete_versus_edit == host::delete_versus_edit::deletion));      // C5
    BOOST_TEST((sync.owner_flow == host::side::left));                                // C6
    BOOST_TEST((sync.mass_delete.more_than == 20 && sync.mass_delete.percent == 25)); // C8
    const auto& budget = value.connections.at(0).budget;
    BOOST_TEST((budget.warn_percent == 80 && budget.hold_percent == 95 &&
                budget.resume_percent == 75)); // P5
    BOOST_TEST((value.connections.at(0).auth.type == host::auth_type::none));
    BOOST_TEST(value.state.path == "/etc/dovetail/var/state/dovetail.db");
    BOOST_TEST(!value.find_connection("c"));
}

BOOST_AUTO_TEST_CASE(owner_flow_can_be_none)
{
    std::string text(full);
    text.replace(text.find(R"("owner_flow": "sc")"), 18, R"("owner_flow": "none")");
    BOOST_TEST(!read(text).syncs.at(0).owner_flow.has_value());
}

BOOST_AUTO_TEST_CASE(the_manifest_of_this_repository_is_in_order_even_strictly)
{
    const std::filesystem::path file = DOVETAIL_SOURCE_DIR "/manifest.json";
    const auto report = host::load_manifest(file, {true});
    for (const host::fault& one : report.faults)
        BOOST_ERROR(host::to_string(one));
    BOOST_REQUIRE(report.ok());
    BOOST_TEST(report.value->syncs.at(0).left.connection == "salesforce");
    BOOST_TEST(report.value->syncs.at(0).right.connection == "sales-connect");
}

namespace {

/// The default a schema gives the value at a pointer of a manifest, following references.
const boost::json::value* default_at(const boost::json::value& root, const std::string& section,
                                     const std::string& key)
{
    return root.at("definitions")
        .at(section)
        .at("properties")
        .at(key)
        .as_object()
        .if_contains("default");
}

void check_default(const std::string& section, const std::string& key, double value)
{
    static const auto root =
        boost::json::parse(content_of(DOVETAIL_SOURCE_DIR "/docs/schema/manifest.schema.json"));
    const auto* found = default_at(root, section, key);
    BOOST_REQUIRE_MESSAGE(found, section << '.' << key << " has no default");
    BOOST_TEST(found->to_number<double>() == value, section << '.' << key);
}

double seconds(std::chrono::milliseconds value)
{
    return std::chrono::duration<double>(value).count();
}

} // namespace

BOOST_AUTO_TEST_CASE(the_defaults_of_the_schema_are_those_of_the_code)
{
    const host::http_settings http;
    check_default("http", "connect_timeout_s", seconds(http.connect_timeout));
    check_default("http", "read_timeout_s", seconds(http.read_timeout));
    check_default("http", "total_timeout_s", seconds(http.total_timeout));
    check_default("http", "listen_timeout_s", seconds(http.listen_timeout));
    check_default("http", "idle_timeout_s", seconds(http.idle_timeout));
    check_default("http", "max_connections", http.max_connections);
    check_default("http", "max_body_mb", static_cast<double>(http.max_body_bytes >> 20));
    check_default("auth", "assertion_lifetime_s",
                  static_cast<double>(host::auth_settings{}.assertion_lifetime.count()));
    check_default("budget", "warn_percent", host::budget_settings{}.warn_percent);
    check_default("budget", "hold_percent", host::budget_settings{}.hold_percent);
    check_default("budget", "resume_percent", host::budget_settings{}.resume_percent);
    const host::isolation isolation;
    check_default("isolation_limits", "call_timeout_s", seconds(isolation.call_timeout));
    check_default("isolation_limits", "memory_mb",
                  static_cast<double>(isolation.memory_bytes >> 20));
    const host::retry_settings retry;
    check_default("retry", "attempts", retry.attempts);
    check_default("retry", "first_delay_s", seconds(retry.first_delay));
    check_default("retry", "longest_delay_s", seconds(retry.longest_delay));
    check_default("retry", "longest_retry_after_s", seconds(retry.longest_retry_after));
    const host::sync_settings sync;
    check_default("sync", "interval_s", seconds(sync.interval));
    check_default("sync", "parallel_writes", sync.parallel_writes);
    check_default("side", "backfill_hours", static_cast<double>(sync.left.backfill.count()));
    check_default("mass_delete", "more_than", sync.mass_delete.more_than);
    check_default("mass_delete", "percent", sync.mass_delete.percent);
    check_default("history", "days", static_cast<double>(sync.history.age.count()));
    check_default("history", "entries", static_cast<double>(sync.history.entries));
}

BOOST_AUTO_TEST_SUITE_END()
