// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/error.hpp>

#include <boost/test/unit_test.hpp>

#include <new>
#include <stdexcept>

namespace kit = dovetail::kit;

namespace {

struct caught
{
    dovetail_error error{};

    template<class callable>
    explicit caught(callable body)
    {
        error.struct_size = sizeof error;
        kit::guarded(&error, body);
    }
    ~caught()
    {
        if (error.release != nullptr) error.release(error.owner);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(a_plugin_error_crosses_with_every_part)
{
    const caught out{[] {
        throw kit::plugin_error{
            kit::failure{kit::error_class::throttled, "CODE", "ours", "theirs", 250}};
    }};
    BOOST_TEST(out.error.error_class == unsigned{DOVETAIL_ERROR_THROTTLED});
    BOOST_TEST(kit::view(out.error.code) == "CODE");
    BOOST_TEST(kit::view(out.error.message) == "ours");
    BOOST_TEST(kit::view(out.error.server_text) == "theirs");
    BOOST_TEST(out.error.retry_after_ms == 250u);
}

BOOST_AUTO_TEST_CASE(another_exception_is_a_bug_and_keeps_its_message)
{
    const caught out{[] { throw std::out_of_range{"index 7"}; }};
    BOOST_TEST(out.error.error_class == unsigned{DOVETAIL_ERROR_BUG});
    BOOST_TEST(std::string{kit::view(out.error.message)}.find("index 7") != std::string::npos);
    const caught odd{[] { throw 7; }};
    BOOST_TEST(odd.error.error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_CASE(memory_that_is_gone_may_be_there_later)
{
    const caught out{[] { throw std::bad_alloc{}; }};
    BOOST_TEST(out.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
}

BOOST_AUTO_TEST_CASE(an_older_and_shorter_layout_of_the_caller_is_not_written_past)
{
    struct
    {
        dovetail_error error{};
    } guard;
    guard.error.struct_size = offsetof(dovetail_error, server_text);
    guard.error.server_text.data = "untouched";
    kit::detail::put(&guard.error, kit::detail::constant_error(kit::error_class::bug, "c", "m"));
    BOOST_TEST(guard.error.struct_size == offsetof(dovetail_error, server_text));
    BOOST_TEST(kit::view(guard.error.code) == "c");
    BOOST_TEST(guard.error.server_text.data == "untouched");
}

BOOST_AUTO_TEST_SUITE_END()
