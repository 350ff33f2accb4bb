// SPDX-License-Identifier: Apache-2.0
// P6: a mapping is exchanged between two calls, and only for one the engine's schema fits.
#include <dovetail/swap/mapping.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <utility>

using namespace dovetail;
using host::canonical_field;
using host::flow;

namespace {

canonical_field field(std::string name, flow from_right = flow::always)
{
    return {std::move(name), flow::always, from_right, {}, {}};
}

/// Answers every call with an error that has its name, so that a test sees who answered.
class named_mapping final : public host::mapping
{
public:
    explicit named_mapping(std::string name,
                           std::vector<canonical_field> fields = {field("subject")})
        : name_(std::move(name)), fields_(std::move(fields))
    {
    }

    const std::string& name() const noexcept override { return name_; }
    const std::vector<canonical_field>& fields() const noexcept override { return fields_; }
    host::result<void> check(host::side, std::span<const host::record_batch>) const override
    {
        return answer();
    }
    host::result<host::mapped_batch> to_canonical(host::side,
                                                  host::array_view<dovetail_record>) const override
    {
        return answer();
    }
    host::result<host::mapped_batch> to_native(
        host::side, std::span<const dovetail_canonical_change>) const override
    {
        return answer();
    }

private:
    host::error answer() const { return {host::error_class::bug, name_, "it failed"}; }

    std::string name_;
    std::vector<canonical_field> fields_;
};

std::string who_answers(const host::mapping& mapping)
{
    return mapping.to_canonical(host::side::left, {nullptr, 0}).error().code;
}

std::string why(std::vector<canonical_field> present, std::vector<canonical_field> next)
{
    return swap::why_incompatible(named_mapping("old", std::move(present)),
                                  named_mapping("new", std::move(next)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(swappable_mappings)

BOOST_AUTO_TEST_CASE(p6_calls_go_to_the_mapper_that_is_there_now)
{
    const auto old_one = std::make_shared<named_mapping>("old");
    swap::swappable_mapping mapping(old_one, std::make_shared<swap::witness>());
    BOOST_TEST(who_answers(mapping) == "old");
    BOOST_TEST(mapping.exchange(std::make_shared<named_mapping>("new")) == old_one);
    BOOST_TEST(who_answers(mapping) == "new");
    BOOST_TEST(mapping.name() == "old"); // what the manifest calls it stays
    BOOST_TEST(mapping.fields().size() == 1U);
}

BOOST_AUTO_TEST_CASE(p6_what_a_mapper_breaks_reaches_the_witness)
{
    const auto faults = std::make_shared<swap::witness>();
    swap::swappable_mapping mapping(std::make_shared<named_mapping>("broken"), faults);
    faults->begin_trial({});
    BOOST_TEST(!mapping.check(host::side::left, {}).has_value());
    BOOST_REQUIRE(faults->fault().has_value());
    BOOST_TEST(faults->fault()->code == "broken");
}

BOOST_AUTO_TEST_CASE(a_mapping_with_other_canonical_fields_does_not_fit)
{
    const auto subject = field("subject");
    const auto due = field("due");
    const auto one_way = field("subject", flow::never);
    BOOST_TEST(why({subject, due}, {subject, due}).empty());
    BOOST_TEST(why({subject, due}, {subject}).find("no canonical field \"due\"") !=
               std::string::npos);
    BOOST_TEST(why({subject}, {subject, due}).find("more: \"due\"") != std::string::npos);
    BOOST_TEST(why({subject}, {one_way}).find("other directions") != std::string::npos);
    BOOST_TEST(why({subject, due}, {due, subject}).find("another order") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
