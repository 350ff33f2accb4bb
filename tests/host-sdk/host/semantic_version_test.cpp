// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/semantic_version.hpp>

#include <boost/test/unit_test.hpp>

using dovetail::host::semantic_version;

BOOST_AUTO_TEST_SUITE(semantic_versions)

BOOST_AUTO_TEST_CASE(versions_stand_in_the_order_of_semver_org)
{
    const std::vector<std::string> ascending{
        "0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
        "1.0.0",      "1.0.1",        "1.2.0",         "1.10.0",
        "2.0.0"};
    for (std::size_t left = 0; left < ascending.size(); ++left) {
        for (std::size_t right = 0; right < ascending.size(); ++right) {
            const auto a = semantic_version::parse(ascending[left]);
            const auto b = semantic_version::parse(ascending[right]);
            BOOST_REQUIRE((a && b));
            BOOST_TEST(((*a < *b) == (left < right)), ascending[left] << " < " << ascending[right]);
            BOOST_TEST(((*a == *b) == (left == right)));
        }
        BOOST_TEST(to_string(*semantic_version::parse(ascending[left])) == ascending[left]);
    }
}

BOOST_AUTO_TEST_CASE(build_metadata_does_not_count)
{
    BOOST_TEST((*semantic_version::parse("1.0.0+a") == *semantic_version::parse("1.0.0+b")));
    BOOST_TEST(to_string(*semantic_version::parse("1.0.0-x.1+a.b")) == "1.0.0-x.1+a.b");
}

BOOST_AUTO_TEST_CASE(what_is_no_version_is_refused)
{
    for (const char* text : {"", "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.x", "1.0.0-",
                             "1.0.0-a..b", "1.0.0-01", "1.0.0+", "1.0.0-a.", "99999999999.0.0"})
        BOOST_TEST(!semantic_version::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
