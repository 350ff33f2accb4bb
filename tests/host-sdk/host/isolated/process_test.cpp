// SPDX-License-Identifier: Apache-2.0
// The child program as a program: found, started, told apart from others, used from many threads.
#include "../support/plugin_folder.hpp"
#include "isolated_probe.hpp"

#include <dovetail/host/cursor_converter.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <string_view>
#include <thread>
#include <vector>

using namespace dovetail;
using test::event_of;

namespace {

host::error failure_with(host::isolation how)
{
    test::loading to;
    how.process = true;
    return to.loader.load(to.plugins.manifest({}), how).error();
}

bool contains(const host::error& failure, std::string_view words)
{
    return failure.message.find(words) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_processes)

BOOST_AUTO_TEST_CASE(p8_a_program_that_is_not_there_is_an_error_that_says_where_it_was_looked_for)
{
    const auto failure = failure_with({.program = "/nowhere/dovetail-plugin-host"});
    BOOST_TEST((failure.kind == host::error_class::config));
    BOOST_TEST(failure.code == "plugin_process_start");
    BOOST_TEST(contains(failure, "/nowhere/dovetail-plugin-host"), failure.message);
    // Beside this test program there is none, and nothing is installed.
    const auto by_itself = failure_with({});
    BOOST_TEST(by_itself.code == "plugin_process_start");
    BOOST_TEST(contains(by_itself, "libexec/dovetail/dovetail-plugin-host"), by_itself.message);
}

BOOST_AUTO_TEST_CASE(a_program_that_others_could_change_is_not_started)
{
    const test::temporary_folder folder;
    const auto program = folder.path() / "dovetail-plugin-host";
    std::filesystem::copy_file(DOVETAIL_TEST_SANITIZED_PLUGIN_HOST, program);
    using std::filesystem::perms;
    std::filesystem::permissions(program, perms::owner_all | perms::others_write);
    const auto failure = failure_with({.program = program});
    BOOST_TEST((failure.kind == host::error_class::config));
    BOOST_TEST(failure.code == "plugin_process_unsafe");
    BOOST_TEST(contains(failure, "chmod o-w " + program.string()), failure.message);
    std::filesystem::permissions(program, perms::owner_all);
    test::loading to;
    const auto loaded =
        to.loader.load(to.plugins.manifest({}), {.process = true, .program = program});
    BOOST_TEST(loaded.has_value());
}

BOOST_AUTO_TEST_CASE(p8_another_program_in_its_place_is_an_error_that_says_how_it_ended)
{
    const auto failure = failure_with({.program = "/bin/false"});
    BOOST_TEST(failure.code == "plugin_process_ended");
    BOOST_TEST(contains(failure, "ended by itself with status 1"), failure.message);
}

BOOST_AUTO_TEST_CASE(what_loading_refuses_is_refused_with_the_same_codes)
{
    const auto code_of = [](const test::installed& what) {
        test::loading to;
        return to.loader
            .load(to.plugins.manifest(what),
                  {.process = true, .program = DOVETAIL_TEST_SANITIZED_PLUGIN_HOST})
            .error()
            .code;
    };
    BOOST_TEST(code_of({.library = "undefined_symbol"}) == "plugin_undefined_symbol");
    BOOST_TEST(code_of({.library = "needs_helper"}) == "plugin_dependency");
    BOOST_TEST(code_of({.library = "two_exports"}) == "plugin_exports");
    BOOST_TEST(code_of({.library = "refuses"}) == "plugin_refused");
    BOOST_TEST(code_of({.library = "other_id"}) == "plugin_identity");
    BOOST_TEST(code_of({.library = "good", .version = "3.0.0"}) == "plugin_identity");
    BOOST_TEST(code_of({.library = "blind_contract", .abi = R"({"oldest": 1, "newest": 9})"}) ==
               "plugin_abi");
}

BOOST_AUTO_TEST_CASE(exchanges_of_many_threads_share_a_process)
{
    const test::isolated_probe with;
    const auto made = with.create("");
    constexpr int threads = 8;
    constexpr int exchanges = 50;
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> all;
        for (int at = 0; at < threads; ++at)
            all.emplace_back([&] {
                for (int number = 0; number < exchanges; ++number) {
                    host::exchange running = with.begin(**made);
                    const auto first = running.resume(event_of(DOVETAIL_EVENT_START));
                    const auto last = running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
                    if (first.kind == DOVETAIL_STEP_REQUEST &&
                        last.failure.message == "nothing was tried")
                        ++right;
                }
            });
    }
    BOOST_TEST(right == threads * exchanges);
}

BOOST_AUTO_TEST_CASE(cursors_are_converted_by_the_generation_that_is_asked)
{
    const test::isolated_probe first;
    const test::isolated_probe second;
    const auto bytes = [](std::string_view text) {
        return std::vector<std::uint8_t>(text.begin(), text.end());
    };
    for (const auto* with : {&first, &second}) {
        const auto converter = host::cursor_converter::of(with->plugin.generation());
        BOOST_REQUIRE(converter.has_value());
        BOOST_TEST(converter->version() == 7u);
        BOOST_TEST((converter->convert(bytes("old")).value() == bytes("new")));
        BOOST_TEST(converter->convert(bytes("odd")).error().code == "cursor_unknown");
    }
    const auto converter = host::cursor_converter::of(second.plugin.generation());
    BOOST_TEST(converter->convert(bytes("crash")).error().code == "plugin_process_ended");
    BOOST_TEST((converter->convert(bytes("old")).value() == bytes("new")));
    BOOST_TEST(second.create("").has_value());
}

BOOST_AUTO_TEST_CASE(what_a_process_gave_up_is_logged)
{
    const test::isolated_probe with;
    BOOST_TEST(with.to.log.contains("without=new privileges, inherited files and environment, "
                                    "network, files, programs, threads, memory above the limit"));
}

BOOST_AUTO_TEST_SUITE_END()
