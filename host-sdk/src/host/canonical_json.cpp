// SPDX-License-Identifier: Apache-2.0
#include "canonical_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace dovetail::host {
namespace {

namespace json = boost::json;

// Whole numbers up to here are exact in a double (RFC 7493, 2.2).
constexpr std::uint64_t max_exact = std::uint64_t{1} << 53;

/// Where a byte that begins a character stands in the order of UTF-16: characters beyond U+FFFF
/// (0xf0 and above in UTF-8) are surrogates there, which come before U+E000 (0xee and 0xef).
unsigned rank(char byte) noexcept
{
    const auto value = static_cast<unsigned char>(byte);
    if (value >= 0xf0) return value - 2u;
    return value >= 0xee ? value + 5u : value;
}

bool before(std::string_view left, std::string_view right) noexcept
{
    const auto [one, two] = std::ranges::mismatch(left, right);
    if (one == left.end() || two == right.end()) return one == left.end() && two != right.end();
    return rank(*one) < rank(*two);
}

class writer
{
public:
    result<std::string> write(const json::value& value)
    {
        put(value);
        if (!problem_.empty())
            return error{error_class::config, "plugin_canonical", std::move(problem_)};
        return std::move(out_);
    }

private:
    void put(const json::value& value)
    {
        switch (value.kind()) {
        case json::kind::null:
            out_ += "null";
            break;
        case json::kind::bool_:
            out_ += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            put_whole(value.get_int64() < 0, static_cast<std::uint64_t>(value.get_int64()));
            break;
        case json::kind::uint64:
            put_whole(false, value.get_uint64());
            break;
        case json::kind::double_:
            put_double(value.get_double());
            break;
        case json::kind::string:
            put_text(value.get_string());
            break;
        case json::kind::array:
            put_array(value.get_array());
            break;
        case json::kind::object:
            put_object(value.get_object());
            break;
        }
    }

    void put_whole(bool negative, std::uint64_t bits)
    {
        const std::uint64_t size = negative ? 0 - bits : bits;
        if (size > max_exact)
            problem_ = "the number " + std::string(negative ? "-" : "") + std::to_string(size) +
                       " is too large to be signed; write it as a text";
        if (negative) out_ += '-';
        out_ += std::to_string(size);
    }

    /// ECMA-262, Number::toString: the shortest digits that come back as the same number.
    void put_double(double value)
    {
        if (value == 0) value = 0; // -0 is written as 0
        if (std::abs(value) <= static_cast<double>(max_exact) && value == std::trunc(value)) {
            const auto whole = static_cast<std::int64_t>(value);
            return put_whole(whole < 0, static_cast<std::uint64_t>(whole));
        }
        char buffer[32];
        const auto end = std::to_chars(std::begin(buffer), std::end(buffer), std::abs(value),
                                       std::chars_format::scientific)
                             .ptr;
        const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
        const auto mark = text.find('e');
        std::string digits(text.substr(0, mark));
        std::erase(digits, '.');
        int exponent = 0;
        const std::size_t sign = text[mark + 1] == '+' ? 1 : 0;
        std::from_chars(text.data() + mark + 1 + sign, text.data() + text.size(), exponent);
        if (value < 0) out_ += '-';
        place_point(digits, exponent + 1);
    }

    /// `point`: how many digits stand before the decimal point; the `n` of ECMA-262.
    void place_point(std::string digits, int point)
    {
        const int count = static_cast<int>(digits.size());
        if (count <= point && point <= 21) {
            digits.append(static_cast<std::size_t>(point - count), '0');
        } else if (0 < point && point <= 21) {
            digits.insert(static_cast<std::size_t>(point), ".");
        } else if (-6 < point && point <= 0) {
            digits.insert(0, "0." + std::string(static_cast<std::size_t>(-point), '0'));
        } else {
            if (count > 1) digits.insert(1, ".");
            digits += point > 0 ? "e+" : "e-";
            digits += std::to_string(std::abs(point - 1));
        }
        out_ += digits;
    }

    void put_text(std::string_view text)
    {
        constexpr std::string_view plain = "\b\t\n\f\r\"\\";
        constexpr std::string_view letters = "btnfr\"\\";
        constexpr std::string_view hex = "0123456789abcdef";
        out_ += '"';
        for (const char one : text) {
            const auto byte = static_cast<unsigned char>(one);
            if (const auto at = plain.find(one); at != plain.npos) {
                out_ += '\\';
                out_ += letters[at];
            } else if (byte < 0x20) {
                out_ += "\\u00";
                out_ += hex[byte >> 4];
                out_ += hex[byte & 15];
            } else {
                out_ += one;
            }
        }
        out_ += '"';
    }

    void put_array(const json::array& array)
    {
        out_ += '[';
        bool first = true;
        for (const json::value& one : array) {
            if (!first) out_ += ',';
            first = false;
            put(one);
        }
        out_ += ']';
    }

    void put_object(const json::object& object)
    {
        std::vector<const json::key_value_pair*> members;
        for (const auto& member : object)
            members.push_back(&member);
        std::ranges::sort(members, before,
                          [](const auto* member) { return std::string_view(member->key()); });
        out_ += '{';
        bool first = true;
        for (const auto* member : members) {
            if (!first) out_ += ',';
            first = false;
            put_text(member->key());
            out_ += ':';
            put(member->value());
        }
        out_ += '}';
    }

    std::string out_;
    std::string problem_;
};

} // namespace

result<std::string> canonical_json(const json::value& value)
{
    return writer().write(value);
}

} // namespace dovetail::host
