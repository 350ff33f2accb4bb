// SPDX-License-Identifier: Apache-2.0
// A signature on its way into the text of a plugin manifest, whose layout stays as it is.
#include "canonical_json.hpp"
#include "json_source.hpp"

#include <dovetail/host/signing_key.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <optional>

namespace dovetail::host {
namespace {

namespace json = boost::json;

constexpr std::string_view pointer = "/signature";
constexpr std::string_view blanks = " \t\r\n";

error refuse(std::string message)
{
    return {error_class::config, "plugin_manifest", std::move(message)};
}

std::size_t offset_of(std::string_view text, place where)
{
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < where.line; ++line)
        begin = text.find('\n', begin) + 1;
    return begin + where.column - 1;
}

/// One past the end of the object or text that begins at `at`, in valid JSON.
std::size_t end_of_value(std::string_view text, std::size_t at)
{
    int depth = 0;
    bool in_text = false;
    for (; at < text.size(); ++at) {
        const char one = text[at];
        if (in_text && one == '\\') {
            ++at;
        } else if (one == '"') {
            in_text = !in_text;
        } else if (!in_text && (one == '{' || one == '[')) {
            ++depth;
        } else if (!in_text && (one == '}' || one == ']')) {
            --depth;
        }
        if (depth == 0 && !in_text && (one == '"' || one == '}' || one == ']')) return at + 1;
    }
    return text.size();
}

/// Takes the member out, with one of the commas beside it.
void remove_signature(std::string& text, const json_source& source)
{
    const json::value* found = source.find(pointer);
    if (!found) return;
    std::size_t begin = offset_of(text, source.key_at(pointer));
    const std::size_t value = offset_of(text, source.at(pointer));
    std::size_t end = found->is_structured() || found->is_string()
                          ? end_of_value(text, value)
                          : text.find_first_of(",}", value);
    const auto before = text.find_last_not_of(blanks, begin - 1);
    const auto after = text.find_first_not_of(blanks, end);
    if (text[before] == ',')
        begin = before;
    else if (text[after] == ',')
        end = after + 1;
    text.erase(begin, end - begin);
}

std::string canonical_of(const json_source& source)
{
    json::object rest = source.root().get_object();
    rest.erase("signature");
    const auto canonical = canonical_json(json::value(std::move(rest)));
    return canonical ? *canonical : std::string{};
}

} // namespace

result<std::string> sign_plugin_manifest(std::string text, const std::string& file,
                                         const signing_key& key)
{
    const json_parse parsed = json_source::parse(text, file);
    if (has_errors(parsed.faults) || !parsed.source || !parsed.source->root().is_object())
        return to_error("plugin_manifest", parsed.faults);
    const std::string canonical = canonical_of(*parsed.source);
    if (canonical.empty())
        return refuse(file + " has a number that cannot be signed: beyond 2^53 write it as a text");
    const plugin_signature signature = key.sign(canonical);
    remove_signature(text, *parsed.source);
    const auto brace = text.rfind('}');
    const auto last = text.find_last_not_of(blanks, brace - 1);
    text.erase(last + 1);
    text += std::string(text[last] == '{' ? "" : ",") + "\n  \"signature\": {\n    \"key\": \"" +
            signature.key + "\",\n    \"sha256\": \"" + to_string(signature.covered) +
            "\",\n    \"value\": \"" + signature.text() + "\"\n  }\n}\n";
    // What was signed has to be what now stands there.
    const json_parse again = json_source::parse(text, file);
    if (!again.faults.empty() || canonical_of(*again.source) != canonical)
        return refuse(file + " has a layout into which the signature cannot be written");
    return text;
}

} // namespace dovetail::host
