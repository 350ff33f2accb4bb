// SPDX-License-Identifier: Apache-2.0
// Finding one's way in a JSON Schema: which subschemas speak about a value.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// Schemas that apply to one value at the same time.
using schema_set = std::vector<const boost::json::object*>;

/// Whether the branches of anyOf, oneOf and if/then/else count too. They may apply, so they know
/// names, but a value is not wrong because one of them does not fit.
enum class branches
{
    left_out,
    included
};

/// A schema whose local references ("#/…") are followed; others are ignored.
class schema_document
{
public:
    explicit schema_document(boost::json::value root) : root_(std::move(root)) {}

    const boost::json::value& root() const noexcept { return root_; }

    /// What applies to the whole document.
    schema_set top(branches which) const;

    /// What applies to the member `name` of an object.
    schema_set member(const schema_set& object, std::string_view name, branches which) const;

    /// What applies to the elements of an array (not to single positions of it).
    schema_set element(const schema_set& array, branches which) const;

    /// What applies to the value at a pointer into the document. `values` is that document: it
    /// tells arrays from objects.
    schema_set at(std::string_view pointer, const boost::json::value& document,
                  branches which) const;

private:
    void expand(const boost::json::value& schema, branches which, schema_set& into) const;
    const boost::json::value* follow(std::string_view reference) const;

    boost::json::value root_;
};

/// Whether an object may have a member of that name, as far as the schemas say.
bool allows_member(const schema_set& object, std::string_view name);

/// The names of members that the schemas describe.
std::vector<std::string> member_names(const schema_set& object);

} // namespace dovetail::host
