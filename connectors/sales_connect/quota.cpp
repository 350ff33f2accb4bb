// SPDX-License-Identifier: Apache-2.0
#include "quota.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace dovetail::sales_connect {

namespace {

std::optional<std::uint64_t> number(const kit::answer& answer, const std::string& header)
{
    const auto text = header.empty() ? std::string_view{} : answer.header(header);
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc{}) return std::nullopt;
    return value;
}

} // namespace

void report_quota(const profile& server, const kit::answer& answer, kit::channel& channel)
{
    const auto limit = number(answer, server.headers.quota_limit);
    const auto remaining = number(answer, server.headers.quota_remaining);
    if (!limit || !remaining || *limit == 0) return;
    channel.report_usage(*limit - std::min(*limit, *remaining), *limit);
}

} // namespace dovetail::sales_connect
