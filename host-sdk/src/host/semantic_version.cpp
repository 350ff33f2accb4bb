// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/semantic_version.hpp>

#include <algorithm>
#include <charconv>

namespace dovetail::host {
namespace {

bool all_digits(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_identifier(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
    });
}

std::string_view cut_until(std::string_view& text, char separator) noexcept
{
    const auto end = std::min(text.find(separator), text.size());
    const std::string_view head = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return head;
}

bool number(std::string_view text, std::uint32_t& out) noexcept
{
    if (text.empty() || !all_digits(text) || (text.size() > 1 && text[0] == '0')) return false;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    return read.ec == std::errc{} && read.ptr == end;
}

/// Dot-separated identifiers, none empty; numeric ones of a prerelease without leading zeros.
bool are_identifiers(std::string_view text, bool prerelease) noexcept
{
    if (text.empty() || text.back() == '.') return false;
    while (!text.empty()) {
        const std::string_view one = cut_until(text, '.');
        if (!is_identifier(one)) return false;
        if (prerelease && one.size() > 1 && one[0] == '0' && all_digits(one)) return false;
    }
    return true;
}

std::weak_ordering compare_identifiers(std::string_view left, std::string_view right) noexcept
{
    const bool left_number = all_digits(left);
    if (left_number != all_digits(right))
        return left_number ? std::weak_ordering::less : std::weak_ordering::greater;
    // Without leading zeros the longer number is the larger one: no overflow to think about.
    if (left_number && left.size() != right.size()) return left.size() <=> right.size();
    return left.compare(right) <=> 0;
}

std::weak_ordering compare_prereleases(std::string_view left, std::string_view right) noexcept
{
    if (left.empty() || right.empty()) return left.empty() <=> right.empty();
    while (!left.empty() && !right.empty()) {
        const auto order = compare_identifiers(cut_until(left, '.'), cut_until(right, '.'));
        if (order != 0) return order;
    }
    return right.empty() <=> left.empty(); // the longer one is the later one
}

} // namespace

std::optional<semantic_version> semantic_version::parse(std::string_view text)
{
    semantic_version out;
    if (const auto plus = text.find('+'); plus != text.npos) {
        out.build = text.substr(plus + 1);
        if (!are_identifiers(out.build, false)) return std::nullopt;
        text = text.substr(0, plus);
    }
    if (const auto dash = text.find('-'); dash != text.npos) {
        out.prerelease = text.substr(dash + 1);
        if (!are_identifiers(out.prerelease, true)) return std::nullopt;
        text = text.substr(0, dash);
    }
    if (std::count(text.begin(), text.end(), '.') != 2) return std::nullopt;
    if (!number(cut_until(text, '.'), out.major)) return std::nullopt;
    if (!number(cut_until(text, '.'), out.minor)) return std::nullopt;
    if (!number(text, out.patch)) return std::nullopt;
    return out;
}

std::weak_ordering semantic_version::operator<=>(const semantic_version& other) const noexcept
{
    if (const auto order = major <=> other.major; order != 0) return order;
    if (const auto order = minor <=> other.minor; order != 0) return order;
    if (const auto order = patch <=> other.patch; order != 0) return order;
    return compare_prereleases(prerelease, other.prerelease);
}

std::string to_string(const semantic_version& version)
{
    std::string out = std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' +
                      std::to_string(version.patch);
    if (!version.prerelease.empty()) out += '-' + version.prerelease;
    if (!version.build.empty()) out += '+' + version.build;
    return out;
}

} // namespace dovetail::host
