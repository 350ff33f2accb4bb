// SPDX-License-Identifier: Apache-2.0
// P7: secrets are read from private files, and shown to nobody.
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/secret.hpp>

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <cstring>
#include <ostream>
#include <type_traits>

using namespace dovetail;

namespace {

constexpr std::string_view value = "s3cr3t-value";

host::result<host::secret> read(const std::filesystem::path& file)
{
    host::secret_source source{file, ""};
    source.manifest_file = "manifest.json";
    source.pointer = "/connections/sf/auth/client_secret";
    source.where = {7, 3};
    return host::read_secret(source, "connection \"sf\"");
}

void check_refused(const host::result<host::secret>& found, std::string_view words)
{
    BOOST_REQUIRE(found.has_error());
    const std::string& message = found.error().message;
    BOOST_TEST((found.error().kind == host::error_class::config));
    BOOST_TEST((message.find(words) != message.npos), message);
    BOOST_TEST((message.find("manifest.json:7:3: error: /connections/sf/auth/client_secret: "
                             "connection \"sf\" needs a secret") == 0),
               message);
    BOOST_TEST((message.find(value) == message.npos));
}

template<class T>
concept streamable = requires(std::ostream& out, const T& one)
{
    out << one;
};

} // namespace

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(p7_a_private_file_is_read_without_its_line_end)
{
    const test::temporary_folder folder;
    for (const unsigned mode : {0600u, 0400u}) {
        const auto found =
            read(folder.write("ok" + std::to_string(mode), std::string(value) + "\r\n", mode));
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->reveal() == value);
    }
}

BOOST_AUTO_TEST_CASE(p7_a_file_that_others_may_read_is_refused_with_the_command_that_helps)
{
    const test::temporary_folder folder;
    for (const unsigned mode : {0640u, 0604u, 0644u, 0620u}) {
        const auto file = folder.write("open", value, mode);
        check_refused(read(file), "run: chmod 600 " + file.string());
    }
}

BOOST_AUTO_TEST_CASE(p7_a_missing_file_says_who_needs_it)
{
    const test::temporary_folder folder;
    check_refused(read(folder.path() / "none"), "does not exist");
}

BOOST_AUTO_TEST_CASE(p7_what_is_not_a_plain_short_file_is_refused)
{
    const test::temporary_folder folder;
    check_refused(read(folder.path()), "it is a folder");
    const auto pipe = folder.path() / "pipe";
    BOOST_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
    check_refused(read(pipe), "not a regular file"); // and does not wait for a writer
    check_refused(read(folder.write("empty", "\n")), "is empty");
    check_refused(read(folder.write("big", std::string(host::max_secret_bytes + 1, 'x'))),
                  "larger than the limit");
}

BOOST_AUTO_TEST_CASE(p7_a_secret_can_come_from_the_environment)
{
    const host::secret_source set{{}, "DOVETAIL_TEST_SECRET"};
    BOOST_TEST(host::read_secret(set, "x").value().reveal() == "from-the-environment");
    const auto empty = host::read_secret({{}, "DOVETAIL_TEST_EMPTY"}, "x");
    BOOST_TEST((empty.error().message.find("is empty") != std::string::npos));
    const auto unset = host::read_secret({{}, "DOVETAIL_TEST_UNSET"}, "x");
    BOOST_TEST((unset.error().message.find("is not set") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(p7_a_secret_cannot_be_streamed_copied_or_compared_by_accident)
{
    static_assert(!streamable<host::secret>);
    static_assert(!std::is_copy_constructible_v<host::secret>);
    static_assert(!std::is_convertible_v<host::secret, std::string>);
    host::secret one(value);
    const host::secret twin = one.clone();
    const host::secret moved = std::move(one);
    BOOST_TEST((twin.reveal() == value && moved.reveal() == value));
    BOOST_TEST(one.empty()); // NOLINT(bugprone-use-after-move): that it is empty is the point
}

BOOST_AUTO_TEST_CASE(p7_all_secrets_of_a_manifest_are_checked_at_once)
{
    const test::temporary_folder folder;
    folder.write("open", value, 0644);
    const auto file = folder.write("manifest.json", R"({"manifest_version": 1, "connections": {
      "a": {"plugin": "x.a", "http": {"base_url": "https://a.example"},
            "auth": {"type": "bearer", "token": {"file": "open"}}},
      "b": {"plugin": "x.a", "http": {"base_url": "https://a.example"},
            "auth": {"type": "bearer", "token": {"file": "none"}}},
      "c": {"plugin": "x.a", "http": {"base_url": "https://a.example"},
            "auth": {"type": "basic", "username": "u", "password": {"file": "gone"}}}}})");
    const auto report = host::load_manifest(file);
    BOOST_REQUIRE(report.ok());
    const auto faults = host::check_secrets(*report.value);
    BOOST_REQUIRE_EQUAL(faults.size(), 3u);
    BOOST_TEST(faults[0].pointer == "/connections/a/auth/token");
    BOOST_TEST(faults[0].where.line == 3u);
    BOOST_TEST((faults[0].remedy.find("chmod 600") != std::string::npos));
    BOOST_TEST((faults[1].what.find("connection \"b\"") != std::string::npos));
    BOOST_TEST(faults[2].pointer == "/connections/c/auth/password");
}

BOOST_AUTO_TEST_SUITE_END()
