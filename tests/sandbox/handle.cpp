// SPDX-License-Identifier: Apache-2.0
#include <sandbox/handle.hpp>

#include <sandbox/control.hpp>
#include <sandbox/gzip.hpp>
#include <sandbox/salesforce/error.hpp>
#include <sandbox/salesforce/token.hpp>

namespace dovetail::sandbox {

namespace {

/// "URI: 16,384 bytes; URI and headers together as well" (REST status codes 414 and 431).
constexpr std::size_t longest_target = 16'384;
constexpr std::size_t largest_unpacked_body = 64 * 1024 * 1024;
/// Below this, packing costs more than it saves.
constexpr std::size_t smallest_packed_body = 1024;

std::size_t header_size(const request& from)
{
    std::size_t size = from.target.size();
    for (const auto& [name, value] : from.headers)
        size += name.size() + value.size() + 4;
    return size;
}

std::optional<response> refuse_size(const request& from)
{
    if (from.target.size() > longest_target)
        return salesforce::error_response({414, "URI_TOO_LONG", "URI Too Long", {}});
    if (header_size(from) > longest_target)
        return salesforce::error_response(
            {431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request Header Fields Too Large", {}});
    return std::nullopt;
}

response serve_salesforce(world& in, const request& from, const target_parts& target, instant now)
{
    if (auto refused = refuse_size(from)) return *refused;
    if (target.has(0, "services") && target.has(1, "oauth2"))
        return salesforce::oauth_endpoint({in.org, in.salesforce_oauth, in.options, in.random, from,
                                           target, now, in.salesforce_origin});
    if (target.has(0, "services") && target.has(1, "data"))
        return salesforce::serve({in.org, in.salesforce_oauth, in.options, in.usage}, from, target,
                                 now);
    return salesforce::error_response(
        {404, "NOT_FOUND", "The requested resource does not exist", {}});
}

response serve(world& in, side where, const request& from, const target_parts& target, instant now,
               attempt asked)
{
    if (where == side::salesforce) return serve_salesforce(in, from, target, now);
    return sales_connect::serve(
        {in.account, in.sales_connect_oauth, in.options, in.rate, in.random}, from, target, now,
        asked);
}

/// False if the body says it is gzip and is not.
bool unpack_body(request& from)
{
    if (from.header("Content-Encoding").value_or("") != "gzip") return true;
    auto plain = gunzip(from.body, largest_unpacked_body);
    if (!plain) return false;
    from.body = std::move(*plain);
    return true;
}

void pack_body(const request& from, response& out)
{
    if (out.body.size() < smallest_packed_body) return;
    if (from.header("Accept-Encoding").value_or("").find("gzip") == std::string_view::npos) return;
    for (const auto& [name, value] : out.headers)
        if (name == "Content-Encoding") return;
    out.body = gzip(out.body);
    out.headers.emplace_back("Content-Encoding", "gzip");
    out.headers.emplace_back("Vary", "Accept-Encoding");
}

response serve_with_faults(world& in, side where, const request& from, const target_parts& target,
                           instant now, attempt asked)
{
    const auto fault = asked == attempt::first ? in.faults.take(where, from) : strike{};
    auto out = answer_before(where, fault);
    if (!out) {
        request unpacked;
        const bool packed = from.header("Content-Encoding").has_value();
        if (packed) unpacked = from;
        if (packed && !unpack_body(unpacked))
            out =
                salesforce::error_response({400, "JSON_PARSER_ERROR", "the body is not gzip", {}});
        else
            out = serve(in, where, packed ? unpacked : from, target, now, asked);
        spoil_after(where, fault, *out);
    }
    out->sending.delay = fault.delay;
    return *std::move(out);
}

} // namespace

response handle(world& in, side where, const request& from, instant real_now, attempt asked)
{
    const auto now = in.clock(real_now);
    settle_pending(in, now);
    const auto target = split_target(from.target);
    if (target.has(0, "sandbox")) return control(in, where, from, target, real_now);
    auto out = serve_with_faults(in, where, from, target, now, asked);
    if (from.method != "GET") ++in.version;
    if (out.park) return out;
    // By the sandbox's own clock: clients reckon with the server's time, not with theirs.
    out.headers.emplace_back("Date", http_date(std::chrono::floor<std::chrono::seconds>(now)));
    in.stats.count(where, from, target, out.status);
    pack_body(from, out);
    return out;
}

} // namespace dovetail::sandbox
