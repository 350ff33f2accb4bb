// SPDX-License-Identifier: Apache-2.0
// Documents judged by JSON Schemas (draft 7), with the place of each fault.
#pragma once

#include "json_source.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// Immutable; any number of checks may run at once.
class json_schema
{
public:
    /// Error config: `schema` is none, or refers to another file. `name` is what it is called in
    /// the message.
    static result<std::shared_ptr<const json_schema>> compile(const boost::json::value& schema,
                                                              std::string_view name);

    ~json_schema();
    json_schema(const json_schema&) = delete;
    json_schema& operator=(const json_schema&) = delete;

    /// All faults of the value at `pointer` of `source`. A key the schema excludes is a warning
    /// (its value is then not looked at), everything else an error.
    std::vector<fault> check(const json_source& source, std::string_view pointer = {}) const;

private:
    struct parts;
    explicit json_schema(std::unique_ptr<parts> made);
    std::unique_ptr<parts> parts_;
};

/// The published schemas, compiled into the library from docs/schema.
const json_schema& manifest_schema();
const json_schema& plugin_manifest_schema();

} // namespace dovetail::host
