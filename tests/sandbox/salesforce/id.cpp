// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/id.hpp>

#include <algorithm>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::string_view digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view check_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
constexpr std::string_view instance = "5e0";

void add_check_characters(record_id& id)
{
    for (std::size_t group = 0; group < 3; ++group) {
        std::size_t bits = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            const char c = id.characters[group * 5 + i];
            if (c >= 'A' && c <= 'Z') bits |= std::size_t{1} << i;
        }
        id.characters[15 + group] = check_digits[bits];
    }
}

} // namespace

std::uint64_t record_id::number() const
{
    if (empty() || std::string_view{characters.data() + 3, 3} != instance) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 6; i < 15; ++i)
        value = value * 62 + digits.find(characters[i]);
    return value;
}

record_id make_id(std::string_view prefix, std::uint64_t number)
{
    record_id id;
    std::copy_n(prefix.begin(), 3, id.characters.begin());
    std::copy_n(instance.begin(), 3, id.characters.begin() + 3);
    for (std::size_t i = 15; i-- > 6;) {
        id.characters[i] = digits[number % 62];
        number /= 62;
    }
    add_check_characters(id);
    return id;
}

std::optional<record_id> parse_id(std::string_view text)
{
    if (text.size() != 15 && text.size() != 18) return std::nullopt;
    record_id id;
    for (std::size_t i = 0; i < 15; ++i) {
        if (digits.find(text[i]) == std::string_view::npos) return std::nullopt;
        id.characters[i] = text[i];
    }
    add_check_characters(id);
    if (text.size() == 18 && id.text() != text) return std::nullopt;
    return id;
}

} // namespace dovetail::sandbox::salesforce
