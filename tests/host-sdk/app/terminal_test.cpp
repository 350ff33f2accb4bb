// SPDX-License-Identifier: Apache-2.0
#include <app/terminal.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <initializer_list>

using namespace dovetail::app;

BOOST_AUTO_TEST_SUITE(terminals)

BOOST_AUTO_TEST_CASE(a_file_is_no_terminal_and_gets_colours_only_when_asked)
{
    const int file = open("/dev/null", O_WRONLY);
    BOOST_TEST(!look_at(file, color_choice::automatic).interactive);
    BOOST_TEST(!look_at(file, color_choice::automatic).colored);
    BOOST_TEST(look_at(file, color_choice::always).colored);
    BOOST_TEST(!look_at(file, color_choice::never).colored);
    close(file);
}

BOOST_AUTO_TEST_CASE(a_window_s_width_is_read_when_it_is_asked_for)
{
    const int window = posix_openpt(O_RDWR | O_NOCTTY);
    BOOST_REQUIRE(window >= 0);
    for (const unsigned short columns : std::initializer_list<unsigned short>{50, 30}) {
        const winsize size{20, columns, 0, 0};
        BOOST_REQUIRE(ioctl(window, TIOCSWINSZ, &size) == 0);
        BOOST_TEST(columns_of(window, 100) == columns);
    }
    close(window);
    const int file = open("/dev/null", O_WRONLY);
    BOOST_TEST(columns_of(file, 100) == 100U);
    close(file);
}

BOOST_AUTO_TEST_CASE(a_palette_without_colours_changes_nothing)
{
    BOOST_TEST(palette(false)(tint::bad, "text") == "text");
    BOOST_TEST(palette(true)(tint::bad, "text") == "\x1b[31mtext\x1b[0m");
    BOOST_TEST(palette(true)(tint::plain, "text") == "text");
    BOOST_TEST(palette(true)(tint::bad, "").empty());
}

BOOST_AUTO_TEST_SUITE_END()
