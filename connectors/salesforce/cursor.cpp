// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include "record_id.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dovetail::salesforce {

namespace {

/// What a cursor of version 1 begins with.
constexpr std::string_view version = "sf1";
/// An id that is not there.
constexpr std::string_view no_id = "-";
/// What it ends with, so that a cut one is not mistaken for a whole.
constexpr std::string_view end_mark = ".";
/// Version, kind, phase, stamp, id, stamp, id, time, end.
constexpr std::size_t word_count = 9;

void append(std::string& out, std::string_view word)
{
    out += ' ';
    out += word;
}

void append(std::string& out, const keyset& place)
{
    append(out, std::to_string(place.stamp_us));
    append(out, place.id.empty() ? no_id : std::string_view{place.id});
}

std::optional<std::int64_t> read_number(std::string_view word)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || number < 0) return std::nullopt;
    return number;
}

std::optional<keyset> read_keyset(std::string_view stamp, std::string_view id)
{
    const auto number = read_number(stamp);
    if (!number || !(id == no_id || is_record_id(id))) return std::nullopt;
    return keyset{*number, id == no_id ? std::string{} : std::string{id}};
}

} // namespace

std::string write_cursor(const cursor& in)
{
    std::string out{version};
    append(out, in.tombstones ? "t" : "c");
    append(out, in.running ? "page" : "rest");
    append(out, in.after);
    append(out, in.high);
    append(out, std::to_string(in.begun_us));
    append(out, end_mark);
    return out;
}

std::optional<cursor> read_cursor(std::string_view text)
{
    const std::string_view whole = text;
    std::array<std::string_view, word_count> words{};
    std::size_t count = 0;
    while (!text.empty() && count < word_count) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words[count++] = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (count != word_count || words[0] != version || words[8] != end_mark) return std::nullopt;
    if (words[1] != "t" && words[1] != "c") return std::nullopt;
    if (words[2] != "page" && words[2] != "rest") return std::nullopt;
    const auto after = read_keyset(words[3], words[4]);
    const auto high = read_keyset(words[5], words[6]);
    const auto begun = read_number(words[7]);
    if (!after || !high || !begun) return std::nullopt;
    cursor out{*after, *high, *begun, words[2] == "page", words[1] == "t"};
    // Written by us, letter for letter, or by nobody we know.
    return write_cursor(out) == whole ? std::optional{std::move(out)} : std::nullopt;
}

keyset next_start(const keyset& began, const keyset& high, std::int64_t begun_us,
                  std::int64_t overlap_us)
{
    if (high.is_start()) return began;
    const keyset covered{std::max<std::int64_t>(0, begun_us - overlap_us), {}};
    const keyset reach{std::max<std::int64_t>(0, high.stamp_us - overlap_us), {}};
    return std::max(began, std::max(reach, std::min(high, covered)));
}

} // namespace dovetail::salesforce
