// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_text.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

json::value schema_of(const host::plugin_manifest& about)
{
    boost::system::error_code bad;
    auto schema = json::parse(about.schema.json, bad);
    return bad ? json::value(nullptr) : std::move(schema);
}

} // namespace

json::array json_texts(const std::vector<std::string>& all)
{
    json::array list;
    for (const auto& text : all)
        list.emplace_back(text);
    return list;
}

json::object json_plugin(const host::plugin_manifest& about)
{
    json::value signature = nullptr;
    if (about.signature)
        signature = {{"key", about.signature->key},
                     {"sha256", host::to_string(about.signature->covered)},
                     {"value", about.signature->text()}};
    return {{"id", about.id},
            {"version", to_string(about.version)},
            {"file", about.file.string()},
            {"library", about.library.string()},
            {"sha256", host::to_string(about.sha256)},
            {"abi", json::object{{"oldest", about.abi.oldest}, {"newest", about.abi.newest}}},
            {"provides", json_texts(about.provides)},
            {"requires", json_texts(about.requires_of_host)},
            {"swap", about.swap == host::swap_mode::overlap ? "overlap" : "exclusive"},
            {"resident", about.resident},
            {"signature", std::move(signature)},
            {"configuration", schema_of(about)}};
}

std::string fact_line(std::string_view name, std::string_view text)
{
    return fmt::format("  {:<10} {}", name, printable(text));
}

std::string joined(const std::vector<std::string>& all)
{
    std::string text;
    for (const auto& one : all)
        text += (text.empty() ? "" : ", ") + one;
    return text.empty() ? "nothing" : text;
}

std::vector<std::string> printable_lines(std::string_view text)
{
    std::vector<std::string> lines;
    while (true) {
        const auto end = text.find('\n');
        lines.push_back(printable(text.substr(0, end)));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> plugin_lines(const host::plugin_manifest& about)
{
    return {fact_line("manifest", about.file.string()),
            fact_line("library", about.library.string()),
            fact_line("sha256", host::to_string(about.sha256)),
            fact_line("contract", host::to_string(about.abi) + "; this host speaks " +
                                      host::to_string(host::host_abi_range())),
            fact_line("provides", joined(about.provides)),
            fact_line("requires", joined(about.requires_of_host)),
            fact_line("swap",
                      fmt::format("{}{}",
                                  about.swap == host::swap_mode::overlap ? "overlap" : "exclusive",
                                  about.resident ? ", stays mapped" : "")),
            fact_line("signed", about.signature ? "with the key " + about.signature->key : "no")};
}

std::vector<std::string> plugin_schema(const host::plugin_manifest& about)
{
    return printable_lines(json_document(schema_of(about)));
}

} // namespace dovetail::app
