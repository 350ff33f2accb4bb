// SPDX-License-Identifier: Apache-2.0
#include "app/report_failure.hpp"

#include "app/text.hpp"
#include "app/time_text.hpp"

#include <fmt/format.h>

namespace dovetail::app {
namespace {

/// A server's text is a hint, not a document: HTML pages of proxies are long.
constexpr std::size_t longest_server_text = 400; ///< columns

} // namespace

std::vector<std::string> error_lines(const host::error& error, std::string_view prefix,
                                     const palette& paint)
{
    std::vector<std::string> lines;
    std::string_view rest = error.message.empty() ? std::string_view(error.code) : error.message;
    std::string lead = prefix.empty() ? std::string() : std::string(prefix) + ": ";
    while (true) {
        const auto end = rest.find('\n');
        lines.push_back(lead + printable(rest.substr(0, end)));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
        lead.clear();
    }
    lines.front() = paint(tint::bad, lines.front());
    if (!error.code.empty())
        lines.push_back(paint(tint::dim, fmt::format("  code: {} ({})", printable(error.code),
                                                     to_string(error.kind))));
    if (!error.server_text.empty())
        lines.push_back(fmt::format("  the server said: {}",
                                    shortened(printable(error.server_text), longest_server_text)));
    if (error.retry_after.count() > 0)
        lines.push_back(fmt::format("  not before {} from now", span(error.retry_after)));
    return lines;
}

int report_failure(console& to, const failure& why)
{
    const palette paint(to.err().colored);
    for (const auto& line : error_lines(why.error, "dovetail", paint))
        to.complain(line);
    return static_cast<int>(why.code);
}

} // namespace dovetail::app
