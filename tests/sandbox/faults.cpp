// SPDX-License-Identifier: Apache-2.0
#include <sandbox/faults.hpp>

#include <sandbox/json_text.hpp>
#include <sandbox/sales_connect/problem.hpp>
#include <sandbox/salesforce/error.hpp>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

constexpr std::int64_t longest_delay_ms = 600'000;

constexpr std::array<std::pair<std::string_view, fault_kind>, 14> kind_names{{
    {"latency", fault_kind::latency},
    {"status_401", fault_kind::status_401},
    {"status_403", fault_kind::status_403},
    {"status_429", fault_kind::status_429},
    {"status_500_before", fault_kind::status_500_before},
    {"status_500_after", fault_kind::status_500_after},
    {"status_503_html", fault_kind::status_503_html},
    {"cut_body", fault_kind::cut_body},
    {"cut_chunked", fault_kind::cut_chunked},
    {"reset_before", fault_kind::reset_before},
    {"reset_after", fault_kind::reset_after},
    {"hang", fault_kind::hang},
    {"wrong_json", fault_kind::wrong_json},
    {"gzip_broken", fault_kind::gzip_broken},
}};

std::string_view name_of(fault_kind kind)
{
    for (const auto& [name, known] : kind_names)
        if (known == kind) return name;
    return {};
}

/// The service's own words for a status.
response error_answer(side where, int status)
{
    if (where == side::sales_connect) {
        const std::string code = status == 401   ? "unauthorized"
                                 : status == 403 ? "forbidden"
                                 : status == 429 ? "rate_limited"
                                                 : "internal_error";
        return sales_connect::problem_response({status, code, "a fault of the sandbox", {}});
    }
    if (status == 401)
        return salesforce::error_response(
            {401, "INVALID_SESSION_ID", "Session expired or invalid", {}});
    if (status == 403)
        return salesforce::error_response(
            {403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", {}});
    if (status == 429)
        return salesforce::error_response({429, "TOO_MANY_REQUESTS", "Too many requests", {}});
    return salesforce::error_response(
        {status, "UNKNOWN_EXCEPTION", "An unexpected error occurred.", {}});
}

response html_answer()
{
    response out;
    out.status = 503;
    out.content_type = "text/html;charset=UTF-8";
    out.body = "<!doctype html><html><head><title>Down for Maintenance</title></head><body>"
               "<h1>We are down for maintenance.</h1><p>Sorry for the inconvenience.</p>"
               "</body></html>";
    return out;
}

response undelivered(delivery::kind how)
{
    response out;
    out.sending.how = how;
    return out;
}

} // namespace

fault_plan::added fault_plan::add(const json::object& from)
{
    fault_rule rule;
    const auto kind = text_member(from, "kind").value_or("");
    const auto* const named =
        std::find_if(kind_names.begin(), kind_names.end(),
                     [kind](const auto& known) { return known.first == kind; });
    if (named == kind_names.end()) {
        std::string all;
        for (const auto& [name, ignored] : kind_names)
            all += ' ' + std::string{name};
        return {0, "unknown kind \"" + std::string{kind} + "\"; known are:" + all};
    }
    rule.kind = named->second;
    if (const auto where = text_member(from, "side")) {
        rule.where = parse_side(*where);
        if (!rule.where) return {0, "side must be salesforce or sales-connect"};
    }
    rule.match = text_member(from, "match").value_or("");
    try {
        rule.compiled = std::regex{rule.match};
    } catch (const std::regex_error& error) {
        return {0, "match is not a regular expression: " + std::string{error.what()}};
    }
    rule.value = integer_member(from, "value");
    if (rule.kind == fault_kind::latency &&
        (!rule.value || *rule.value < 0 || *rule.value > longest_delay_ms))
        return {0, "latency needs \"value\": milliseconds, at most 600000"};
    rule.times = integer_member(from, "times").value_or(-1);
    if (const auto* share = from.if_contains("probability"); share && share->is_number())
        rule.probability = share->to_number<double>();
    if (!(rule.probability >= 0) || rule.probability > 1)
        return {0, "probability must be from 0 to 1"};
    rule.chance =
        random_source{static_cast<std::uint64_t>(integer_member(from, "seed").value_or(1))};
    rule.id = ++last_id_;
    rules_.push_back(std::move(rule));
    return {last_id_, {}};
}

bool fault_plan::remove(std::uint64_t id)
{
    return std::erase_if(rules_, [id](const fault_rule& rule) { return rule.id == id; }) > 0;
}

json::array fault_plan::list() const
{
    json::array out;
    for (const auto& rule : rules_) {
        json::object entry{{"id", rule.id},
                           {"match", rule.match},
                           {"kind", name_of(rule.kind)},
                           {"times", rule.times},
                           {"probability", rule.probability},
                           {"struck", rule.struck}};
        if (rule.where) entry["side"] = side_name(*rule.where);
        if (rule.value) entry["value"] = *rule.value;
        out.push_back(std::move(entry));
    }
    return out;
}

strike fault_plan::take(side where, const request& from)
{
    strike out;
    if (rules_.empty()) return out;
    constexpr double scale = 1.0 / 9007199254740992.0; // 2^-53
    const auto line = from.method + ' ' + from.target;
    for (auto& rule : rules_) {
        const bool latency = rule.kind == fault_kind::latency;
        if (rule.times == 0 || (rule.where && *rule.where != where) || (!latency && out.kind) ||
            !std::regex_search(line, rule.compiled))
            continue;
        if (rule.probability < 1 &&
            static_cast<double>(rule.chance.next() >> 11U) * scale >= rule.probability)
            continue;
        if (rule.times > 0) --rule.times;
        ++rule.struck;
        if (latency) {
            out.delay += std::chrono::milliseconds{rule.value.value_or(0)};
            continue;
        }
        out.kind = rule.kind;
        out.value = rule.value;
    }
    return out;
}

std::optional<response> answer_before(side where, const strike& fault)
{
    if (!fault.kind) return std::nullopt;
    switch (*fault.kind) {
    case fault_kind::status_401:
        return error_answer(where, 401);
    case fault_kind::status_403:
        return error_answer(where, 403);
    case fault_kind::status_429: {
        auto out = error_answer(where, 429);
        if (fault.value) out.headers.emplace_back("Retry-After", std::to_string(*fault.value));
        return out;
    }
    case fault_kind::status_500_before:
        return error_answer(where, 500);
    case fault_kind::status_503_html:
        return html_answer();
    case fault_kind::reset_before:
        return undelivered(delivery::kind::reset);
    case fault_kind::hang:
        return undelivered(delivery::kind::hang);
    default:
        return std::nullopt;
    }
}

void spoil_after(side where, const strike& fault, response& answer)
{
    if (!fault.kind) return;
    switch (*fault.kind) {
    case fault_kind::status_500_after:
        answer = error_answer(where, 500);
        return;
    case fault_kind::reset_after:
        answer.sending.how = delivery::kind::reset;
        return;
    case fault_kind::cut_body:
        answer.sending.how = delivery::kind::cut_body;
        return;
    case fault_kind::cut_chunked:
        answer.sending.how = delivery::kind::cut_chunked;
        return;
    case fault_kind::wrong_json:
        answer.body = "{\"this is\": not JSON";
        return;
    case fault_kind::gzip_broken:
        answer.headers.emplace_back("Content-Encoding", "gzip");
        answer.body = "\x1f\x8b\x08 this is not gzip";
        return;
    default:
        return;
    }
}

} // namespace dovetail::sandbox
