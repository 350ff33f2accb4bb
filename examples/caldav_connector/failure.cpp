// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include "multistatus.hpp"

#include <dovetail/kit/instant.hpp>

#include <algorithm>
#include <charconv>

namespace caldav {

namespace {

/// Enough for a person to see what the page says; error pages of proxies can be megabytes.
constexpr std::size_t longest_server_text = 2000;
/// A server that asks for more is asked again after a day: it may have meant milliseconds.
constexpr std::uint64_t longest_delay_s = 86'400;
constexpr unsigned multistatus_code = 207;

using kind = kit::error_class;

kind class_of(unsigned status) noexcept
{
    if (status == 401 || status == 403) return kind::auth;
    if (status == 404 || status == 405 || status / 100 == 3) return kind::config;
    if (status == 409 || status == 412) return kind::conflict;
    if (status == 410) return kind::gone;
    if (status == 429) return kind::throttled;
    if (status == 408 || status == 423 || status == 425 || status / 100 == 5)
        return kind::retryable;
    return kind::bug;
}

kind class_of_task(unsigned status) noexcept
{
    if (status == 404) return kind::gone;
    if (status == 403 || status == 409) return kind::rejected;
    const kind general = class_of(status);
    return general == kind::config || general == kind::bug ? kind::rejected : general;
}

std::uint64_t retry_after_ms(const kit::answer& answer) noexcept
{
    const std::string_view text = answer.header("retry-after");
    if (text.empty()) return 0;
    std::uint64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec == std::errc{} && read.ptr == text.data() + text.size())
        return std::min(seconds, longest_delay_s) * 1000;
    const auto until = kit::parse_http_date(text);
    if (!until || *until <= answer.now_us()) return 0;
    return std::min(static_cast<std::uint64_t>(*until - answer.now_us()) / 1000,
                    longest_delay_s * 1000);
}

std::string_view remedy(kind what) noexcept
{
    if (what == kind::auth)
        return ": check the user and password of the connection, and the user's rights to the "
               "calendar";
    if (what == kind::config)
        return ": check the connection's base_url and the path of the calendar";
    return "";
}

kit::failure failure_as(kind (*classify)(unsigned) noexcept, const kit::answer& answer,
                        std::string_view what)
{
    kit::failure out;
    if (!answer.arrived()) {
        out.kind = kind::retryable;
        out.code = "transport";
        out.message = "the CalDAV server did not answer when asked to " + std::string{what} + ": " +
                      std::string{answer.reason()};
        return out;
    }
    out.kind = classify(answer.status());
    out.code = condition_of(answer.body());
    if (out.code.empty()) out.code = "http_" + std::to_string(answer.status());
    out.message = "the CalDAV server answered " + std::to_string(answer.status()) +
                  " when asked to " + std::string{what};
    out.message += remedy(out.kind);
    out.server_text = answer.body().substr(0, longest_server_text);
    out.retry_after_ms = retry_after_ms(answer);
    return out;
}

} // namespace

kit::failure failure_of(const kit::answer& answer, std::string_view what)
{
    return failure_as(class_of, answer, what);
}

kit::failure failure_of_task(const kit::answer& answer, std::string_view what)
{
    return failure_as(class_of_task, answer, what);
}

void require_multistatus(const kit::answer& answer, std::string_view what)
{
    if (answer.arrived() && answer.status() == multistatus_code) return;
    throw kit::plugin_error{failure_of(answer, what)};
}

} // namespace caldav
