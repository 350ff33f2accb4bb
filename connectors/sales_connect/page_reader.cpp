// SPDX-License-Identifier: Apache-2.0
#include "page_reader.hpp"

#include "page_handler.hpp"

#include <dovetail/kit/broken_utf8.hpp>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/surrogates.hpp>

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

} // namespace

page read_page(const list_shape& shape, std::string_view body)
{
    page_handler::page_parser parser(json::parse_options{}, shape);
    auto error = parse(parser, body);
    if (!error) return parser.handler().take();
    // The parser has no single error for a broken character, so we look ourselves.
    const auto repaired = kit::replace_lone_surrogates(kit::replace_broken_utf8(body));
    if (repaired == body) malformed(parser.handler().why(error.message()));
    page_handler::page_parser again(json::parse_options{}, shape);
    error = parse(again, repaired);
    if (error) malformed(again.handler().why(error.message()));
    return again.handler().take();
}

} // namespace dovetail::sales_connect
