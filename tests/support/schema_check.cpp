// SPDX-License-Identifier: Apache-2.0
#include "schema_check.hpp"

#include <boost/json/parse.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include <fstream>
#include <iterator>

namespace dovetail::test {

bool matches_schema(const std::string& schema_file, std::string_view configuration)
{
    namespace json = boost::json;
    using adapter = valijson::adapters::BoostJsonAdapter;
    std::ifstream file(schema_file);
    const auto document = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    valijson::Schema schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(adapter(document), schema);
    const auto value = json::parse(json::string_view(configuration.data(), configuration.size()));
    return valijson::Validator().validate(schema, adapter(value), nullptr);
}

} // namespace dovetail::test
