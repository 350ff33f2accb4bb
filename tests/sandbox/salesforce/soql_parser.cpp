// SPDX-License-Identifier: Apache-2.0
// Recursive descent over the tokens; one function per clause.
#include <sandbox/instant.hpp>
#include <sandbox/salesforce/id.hpp>
#include <sandbox/salesforce/soql.hpp>
#include <sandbox/salesforce/soql_lexer.hpp>

#include <array>
#include <charconv>
#include <utility>

namespace dovetail::sandbox::salesforce {

namespace {

/// Parentheses may be nested this deep; more is an attack on the stack, not a query.
constexpr int deepest_nesting = 64;

/// Carries the first error out of the recursion; caught in `parse_soql`, nowhere else.
struct query_failure
{
    api_error error;
};

api_error unknown_column(std::string_view name, std::string_view object)
{
    return {400,
            "INVALID_FIELD",
            "No such column '" + std::string{name} + "' on sobject of type " + std::string{object},
            {}};
}

class parser
{
public:
    parser(std::string_view text, schema_finder find, const void* context)
        : text_(text), lexer_(text), find_(find), context_(context)
    {
        advance();
    }

    soql_query parse()
    {
        expect_word("SELECT");
        auto names = select_list();
        expect_word("FROM");
        const auto object = take(token_kind::word, "an object name");
        query_.object = find_(context_, object.text);
        if (!query_.object) throw query_failure{unknown_type(object.text)};
        if (!query_.count_only)
            for (const auto& name : names)
                query_.columns.push_back(position_of(name.text));
        if (accept_word("WHERE")) query_.where = any_of(0);
        if (accept_word("ORDER")) order_by();
        if (accept_word("LIMIT")) query_.limit = whole_number();
        if (accept_word("OFFSET")) offset();
        if (current_.kind != token_kind::end) unexpected();
        return std::move(query_);
    }

private:
    static api_error unknown_type(std::string_view name)
    {
        return {
            400, "INVALID_TYPE", "sObject type '" + std::string{name} + "' is not supported.", {}};
    }

    void advance()
    {
        auto next = lexer_.next();
        if (next.has_error()) throw query_failure{next.error()};
        current_ = std::move(*next);
    }

    [[noreturn]] void unexpected() const
    {
        throw query_failure{
            current_.kind == token_kind::end
                ? malformed_query(text_, current_.position, "unexpected end of query")
                : malformed_query(text_, current_.position,
                                  "unexpected token: '" + current_.text + "'")};
    }

    bool is_word(std::string_view word) const
    {
        return current_.kind == token_kind::word && equal_ignoring_case(current_.text, word);
    }
    bool is_sign(std::string_view sign) const
    {
        return current_.kind == token_kind::sign && current_.text == sign;
    }
    bool accept_word(std::string_view word)
    {
        if (!is_word(word)) return false;
        advance();
        return true;
    }
    bool accept_sign(std::string_view sign)
    {
        if (!is_sign(sign)) return false;
        advance();
        return true;
    }
    void expect_word(std::string_view word)
    {
        if (!accept_word(word)) unexpected();
    }
    void expect_sign(std::string_view sign)
    {
        if (!accept_sign(sign)) unexpected();
    }
    token take(token_kind kind, std::string_view /*what*/)
    {
        if (current_.kind != kind) unexpected();
        auto out = current_;
        advance();
        return out;
    }

    std::vector<token> select_list()
    {
        std::vector<token> names;
        do {
            names.push_back(take(token_kind::word, "a field name"));
            if (!accept_sign("(")) continue;
            if (names.size() != 1 || !equal_ignoring_case(names[0].text, "COUNT")) unexpected();
            expect_sign(")");
            query_.count_only = true;
            return names;
        } while (accept_sign(","));
        return names;
    }

    const column& column_of(std::string_view name) const
    {
        const auto* found = query_.object->find(name);
        if (!found) throw query_failure{unknown_column(name, query_.object->name())};
        return *found;
    }

    std::size_t position_of(std::string_view name) const
    {
        return static_cast<std::size_t>(&column_of(name) - query_.object->columns().data());
    }

    condition any_of(int depth)
    {
        condition out{condition_kind::any_of, {}, 0, {}};
        do
            out.children.push_back(all_of(depth));
        while (accept_word("OR"));
        return out.children.size() == 1 ? std::move(out.children.front()) : std::move(out);
    }

    condition all_of(int depth)
    {
        condition out{condition_kind::all_of, {}, 0, {}};
        do
            out.children.push_back(negation(depth));
        while (accept_word("AND"));
        return out.children.size() == 1 ? std::move(out.children.front()) : std::move(out);
    }

    condition negation(int depth)
    {
        if (depth > deepest_nesting) unexpected();
        if (accept_word("NOT")) {
            condition out{condition_kind::none_of, {}, 0, {}};
            out.children.push_back(negation(depth + 1));
            return out;
        }
        if (accept_sign("(")) {
            auto out = any_of(depth + 1);
            expect_sign(")");
            return out;
        }
        return comparison();
    }

    condition comparison()
    {
        const auto name = take(token_kind::word, "a field name");
        const auto& column = column_of(name.text);
        if (!column.filterable)
            throw query_failure{{400,
                                 "INVALID_FIELD",
                                 "field '" + column.name + "' can not be filtered in a query call",
                                 {}}};
        condition out;
        out.slot = column.slot;
        out.kind = comparison_operator();
        if (out.kind == condition_kind::in || out.kind == condition_kind::not_in) {
            expect_sign("(");
            do
                out.literals.push_back(literal(column));
            while (accept_sign(","));
            expect_sign(")");
            return out;
        }
        out.literals.push_back(literal(column));
        if (out.kind == condition_kind::like && column.kind != cell_kind::text)
            throw query_failure{
                {400, "INVALID_FIELD", "invalid operator on " + column.type + " field", {}}};
        return out;
    }

    condition_kind comparison_operator()
    {
        if (accept_word("IN")) return condition_kind::in;
        if (accept_word("LIKE")) return condition_kind::like;
        if (accept_word("NOT")) {
            expect_word("IN");
            return condition_kind::not_in;
        }
        constexpr std::array<std::pair<std::string_view, condition_kind>, 7> signs{{
            {"=", condition_kind::equal},
            {"!=", condition_kind::not_equal},
            {"<>", condition_kind::not_equal},
            {"<", condition_kind::less},
            {"<=", condition_kind::less_equal},
            {">", condition_kind::greater},
            {">=", condition_kind::greater_equal},
        }};
        for (const auto& [sign, kind] : signs)
            if (accept_sign(sign)) return kind;
        unexpected();
    }

    [[noreturn]] static void wrong_literal(const column& of, bool quoted)
    {
        throw query_failure{{400,
                             "INVALID_FIELD",
                             "value of filter criterion for field '" + of.name +
                                 "' must be of type " + of.type +
                                 (quoted ? " and should not be enclosed in quotes"
                                         : " and should be enclosed in quotes where it is a text"),
                             {}}};
    }

    owned_cell literal(const column& of)
    {
        if (accept_word("null")) return {};
        if (is_word("true") || is_word("false")) {
            if (of.kind != cell_kind::boolean) wrong_literal(of, false);
            const bool value = is_word("true");
            advance();
            return {cell_kind::boolean, value ? 1 : 0, {}};
        }
        if (current_.kind == token_kind::text) return text_literal(of);
        if (current_.kind == token_kind::number) return number_literal(of);
        unexpected();
    }

    owned_cell text_literal(const column& of)
    {
        if (of.kind != cell_kind::text && of.kind != cell_kind::id) wrong_literal(of, true);
        auto value = take(token_kind::text, "a text").text;
        if (of.kind == cell_kind::text)
            return value.empty() ? owned_cell{} : owned_cell{cell_kind::text, 0, std::move(value)};
        if (value.empty()) return {};
        const auto id = parse_id(value);
        if (!id)
            throw query_failure{
                {400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + value, {}}};
        return {cell_kind::id, 0, std::string{id->text()}};
    }

    owned_cell number_literal(const column& of)
    {
        const auto value = take(token_kind::number, "a value").text;
        if (of.kind == cell_kind::day) {
            if (const auto day = parse_date(value))
                return {cell_kind::day, day->time_since_epoch().count(), {}};
        } else if (of.kind == cell_kind::time) {
            if (const auto at = parse_instant(value))
                return {cell_kind::time,
                        std::chrono::floor<std::chrono::seconds>(*at).time_since_epoch().count(),
                        {}};
        } else if (of.kind == cell_kind::integer) {
            std::int64_t number = 0;
            const auto* const end = value.data() + value.size();
            if (std::from_chars(value.data(), end, number).ptr == end)
                return {cell_kind::integer, number, {}};
        }
        wrong_literal(of, false);
    }

    void order_by()
    {
        expect_word("BY");
        do {
            const auto& column = column_of(take(token_kind::word, "a field name").text);
            if (!column.sortable)
                throw query_failure{
                    {400,
                     "INVALID_FIELD",
                     "field '" + column.name + "' can not be sorted in a query call",
                     {}}};
            sort_key key{column.slot, false, false};
            if (accept_word("DESC"))
                key.descending = true;
            else
                accept_word("ASC");
            if (accept_word("NULLS")) {
                key.nulls_last = is_word("LAST");
                if (!key.nulls_last && !is_word("FIRST")) unexpected();
                advance();
            }
            query_.order.push_back(key);
        } while (accept_sign(","));
    }

    std::size_t whole_number()
    {
        const auto word = take(token_kind::number, "a number");
        std::size_t number = 0;
        const auto* const end = word.text.data() + word.text.size();
        if (std::from_chars(word.text.data(), end, number).ptr != end)
            throw query_failure{
                malformed_query(text_, word.position, "unexpected token: '" + word.text + "'")};
        return number;
    }

    void offset()
    {
        query_.offset = whole_number();
        if (query_.offset > largest_offset)
            throw query_failure{
                {400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000", {}}};
    }

    std::string_view text_;
    soql_lexer lexer_;
    schema_finder find_;
    const void* context_;
    token current_;
    soql_query query_;
};

} // namespace

outcome<soql_query> parse_soql(std::string_view text, schema_finder find, const void* context)
{
    if (text.size() > longest_query)
        return api_error{
            400, "QUERY_TOO_COMPLICATED", "the query is longer than 100,000 characters", {}};
    try {
        return parser{text, find, context}.parse();
    } catch (const query_failure& failure) {
        return failure.error;
    }
}

} // namespace dovetail::sandbox::salesforce
