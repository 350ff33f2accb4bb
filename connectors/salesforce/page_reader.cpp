// SPDX-License-Identifier: Apache-2.0
#include "page_reader.hpp"

#include "page_handler.hpp"

#include <dovetail/kit/broken_utf8.hpp>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/surrogates.hpp>

#include <boost/json/basic_parser_impl.hpp>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

struct reading
{
    page found{};
    json::error_code error{};
};

reading read(std::string_view body, const columns& of, kit::batch_builder& into,
             const owner_set* owners, bool single)
{
    json::basic_parser<page_handler> parser{json::parse_options{}, of, into, owners, single};
    reading out;
    const std::size_t used = parser.write_some(false, body.data(), body.size(), out.error);
    const bool whole = !out.error && used == body.size() && parser.handler().complete();
    if (!out.error && !whole) out.error = json::error::incomplete;
    out.found = parser.handler().take();
    return out;
}

page read_or_throw(std::string_view body, const columns& of, kit::batch_builder& into,
                   const owner_set* owners, bool single)
{
    const std::size_t before = into.size();
    reading first = read(body, of, into, owners, single);
    if (first.error && first.error != json::error::incomplete) {
        // The parser does not say that it was a broken character it could not read.
        const std::string repaired = kit::replace_lone_surrogates(kit::replace_broken_utf8(body));
        into.truncate(before);
        if (repaired != body) first = read(repaired, of, into, owners, single);
    }
    if (!first.error) return std::move(first.found);
    into.truncate(before);
    throw kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                            "Salesforce's answer to a query cannot be read (" +
                                first.error.message() + "); it was probably cut"};
}

} // namespace

page read_page(std::string_view body, const columns& of, kit::batch_builder& into,
               const owner_set* owners)
{
    return read_or_throw(body, of, into, owners, false);
}

void read_row(std::string_view body, const columns& of, kit::batch_builder& into)
{
    (void)read_or_throw(body, of, into, nullptr, true);
}

} // namespace dovetail::salesforce
