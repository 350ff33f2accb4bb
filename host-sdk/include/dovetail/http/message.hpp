// SPDX-License-Identifier: Apache-2.0
// HTTP messages as values.
#pragma once

#include <dovetail/host/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dovetail::http {

struct header
{
    std::string name;
    std::string value;
};

/// What to send. `target` is a path with query, beginning with '/'.
struct request
{
    std::string method = "GET";
    std::string target = "/";
    std::vector<header> headers{};
    std::string body{};
    /// Sending it twice has no further effect: it may be sent anew when a kept connection turned
    /// out to be dead.
    bool repeatable = false;
    std::chrono::milliseconds read_timeout{0};  ///< 0: the settings'
    std::chrono::milliseconds total_timeout{0}; ///< 0: the settings'
};

/// A complete answer.
struct response
{
    std::uint32_t status = 0;
    std::vector<header> headers{}; ///< names in lower case, in the order received
    std::string body{};            ///< decompressed

    /// The value of the first header of that (lower case) name; empty: there is none.
    std::string_view find(std::string_view name) const noexcept;
};

/// Whether the server may have acted on a request that has no answer.
enum class sent
{
    no,
    maybe
};

/// No answer came, or none that could be read. `cause.kind` is `retryable` for what may pass by
/// itself (network, cut answer), and `config` for what a person must change (certificate, redirect,
/// limits).
struct failure
{
    sent reached = sent::maybe;
    host::error cause;
    bool cancelled = false;
};

using reply = std::variant<response, failure>;

} // namespace dovetail::http
