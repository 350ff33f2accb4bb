// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Words, literals and signs of SOQL.

#include <sandbox/salesforce/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox::salesforce {

enum class token_kind
{
    end,
    word,   ///< a name, a keyword, true, false, null
    text,   ///< quoted; escapes resolved
    number, ///< digits, also the start of dates and times: everything up to a sign or a space
    sign    ///< ( ) , = != <> < <= > >=
};

struct token
{
    token_kind kind = token_kind::end;
    std::string text;
    std::size_t position = 0;
};

class soql_lexer
{
public:
    explicit soql_lexer(std::string_view text) : text_(text) {}

    /// The next token; an error for an unknown sign, a bad escape or an open quote.
    outcome<token> next();

private:
    outcome<token> quoted();

    std::string_view text_;
    std::size_t at_ = 0;
};

/// MALFORMED_QUERY, pointing at a place in the text.
api_error malformed_query(std::string_view query, std::size_t position, std::string_view what);

} // namespace dovetail::sandbox::salesforce
