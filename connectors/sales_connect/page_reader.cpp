// SPDX-License-Identifier: Apache-2.0
#include "page_reader.hpp"

#include "page_handler.hpp"
#include <dovetail/kit/surrogates.hpp>

#include <dovetail/kit/error.hpp>

#include <boost/json/basic_parser_impl.hpp>

namespace dovetail::sales_connect {

namespace json = boost::json;

namespace {

[[noreturn]] void malformed(const std::string& why)
{
    throw kit::plugin_error(kit::error_class::retryable, "malformed_answer",
                            "Sales Connect's answer cannot be read: " + why);
}

bool is_blank(std::string_view text) noexcept
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Parses into `out`; what was wrong with the text, if anything.
json::error_code parse(page_handler::page_parser& parser, std::string_view body)
{
    json::error_code error;
    const auto used = parser.write_some(false, body.data(), body.size(), error);
    if (!error && !is_blank(body.substr(used))) error = json::error::extra_data;
    return error;
}

json::parse_options options() noexcept
{
    json::parse_options out;
    out.allow_invalid_utf8 = true;
    return out;
}

} // namespace

page read_page(const list_shape& shape, std::string_view body)
{
    page_handler::page_parser parser(options(), shape);
    auto error = parse(parser, body);
    if (!error) return parser.handler().take();
    // The parser has no single error for half a character, so we look ourselves.
    const auto repaired = kit::replace_lone_surrogates(body);
    if (repaired == body) malformed(parser.handler().why(error.message()));
    page_handler::page_parser again(options(), shape);
    error = parse(again, repaired);
    if (error) malformed(again.handler().why(error.message()));
    return again.handler().take();
}

} // namespace dovetail::sales_connect
