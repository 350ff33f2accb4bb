// SPDX-License-Identifier: Apache-2.0
#include "contract_text.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace dovetail::test {
namespace {

/// Without comments and preprocessor conditions, every run of blanks one blank.
std::string squeezed(const std::string& text)
{
    static const std::regex comments(R"(/\*[^*]*\*+([^/*][^*]*\*+)*/)");
    static const std::regex blanks(R"(\s+)");
    std::string out = std::regex_replace(text, comments, " ");
    out = std::regex_replace(out, blanks, " ");
    const auto begin = out.find_first_not_of(' ');
    if (begin == std::string::npos) return {};
    return out.substr(begin, out.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split(const std::string& text, char at)
{
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);)
        if (std::string one = squeezed(part); !one.empty()) out.push_back(std::move(one));
    return out;
}

template<class Action>
void for_each_match(const std::string& text, const std::regex& what, const Action& action)
{
    for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at)
        action(*at);
}

void read_macros(const std::string& text, contract_text& into)
{
    static const std::regex macro(R"(#define (DOVETAIL_\w+) ([0-9]+u?|"[^"]*")[ \t]*(/\*|\n))");
    for_each_match(text, macro, [&](const auto& found) { into.constants[found[1]] = found[2]; });
}

void read_enumerators(const std::string& text, contract_text& into)
{
    static const std::regex enumeration(R"(enum \{([^}]*)\})");
    for_each_match(text, enumeration, [&](const auto& found) {
        for (const auto& one : split(found[1], ',')) {
            const auto equals = one.find(" = ");
            into.constants[one.substr(0, equals)] = one.substr(equals + 3);
        }
    });
}

} // namespace

bool contract_text::is_fixed(const std::string& name) const
{
    const auto& own = structs.at(name);
    if (own.empty() || own.front() != "uint32_t struct_size") return true;
    for (const auto& [other, members] : structs)
        for (const auto& member : members)
            if (member.starts_with(name + " ")) return true;
    return false;
}

contract_text read_contract(const std::string& headers)
{
    contract_text out;
    read_macros(headers, out);
    static const std::regex directive(R"((^|\n)\s*#(\\\n|[^\n])*)");
    const std::string code = squeezed(std::regex_replace(headers, directive, "\n"));
    read_enumerators(code, out);
    static const std::regex structure(R"(typedef struct \w+ \{([^}]*)\} (\w+);)");
    for_each_match(code, structure,
                   [&](const auto& found) { out.structs[found[2]] = split(found[1], ';'); });
    static const std::regex function(R"((typedef|DOVETAIL_EXPORT) dovetail_status [^;]*;)");
    for_each_match(code, function, [&](const auto& found) { out.functions.push_back(found[0]); });
    std::sort(out.functions.begin(), out.functions.end());
    return out;
}

contract_text read_contract_folder(const std::filesystem::path& folder)
{
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return read_contract(all);
}

std::vector<std::string> breaks_between(const contract_text& older, const contract_text& newer)
{
    std::vector<std::string> out;
    for (const auto& [name, members] : older.structs) {
        const auto found = newer.structs.find(name);
        if (found == newer.structs.end()) {
            out.push_back(name + " is gone");
            continue;
        }
        const auto& now = found->second;
        const auto differ =
            std::mismatch(members.begin(), members.end(), now.begin(), now.end()).first;
        if (differ != members.end())
            out.push_back(name + ": \"" + *differ + "\" is not where it was");
        else if (now.size() > members.size() && older.is_fixed(name))
            out.push_back(name + " may not grow, and has \"" + now[members.size()] + "\" now");
    }
    for (const auto& [name, value] : older.constants) {
        if (name == "DOVETAIL_ABI_VERSION") continue; // may rise as long as OLDEST stays
        const auto found = newer.constants.find(name);
        if (found == newer.constants.end() || found->second != value)
            out.push_back(name + " is no longer " + value);
    }
    for (const auto& function : older.functions)
        if (!std::binary_search(newer.functions.begin(), newer.functions.end(), function))
            out.push_back("gone: " + function);
    return out;
}

} // namespace dovetail::test
