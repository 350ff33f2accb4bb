// SPDX-License-Identifier: Apache-2.0
#include <sandbox/sales_connect/cursor.hpp>

#include <sandbox/crypto.hpp>

#include <algorithm>
#include <charconv>

namespace dovetail::sandbox::sales_connect {

namespace {

constexpr std::string_view mark = "c1:";

bool read_number(std::string_view& text, std::int64_t& value)
{
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return true;
}

bool take_colon(std::string_view& text)
{
    if (!text.starts_with(':')) return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

std::string write_cursor(const account& of, const cursor& at)
{
    return base64url_encode(std::string{mark} + std::to_string(at.position_us) + ':' +
                            std::to_string(at.complete_us) + ':' + of.id);
}

outcome<cursor> read_cursor(const account& of, std::string_view text, instant now)
{
    const problem invalid{400,
                          "cursor_invalid",
                          "the cursor is not one this service gave out; start without one",
                          {}};
    const auto decoded = base64_decode(text);
    if (!decoded || !decoded->starts_with(mark)) return invalid;
    std::string_view rest = *decoded;
    rest.remove_prefix(mark.size());
    cursor out;
    if (!read_number(rest, out.position_us) || !take_colon(rest) ||
        !read_number(rest, out.complete_us) || !take_colon(rest))
        return invalid;
    const auto horizon = (now - tombstone_horizon).time_since_epoch().count();
    if (rest != of.id)
        return problem{410, "cursor_expired", "the cursor belongs to another account", {}};
    if (std::max(out.position_us, out.complete_us) < horizon)
        return problem{410,
                       "cursor_expired",
                       "deleted tasks are remembered for 90 days, and the cursor is older; start "
                       "without one",
                       {}};
    return out;
}

} // namespace dovetail::sandbox::sales_connect
