// SPDX-License-Identifier: Apache-2.0
#include "api.hpp"

#include "server_error.hpp"
#include "soql.hpp"

#include <dovetail/kit/error.hpp>

#include <charconv>

namespace dovetail::salesforce {

namespace {

constexpr std::string_view query_path = "/queryAll?q=";

/// Reads digits off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

} // namespace

kit::request api::bare(std::string_view method, std::string target) const
{
    kit::request out{method, std::move(target)};
    out.header("accept", "application/json");
    // Not documented for collections, so nothing depends on it; where it works, change events say
    // that a change was ours.
    out.header("sforce-call-options", "client=" + config_.client_name);
    return out;
}

kit::request api::request(std::string_view method, std::string_view path) const
{
    return bare(method, config_.root() + std::string{path});
}

kit::request api::query(std::string_view soql, std::uint64_t page_size) const
{
    kit::request out = request("GET", std::string{query_path} + soql::encode(soql));
    out.header("sforce-query-options",
               "batchSize=" + std::to_string(page_size == 0 ? config_.page_size : page_size));
    return out;
}

std::size_t api::query_uri_size(std::string_view soql) const
{
    return config_.root().size() + query_path.size() + soql::encode(soql).size();
}

std::optional<kit::request> api::next_page(std::string_view url, std::uint64_t page_size) const
{
    // Documented as a path; some clients were seen to get a whole URL.
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        const std::size_t path = url.find('/', scheme + 3);
        if (path == std::string_view::npos) return std::nullopt;
        url.remove_prefix(path);
    }
    if (!url.starts_with("/services/data/")) return std::nullopt;
    kit::request out = bare("GET", std::string{url});
    out.header("sforce-query-options",
               "batchSize=" + std::to_string(page_size == 0 ? config_.page_size : page_size));
    return out;
}

kit::task<kit::answer> api::send(kit::request wanted) const
{
    const kit::answer answer = co_await channel_.request(std::move(wanted));
    if (const auto quota = read_limit_info(answer.header("sforce-limit-info")))
        channel_.report_usage(quota->used, quota->limit);
    co_return answer;
}

kit::task<kit::answer> api::read(kit::request wanted, std::string_view doing) const
{
    const kit::answer answer = co_await send(std::move(wanted));
    require_success(answer, doing);
    co_return answer;
}

void require_success(const kit::answer& from, std::string_view doing)
{
    if (!from.arrived()) throw kit::plugin_error{transport_failure(from, doing)};
    if (from.status() / 100 != 2) throw kit::plugin_error{classify(from, concern::org, doing)};
}

std::optional<quota> read_limit_info(std::string_view header)
{
    static constexpr std::string_view name = "api-usage=";
    for (std::size_t at = header.find(name); at != std::string_view::npos;
         at = header.find(name, at + 1)) {
        // "per-app-api-usage=" is another number.
        const bool whole = at == 0 || header[at - 1] == ' ' || header[at - 1] == ';';
        if (!whole) continue;
        std::string_view rest = header.substr(at + name.size());
        const auto used = take_number(rest);
        if (!used || !rest.starts_with('/')) return std::nullopt;
        rest.remove_prefix(1);
        const auto limit = take_number(rest);
        if (!limit) return std::nullopt;
        return quota{*used, *limit};
    }
    return std::nullopt;
}

} // namespace dovetail::salesforce
