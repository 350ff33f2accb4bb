// SPDX-License-Identifier: Apache-2.0
#include "nearest.hpp"

#include <algorithm>
#include <vector>

namespace dovetail::host {
namespace {

// Names are short; a longer text is no name, and the comparison is quadratic.
constexpr std::size_t max_compared = 64;
// More names than this in one line help nobody.
constexpr std::size_t max_listed = 24;

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Optimal string alignment distance, ignoring letter case.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> now(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const bool same = lower(left[i - 1]) == lower(right[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
                lower(left[i - 2]) == lower(right[j - 1]))
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[right.size()];
}

/// Whether `text` is the beginning of a longer name: "warn" of "warning".
bool abbreviates(std::string_view text, std::string_view name)
{
    return text.size() >= 3 && text.size() < name.size() &&
           std::equal(text.begin(), text.end(), name.begin(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

} // namespace

std::string nearest(std::string_view wanted, std::span<const std::string> candidates)
{
    if (wanted.empty() || wanted.size() > max_compared) return {};
    std::string best;
    std::size_t least = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > max_compared) continue;
        const std::size_t found = abbreviates(wanted, candidate) ? 1 : distance(wanted, candidate);
        if (found < least) {
            least = found;
            best = candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view wanted, std::span<const std::string> candidates)
{
    if (const std::string close = nearest(wanted, candidates); !close.empty())
        return "did you mean \"" + close + "\"?";
    if (candidates.empty()) return {};
    std::string out = "valid are: ";
    for (std::size_t at = 0; at < candidates.size() && at < max_listed; ++at) {
        if (at) out += ", ";
        out += '"' + candidates[at] + '"';
    }
    if (candidates.size() > max_listed) out += ", …";
    return out;
}

} // namespace dovetail::host
