// SPDX-License-Identifier: Apache-2.0
// P6: probation tells a new fault of a plugin from old ones and from those of servers.
#include <dovetail/swap/witness.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace dovetail;
using namespace std::chrono_literals;
using swap::verdict;

namespace {

host::error fault(host::error_class kind, std::string code)
{
    return {kind, std::move(code), "it failed"};
}

constexpr auto patience = 30s;

} // namespace

BOOST_AUTO_TEST_SUITE(swap_witness)

BOOST_AUTO_TEST_CASE(every_sync_has_to_make_a_good_pass)
{
    swap::witness watching;
    watching.begin_trial({"tasks", "leads"});
    watching.passed("tasks", nullptr);
    BOOST_TEST((watching.wait(0ms, 0ms, {}) == verdict::undecided));
    watching.passed("leads", nullptr);
    BOOST_TEST((watching.wait(0ms, patience, {}) == verdict::sound));
}

BOOST_AUTO_TEST_CASE(p6_a_bug_or_a_configuration_fault_fails_the_trial_at_once)
{
    for (const auto kind : {host::error_class::bug, host::error_class::config}) {
        swap::witness watching;
        watching.begin_trial({"tasks"});
        watching.failed("write", fault(kind, "plugin_contract"));
        BOOST_TEST((watching.wait(patience, patience, {}) == verdict::failed));
        BOOST_TEST(watching.fault()->code == "plugin_contract");
    }
}

BOOST_AUTO_TEST_CASE(p6_a_pass_that_fails_by_the_plugin_fails_the_trial)
{
    swap::witness watching;
    watching.begin_trial({"tasks"});
    const auto why = fault(host::error_class::bug, "fetch_threw");
    watching.passed("tasks", &why);
    BOOST_TEST((watching.wait(patience, patience, {}) == verdict::failed));
}

BOOST_AUTO_TEST_CASE(servers_and_networks_prove_nothing_either_way)
{
    swap::witness watching;
    watching.begin_trial({"tasks"});
    for (const auto kind :
         {host::error_class::retryable, host::error_class::throttled, host::error_class::auth,
          host::error_class::gone, host::error_class::conflict, host::error_class::rejected}) {
        const auto why = fault(kind, "http_503");
        watching.passed("tasks", &why);
        watching.failed("fetch", why);
    }
    BOOST_TEST((watching.wait(0ms, 1ms, {}) == verdict::undecided));
    watching.passed("tasks", nullptr);
    BOOST_TEST((watching.wait(0ms, patience, {}) == verdict::sound));
}

BOOST_AUTO_TEST_CASE(a_fault_the_old_generation_had_too_is_excused)
{
    swap::witness watching;
    watching.failed("listen", fault(host::error_class::config, "cannot_listen"));
    watching.begin_trial({});
    watching.failed("listen", fault(host::error_class::config, "cannot_listen"));
    BOOST_TEST(!watching.fault().has_value());
    watching.failed("fetch", fault(host::error_class::config, "cannot_listen"));
    BOOST_TEST(watching.fault().has_value()); // in another operation it is new
}

BOOST_AUTO_TEST_CASE(what_a_kept_generation_did_is_what_the_next_one_is_measured_by)
{
    swap::witness watching;
    watching.failed("listen", fault(host::error_class::config, "cannot_listen"));
    watching.begin_trial({});
    watching.end_trial(true); // this one could listen
    watching.begin_trial({});
    watching.failed("listen", fault(host::error_class::config, "cannot_listen"));
    BOOST_TEST(watching.fault().has_value());
    watching.end_trial(false);
    watching.begin_trial({});
    watching.failed("listen", fault(host::error_class::config, "cannot_listen"));
    BOOST_TEST(watching.fault().has_value());
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait)
{
    swap::witness watching;
    watching.begin_trial({"tasks"});
    std::stop_source stop;
    std::jthread later([&] { stop.request_stop(); });
    BOOST_TEST((watching.wait(patience, patience, stop.get_token()) == verdict::stopped));
}

BOOST_AUTO_TEST_SUITE_END()
