// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/soql_lexer.hpp>

#include <algorithm>

namespace dovetail::sandbox::salesforce {

namespace {

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// What stands for an escaped character; 0 if the escape is unknown. `\%` and `\_` stay escaped:
/// LIKE has to tell them from wildcards.
char unescape(char c)
{
    switch (c) {
    case 'n':
    case 'N':
        return '\n';
    case 'r':
    case 'R':
        return '\r';
    case 't':
    case 'T':
        return '\t';
    case 'b':
    case 'B':
        return '\b';
    case 'f':
    case 'F':
        return '\f';
    case '"':
    case '\'':
    case '\\':
        return c;
    default:
        return '\0';
    }
}

} // namespace

api_error malformed_query(std::string_view query, std::size_t position, std::string_view what)
{
    constexpr std::size_t around = 20;
    const auto start = position > around ? position - around : 0;
    const auto shown = query.substr(start, 2 * around);
    std::string message = "\n";
    message += shown;
    message += '\n';
    message.append(position - start, ' ');
    message += "^\nERROR at Row:1:Column:" + std::to_string(position + 1) + '\n';
    message += what;
    return {400, "MALFORMED_QUERY", std::move(message), {}};
}

outcome<token> soql_lexer::quoted()
{
    token out{token_kind::text, {}, at_};
    for (++at_; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == '\'') {
            ++at_;
            return out;
        }
        if (c != '\\') {
            out.text += c;
            continue;
        }
        if (++at_ == text_.size()) break;
        if (text_[at_] == '%' || text_[at_] == '_') {
            out.text += '\\';
            out.text += text_[at_];
            continue;
        }
        const char plain = unescape(text_[at_]);
        if (plain == '\0')
            return malformed_query(text_, at_,
                                   "Illegal escape in a string literal: '\\" +
                                       std::string{text_[at_]} + "'");
        out.text += plain;
    }
    return malformed_query(text_, out.position, "unexpected end of query: a string is not closed");
}

outcome<token> soql_lexer::next()
{
    while (at_ < text_.size() && is_space(text_[at_]))
        ++at_;
    if (at_ == text_.size()) return token{token_kind::end, {}, at_};
    const auto start = at_;
    const char c = text_[at_];
    if (c == '\'') return quoted();
    if (is_letter(c)) {
        while (at_ < text_.size() &&
               (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.'))
            ++at_;
        return token{token_kind::word, std::string{text_.substr(start, at_ - start)}, start};
    }
    if (is_digit(c) || c == '-' || c == '+') {
        constexpr std::string_view inside = "-+:.TZtz";
        while (at_ < text_.size() &&
               (is_digit(text_[at_]) || inside.find(text_[at_]) != std::string_view::npos))
            ++at_;
        return token{token_kind::number, std::string{text_.substr(start, at_ - start)}, start};
    }
    for (const std::string_view sign : {"<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ","}) {
        if (!text_.substr(at_).starts_with(sign)) continue;
        at_ += sign.size();
        return token{token_kind::sign, std::string{sign}, start};
    }
    return malformed_query(text_, at_, "unexpected token: '" + std::string{c} + "'");
}

} // namespace dovetail::sandbox::salesforce
