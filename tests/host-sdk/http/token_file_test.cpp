// SPDX-License-Identifier: Apache-2.0
#include <http/token_file.hpp>

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

namespace dovetail::http {
namespace {

unsigned mode_of(const std::string& path)
{
    struct stat about
    {
    };
    ::stat(path.c_str(), &about);
    return about.st_mode & 0777u;
}

token_file at(const std::string& path)
{
    host::secret_source source;
    source.file = path;
    return {source, "a test"};
}

struct fixture
{
    test::temporary_folder folder;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refresh_token_file, fixture)

BOOST_AUTO_TEST_CASE(a_token_is_read_without_its_line_end)
{
    const token_file file = at(folder.write("token", "abc.def!\r\n"));
    BOOST_TEST(file.read()->reveal() == "abc.def!");
}

BOOST_AUTO_TEST_CASE(p7_a_file_that_others_may_read_is_refused_with_the_remedy)
{
    const auto path = folder.write("token", "abc", 0640).string();
    const auto token = at(path).read();
    BOOST_REQUIRE(token.has_error());
    BOOST_TEST(token.error().message.find("chmod 600") != std::string::npos);
    BOOST_TEST(token.error().message.find(path) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p8_missing_empty_and_senseless_files_are_clear_errors)
{
    BOOST_TEST(at(folder / "none").read().has_error());
    BOOST_TEST(at(folder.write("empty", "\n")).read().has_error());
    BOOST_TEST(at(folder.write("two", "a b")).read().has_error());
    BOOST_TEST(at(folder.write("lines", "a\nb")).read().has_error());
    BOOST_TEST(at(folder.write("long", std::string(20'000, 'x'))).read().has_error());
    BOOST_TEST(at(folder / ".").read().has_error());
}

BOOST_AUTO_TEST_CASE(the_old_token_stays_beside_the_new_one_until_that_proved_itself)
{
    const auto path = folder.write("token", "old-token\n").string();
    const token_file file = at(path);
    BOOST_REQUIRE(file.prepare().has_value());
    BOOST_REQUIRE(file.store(host::secret("new-token")).has_value());
    BOOST_TEST(test::read_file(path) == "new-token\n");
    BOOST_TEST(mode_of(path) == 0600u);
    BOOST_TEST(file.read()->reveal() == "new-token");
    BOOST_TEST(file.read_previous()->reveal() == "old-token");
    file.forget_previous();
    BOOST_CHECK(!file.read_previous());
    BOOST_CHECK(!std::filesystem::exists(path + ".new"));
}

BOOST_AUTO_TEST_CASE(storing_again_after_a_kill_in_between_works)
{
    const auto path = folder.write("token", "one").string();
    folder.write("token.new", "half a tok");
    folder.write("token.previous", "zero");
    const token_file file = at(path);
    BOOST_REQUIRE(file.prepare().has_value());
    BOOST_REQUIRE(file.store(host::secret("two")).has_value());
    BOOST_TEST(file.read()->reveal() == "two");
    BOOST_TEST(file.read_previous()->reveal() == "one");
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_written_shows_before_the_server_is_asked)
{
    const token_file file = at(folder / "no/such/folder/token");
    BOOST_TEST(file.prepare().has_error());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
