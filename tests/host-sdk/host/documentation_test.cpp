// SPDX-License-Identifier: Apache-2.0
// docs/manifest.md and the schema name the same keys.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace json = boost::json;

std::string content_of(const std::string& name)
{
    std::ifstream in(std::string(DOVETAIL_SOURCE_DIR "/docs/") + name, std::ios::binary);
    std::string out{std::istreambuf_iterator<char>(in), {}};
    BOOST_REQUIRE_MESSAGE(!out.empty(), name << " is missing");
    return out;
}

/// All keys of a schema as dotted paths below `prefix`; a name chosen by the operator is "*".
void collect(const json::value& root, const json::object& schema, const std::string& prefix,
             std::set<std::string>& into)
{
    if (const auto* reference = schema.if_contains("$ref")) {
        const std::string name(reference->get_string().subview(sizeof "#/definitions/" - 1));
        collect(root, root.at("definitions").at(name).as_object(), prefix, into);
        return;
    }
    if (const auto* properties = schema.if_contains("properties")) {
        for (const auto& entry : properties->get_object()) {
            const std::string key = prefix + std::string(entry.key());
            into.insert(key);
            collect(root, entry.value().as_object(), key + '.', into);
        }
    }
    if (const auto* others = schema.if_contains("additionalProperties");
        others && others->is_object())
        collect(root, others->get_object(), prefix + "*.", into);
}

std::set<std::string> keys_of_schema(const std::string& name)
{
    const json::value root = json::parse(content_of("schema/" + name));
    std::set<std::string> out;
    collect(root, root.as_object(), "", out);
    return out;
}

/// The first cell, in backticks, of each row of a table whose first column is headed "key".
std::set<std::string> keys_of_tables(const std::string& name)
{
    std::istringstream text(content_of(name));
    const std::regex row(R"(\| `([^`]+)` \|.*)");
    std::set<std::string> out;
    bool in_table = false;
    for (std::string line; std::getline(text, line);) {
        std::smatch match;
        in_table = line.starts_with("| key |") || (in_table && line.starts_with('|'));
        if (in_table && std::regex_match(line, match, row)) out.insert(match[1]);
    }
    return out;
}

void check_same(const std::set<std::string>& schema, const std::set<std::string>& tables)
{
    for (const std::string& key : schema)
        BOOST_TEST(tables.count(key) == 1u, key << " is in the schema only");
    for (const std::string& key : tables)
        BOOST_TEST(schema.count(key) == 1u, key << " is in the document only");
}

} // namespace

BOOST_AUTO_TEST_SUITE(documentation)

BOOST_AUTO_TEST_CASE(manifest_md_and_the_schema_name_the_same_keys)
{
    check_same(keys_of_schema("manifest.schema.json"), keys_of_tables("manifest.md"));
}

BOOST_AUTO_TEST_CASE(plugins_md_and_the_schema_name_the_same_keys)
{
    check_same(keys_of_schema("plugin-manifest.schema.json"), keys_of_tables("plugins.md"));
}

BOOST_AUTO_TEST_SUITE_END()
