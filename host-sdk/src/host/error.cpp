// SPDX-License-Identifier: Apache-2.0
#include "utf8.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>

#include <algorithm>

namespace dovetail::host {
namespace {

// What a plugin says ends in logs and in the state: enough for a stack of causes, not for a page.
constexpr std::size_t max_code_bytes = 128;
constexpr std::size_t max_message_bytes = 4096;
constexpr std::size_t max_server_text_bytes = 16'384;
// A server that asks for more than a day means "not today": the host looks again then.
constexpr std::uint64_t max_retry_after_ms = 24ull * 60 * 60 * 1000;

std::string owned_text(dovetail_text text, std::size_t max_bytes)
{
    if (!text.data) return {};
    return clean_utf8(view(text), max_bytes);
}

error_class known_class(std::uint32_t value) noexcept
{
    if (value == DOVETAIL_ERROR_NONE || value > DOVETAIL_ERROR_BUG) return error_class::bug;
    return static_cast<error_class>(value);
}

} // namespace

std::string_view to_string(error_class value) noexcept
{
    switch (value) {
    case error_class::none:
        return "none";
    case error_class::config:
        return "config";
    case error_class::auth:
        return "auth";
    case error_class::retryable:
        return "retryable";
    case error_class::throttled:
        return "throttled";
    case error_class::conflict:
        return "conflict";
    case error_class::gone:
        return "gone";
    case error_class::rejected:
        return "rejected";
    case error_class::bug:
        return "bug";
    }
    return "bug";
}

error error::from_abi(dovetail_error& reported)
{
    const auto has = [&](std::size_t end) { return reported.struct_size >= end; };
    error out;
    if (has(offsetof(dovetail_error, error_class) + sizeof reported.error_class))
        out.kind = known_class(reported.error_class);
    if (has(offsetof(dovetail_error, retry_after_ms) + sizeof reported.retry_after_ms)) {
        const std::uint64_t wait = std::min(reported.retry_after_ms, max_retry_after_ms);
        out.retry_after = std::chrono::milliseconds(static_cast<std::int64_t>(wait));
    }
    if (has(offsetof(dovetail_error, code) + sizeof reported.code))
        out.code = owned_text(reported.code, max_code_bytes);
    if (has(offsetof(dovetail_error, message) + sizeof reported.message))
        out.message = owned_text(reported.message, max_message_bytes);
    if (has(offsetof(dovetail_error, server_text) + sizeof reported.server_text))
        out.server_text = owned_text(reported.server_text, max_server_text_bytes);
    if (out.code.empty()) out.code = "unspecified";
    if (out.message.empty()) out.message = "the plugin failed without saying why";
    if (has(offsetof(dovetail_error, release) + sizeof reported.release) && reported.release)
        reported.release(reported.owner);
    reported = dovetail_error{};
    return out;
}

} // namespace dovetail::host
