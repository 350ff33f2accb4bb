// SPDX-License-Identifier: Apache-2.0
// HTTP as an exchange sees it: a request to be sent, and what came of it.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/view.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::kit {

/// A request below the connection's base URL. `target` is a path with query that begins with '/'
/// and is already percent-encoded. The host adds host, length, encoding and authorisation.
///
///     co_await channel.request(kit::request{"PATCH", target}.json(body).repeatable());
class request
{
public:
    request(std::string_view method, std::string target)
        : method_{method}, target_{std::move(target)}, repeat_{method == "GET" || method == "HEAD"
                                                                   ? DOVETAIL_SEND_AGAIN
                                                                   : DOVETAIL_SEND_ONCE}
    {
    }

    request& header(std::string_view name, std::string_view value) &
    {
        headers_.emplace_back(name, value);
        return *this;
    }
    request&& header(std::string_view name, std::string_view value) &&
    {
        return std::move(header(name, value));
    }
    request& body(std::string bytes, std::string_view content_type) &
    {
        body_ = std::move(bytes);
        return header("content-type", content_type);
    }
    request&& body(std::string bytes, std::string_view content_type) &&
    {
        return std::move(body(std::move(bytes), content_type));
    }
    request& json(std::string text) & { return body(std::move(text), "application/json"); }
    request&& json(std::string text) && { return std::move(json(std::move(text))); }

    /// Sending it twice has no further effect, so the host may repeat it by itself. The default for
    /// GET and HEAD; for everything else the default is: never again once it may have been sent.
    request& repeatable(bool harmless = true) &
    {
        repeat_ = harmless ? DOVETAIL_SEND_AGAIN : DOVETAIL_SEND_ONCE;
        return *this;
    }
    request&& repeatable(bool harmless = true) && { return std::move(repeatable(harmless)); }

    [[nodiscard]] const std::string& target() const noexcept { return target_; }

private:
    friend class channel;

    std::string method_;
    std::string target_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::string body_;
    std::uint32_t repeat_;
};

/// What came of a request. Everything it points to lives until the exchange's next co_await: take
/// out what is needed longer.
class answer
{
public:
    answer() = default;
    explicit answer(const dovetail_event& event) noexcept
        : arrived_{event.kind == DOVETAIL_EVENT_RESPONSE},
          maybe_sent_{!arrived_ && event.sent != DOVETAIL_SENT_NO}, status_{event.status},
          headers_{event.headers, static_cast<std::size_t>(event.header_count)},
          body_{view(event.body)}, reason_{view(event.reason)}, now_us_{event.now_us}
    {
    }

    /// False: it failed in transport; see maybe_sent and reason.
    [[nodiscard]] bool arrived() const noexcept { return arrived_; }
    /// Whether the server may have acted although no response came.
    [[nodiscard]] bool maybe_sent() const noexcept { return maybe_sent_; }
    /// Why there is no response, for people.
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }
    [[nodiscard]] std::uint32_t status() const noexcept { return status_; }
    /// Decompressed and complete.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    /// The value of the first header of this lower-case name; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept
    {
        for (const dovetail_header& header : headers_) {
            if (view(header.name) == name) return view(header.value);
        }
        return {};
    }
    [[nodiscard]] std::int64_t now_us() const noexcept { return now_us_; }

private:
    bool arrived_ = false;
    bool maybe_sent_ = false;
    std::uint32_t status_ = 0;
    std::span<const dovetail_header> headers_;
    std::string_view body_;
    std::string_view reason_;
    std::int64_t now_us_ = 0;
};

} // namespace dovetail::kit
