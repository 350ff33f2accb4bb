// SPDX-License-Identifier: Apache-2.0
// Texts of people that become part of another language: SOQL literals, URIs, the Subject's
// template.
#include "fuzz/support/report.hpp"

#include <dovetail/kit/error.hpp>

#include <salesforce/soql.hpp>
#include <text_template.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace dovetail;

namespace {

/// A literal as Salesforce reads it; nothing: it ends before its end, or never.
bool ends_where_it_ends(std::string_view literal)
{
    if (literal.size() < 2 || literal.front() != '\'') return false;
    for (std::size_t at = 1; at < literal.size(); ++at) {
        if (literal[at] == '\\')
            ++at;
        else if (literal[at] == '\'')
            return at + 1 == literal.size();
    }
    return false;
}

void check_soql(std::string_view text)
{
    if (!ends_where_it_ends(salesforce::soql::quote(text)))
        fuzz::report("soql", "a value ends its literal");
    for (const char one : salesforce::soql::encode(text)) {
        const bool safe = (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') ||
                          (one >= 'a' && one <= 'z') ||
                          std::string_view("%-._~,():'").find(one) != std::string_view::npos;
        if (!safe) fuzz::report("soql", "an encoded query has a byte that a URI has not");
    }
}

void check_template(std::string_view text)
{
    static const std::vector<std::string> names{"activity_subject", "activity_type"};
    try {
        const auto parsed = task_mapping::text_template::parse(text, names, "/template");
        std::string out;
        parsed.render(out, [](std::string& to, std::size_t token) { to += names.at(token); });
        if (out.size() > text.size() + 16 * parsed.parts().size())
            fuzz::report("template", "it renders more than it says");
    } catch (const kit::plugin_error&) {
        // an unknown or an open token: said so
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_soql(text);
    check_template(text);
    return 0;
}
