// SPDX-License-Identifier: Apache-2.0
// The REST API of one org, as an exchange calls it.
#pragma once

#include "configuration.hpp"

#include <dovetail/kit/channel.hpp>
#include <dovetail/kit/task.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// Requests with the headers every request has, and answers whose quota was reported.
///
/// Lifetime  that of the exchange's coroutine; holds references to the channel and the connector's
///           configuration. An answer lives until the exchange's next co_await.
class api
{
public:
    api(kit::channel& channel, const configuration& config) noexcept
        : channel_{channel}, config_{config}
    {
    }

    /// `path` is below /services/data/vNN.0 and begins with '/'.
    [[nodiscard]] kit::request request(std::string_view method, std::string_view path) const;

    /// A query, of deleted and archived rows too. `page_size` 0: the configured one.
    [[nodiscard]] kit::request query(std::string_view soql, std::uint64_t page_size = 0) const;

    /// The next page of a query by nextRecordsUrl; nothing if that is no path of this API, which a
    /// connector must not follow with the org's authorisation.
    [[nodiscard]] std::optional<kit::request> next_page(std::string_view url,
                                                        std::uint64_t page_size = 0) const;

    [[nodiscard]] kit::task<kit::answer> send(kit::request wanted) const;

    /// As `send`, but throws what an answer other than 2xx means for the org. `doing` completes
    /// "Salesforce refused to …" and is a literal.
    [[nodiscard]] kit::task<kit::answer> read(kit::request wanted, std::string_view doing) const;

    /// How long the URI of such a query would be.
    [[nodiscard]] std::size_t query_uri_size(std::string_view soql) const;

    [[nodiscard]] const configuration& config() const noexcept { return config_; }
    [[nodiscard]] kit::channel& channel() const noexcept { return channel_; }

private:
    kit::request bare(std::string_view method, std::string target) const;

    kit::channel& channel_;
    const configuration& config_;
};

/// Throws if `from` is no 2xx; see api::read.
void require_success(const kit::answer& from, std::string_view doing);

struct quota
{
    std::uint64_t used = 0;
    std::uint64_t limit = 0;
};

/// `Sforce-Limit-Info`: "api-usage=18/5000", among others in any order, or nothing of the kind.
[[nodiscard]] std::optional<quota> read_limit_info(std::string_view header);

} // namespace dovetail::salesforce
