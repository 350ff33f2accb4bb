// SPDX-License-Identifier: Apache-2.0
// E2: progress shows found, done, remaining, rate and an estimate.
#include <app/progress.hpp>
#include <app/text.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

sync::progress half_way()
{
    sync::progress state;
    state.sync = "tasks";
    state.found = 20'000;
    state.done = 10'000;
    state.remaining = 10'000;
    state.per_second = 2'500;
    state.estimate = std::chrono::seconds(4);
    return state;
}

} // namespace

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(e2_a_line_has_all_five_numbers)
{
    BOOST_TEST(app::progress_line(half_way()) ==
               "tasks: first sync: 10,000 of 20,000 · 10,000 to go · 2,500/s · about 4.0 s left");
}

BOOST_AUTO_TEST_CASE(e2_a_bar_fits_into_every_terminal)
{
    for (std::size_t columns = 40; columns < 160; ++columns)
        BOOST_TEST(app::display_width(app::progress_bar(half_way(), {true, false, columns})) <
                   columns);
}

BOOST_AUTO_TEST_CASE(e2_half_of_a_bar_is_full)
{
    const auto bar = app::progress_bar(half_way(), {true, false, 140});
    const auto count = [&](std::string_view what) {
        std::size_t found = 0;
        for (auto at = bar.find(what); at != std::string::npos; at = bar.find(what, at + 1))
            ++found;
        return found;
    };
    BOOST_TEST(count("█") == 20U);
    BOOST_TEST(count("░") == 20U);
    BOOST_TEST(bar.find(" 50 %") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(e2_before_the_first_page_nothing_is_counted)
{
    sync::progress state;
    state.sync = "tasks";
    BOOST_TEST(app::progress_line(state) == "tasks: first sync: looking for tasks …");
}

BOOST_AUTO_TEST_SUITE_END()
