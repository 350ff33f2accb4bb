// SPDX-License-Identifier: Apache-2.0
// The org's budget, shared by all workers.
#pragma once

#include "samples.hpp"

#include <atomic>

BOOST_AUTO_TEST_SUITE(budget)

BOOST_AUTO_TEST_CASE_TEMPLATE(p5_a_burst_is_granted_and_then_the_wait_is_told, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    // So slow a rate that the time this test takes gives nothing back.
    constexpr double rate = 1e-4;
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(!value_of(at.budget->take("org", 1, rate, 5)));
    const auto wait = value_of(at.budget->take("org", 1, rate, 5));
    BOOST_REQUIRE(wait);
    BOOST_TEST(wait->count() > 0);
    BOOST_TEST(wait->count() <= 10'000'000);
    BOOST_TEST(!value_of(at.budget->take("another org", 5, rate, 5)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p5_a_refusal_uses_nothing_and_the_wait_is_enough, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    constexpr double rate = 50;
    BOOST_TEST(!value_of(at.budget->take("org", 2, rate, 2)));
    for (int i = 0; i < 20; ++i)
        value_of(at.budget->take("org", 2, rate, 2));
    for (int granted = 0; granted < 3; ++granted) {
        auto wait = value_of(at.budget->take("org", 2, rate, 2));
        if (!wait) continue;
        std::this_thread::sleep_for(*wait + milliseconds(2)); // the clock counts milliseconds
        BOOST_TEST(!value_of(at.budget->take("org", 2, rate, 2)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p5_more_than_a_burst_waits_for_a_full_bucket_not_for_ever, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    BOOST_TEST(!value_of(at.budget->take("org", 10, 1e-4, 5)));
    BOOST_TEST(value_of(at.budget->take("org", 1, 1e-4, 5)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p5_the_budget_is_exact_over_several_workers, Place, tested_places)
{
    using namespace conformance;
    Place place;
    constexpr double rate = 1e-4;
    constexpr int burst = 100;
    std::atomic<int> granted = 0;
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i)
        workers.emplace_back([&, mine = place.open()] {
            for (int call = 0; call < burst; ++call) {
                const auto answer = mine.budget->take("org", 1, rate, burst);
                if (answer && !*answer) ++granted;
            }
        });
    for (auto& worker : workers)
        worker.join();
    BOOST_TEST(granted == burst);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_budget_without_rate_is_refused, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    for (const auto& [rate, burst] : {std::pair{0.0, 1.0}, {1.0, 0.0}, {-1.0, 1.0}}) {
        const auto refused = at.budget->take("org", 1, rate, burst);
        BOOST_REQUIRE(!refused);
        BOOST_TEST((refused.error().kind == dovetail::host::error_class::config));
    }
}

BOOST_AUTO_TEST_SUITE_END()
