// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/both_sides.hpp"

#include <boost/test/unit_test.hpp>

namespace dovetail::test {

std::map<std::string, std::string> by_name(deployment& here, service where)
{
    std::map<std::string, std::string> all;
    for (const auto& one : here.world.tasks(where)) {
        BOOST_TEST(all.count(one.name) == 0U, "doubled: " << one.name);
        all[one.name] = one.due + "|" + one.details;
    }
    return all;
}

void expect_equal_sides(deployment& here, std::size_t tasks)
{
    here.run({"held", "retry", "--all"});
    here.once();
    const auto left = by_name(here, service::salesforce);
    BOOST_TEST(left.size() == tasks);
    BOOST_TEST((left == by_name(here, service::sales_connect)));
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

void add_many(deployment& here, service where, const char* stem, int count)
{
    for (int i = 0; i < count; ++i)
        here.world.add(where, {{"name", std::string(stem) + std::to_string(i)}});
}

} // namespace dovetail::test
