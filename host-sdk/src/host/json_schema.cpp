// SPDX-License-Identifier: Apache-2.0
// The only source that includes valijson, which judges; what people read is made here, because the
// messages of valijson name neither what was wanted nor what was found.
#include "json_schema.hpp"

#include "embedded_schemas.hpp"
#include "json_pointer.hpp"
#include "nearest.hpp"
#include "schema_document.hpp"
#include "schema_violation.hpp"

#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>

namespace dovetail::host {

namespace json = boost::json;

namespace {

using adapter = valijson::adapters::BoostJsonAdapter;

// std::regex (ours and valijson's) needs stack for each character: a long text where a pattern is
// to be matched would end the program. No name or address is as long as this.
constexpr std::size_t max_matched_bytes = 2048;

/// Takes out of `value` what the schema excludes by name, and reports it. Notices what must not be
/// given to the judge.
class unknown_keys
{
public:
    /// Whether a text is too long to be matched with a pattern.
    bool too_long() const noexcept { return too_long_; }

    unknown_keys(const schema_document& schema, const json_source& source, std::vector<fault>& out)
        : schema_(schema), source_(source), out_(out)
    {
    }

    void take_out(json::value& value, const schema_set& applying, const std::string& pointer)
    {
        if (json::array* array = value.if_array()) {
            const schema_set elements = schema_.element(applying, branches::included);
            for (std::size_t at = 0; at < array->size(); ++at)
                take_out((*array)[at], elements, append(pointer, std::to_string(at)));
        }
        if (const json::string* text = value.if_string()) check_length(*text, applying, pointer);
        json::object* object = value.if_object();
        if (!object) return;
        std::vector<std::string> unknown;
        for (auto& entry : *object) {
            if (entry.key().size() > max_matched_bytes) return refuse_length(pointer, "a key");
            const std::string child = append(pointer, entry.key());
            if (allows_member(applying, entry.key())) {
                take_out(entry.value(), schema_.member(applying, entry.key(), branches::included),
                         child);
            } else {
                unknown.emplace_back(entry.key());
                report(unknown.back(), child, applying);
            }
        }
        for (const std::string& name : unknown)
            object->erase(name);
    }

private:
    void refuse_length(const std::string& pointer, const char* what)
    {
        too_long_ = true;
        out_.push_back(source_.fault_at(pointer, std::string(what) + " is longer than " +
                                                     std::to_string(max_matched_bytes) + " bytes"));
    }

    void check_length(std::string_view text, const schema_set& applying, const std::string& pointer)
    {
        const bool matched = std::ranges::any_of(
            applying, [](const json::object* schema) { return schema->contains("pattern"); });
        if (matched && text.size() > max_matched_bytes) refuse_length(pointer, "this text");
    }

    void report(const std::string& name, const std::string& pointer, const schema_set& applying)
    {
        const std::string close = nearest(name, member_names(applying));
        fault found = source_.fault_at(pointer, "the key \"" + name + "\" is unknown",
                                       close.empty() ? "" : "did you mean \"" + close + "\"?",
                                       fault_level::warning);
        found.where = source_.key_at(pointer);
        out_.push_back(std::move(found));
    }

    const schema_document& schema_;
    const json_source& source_;
    std::vector<fault>& out_;
    bool too_long_ = false;
};

/// "<root>", "[connections]", "[0]" as a JSON pointer.
std::string pointer_of(const std::vector<std::string>& context)
{
    std::string out;
    for (const std::string& step : context) {
        if (step.size() < 2 || step.front() != '[') continue;
        out = append(out, std::string_view(step).substr(1, step.size() - 2));
    }
    return out;
}

/// The reports of valijson by the value they are about, the first one of each.
std::map<std::string, std::string> by_pointer(valijson::ValidationResults& results)
{
    std::map<std::string, std::string> out;
    valijson::ValidationResults::Error one;
    while (results.popError(one))
        out.emplace(pointer_of(one.context), one.description);
    return out;
}

const json::value* find_in(const json::value& root, std::string_view pointer)
{
    boost::system::error_code missing;
    return root.find_pointer(pointer, missing);
}

} // namespace

struct json_schema::parts
{
    explicit parts(json::value schema) : document(std::move(schema)) {}

    schema_document document;
    valijson::Schema compiled{};
};

json_schema::json_schema(std::unique_ptr<parts> made) : parts_(std::move(made)) {}
json_schema::~json_schema() = default;

result<std::shared_ptr<const json_schema>> json_schema::compile(const json::value& schema,
                                                                std::string_view name)
{
    // valijson reads no boolean at the top; `true` is the schema {}, `false` is {"not": {}}.
    json::value as_object = schema;
    if (schema.is_bool()) {
        as_object = json::object{};
        if (!schema.get_bool()) as_object.get_object()["not"] = json::object{};
    }
    try {
        auto made = std::make_unique<parts>(std::move(as_object));
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.populateSchema(adapter(made->document.root()), made->compiled);
        return std::shared_ptr<const json_schema>(new json_schema(std::move(made)));
    } catch (const std::exception& failure) {
        return error{error_class::config, "schema",
                     std::string(name) + " is no JSON Schema of draft 7: " + failure.what()};
    }
}

std::vector<fault> json_schema::check(const json_source& source, std::string_view pointer) const
{
    std::vector<fault> out;
    const json::value* original = source.find(pointer);
    if (!original) return out;
    json::value value = *original;
    const schema_document& document = parts_->document;
    unknown_keys unknown(document, source, out);
    unknown.take_out(value, document.top(branches::included), std::string(pointer));
    if (unknown.too_long()) return out;

    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(parts_->compiled, adapter(value), &results)) return out;
    const auto reports = by_pointer(results);
    for (const auto& [where, description] : reports) {
        const json::value* here = find_in(value, where);
        if (!here) continue;
        const std::string full = std::string(pointer) + where;
        const auto found = violations(document.at(where, value, branches::left_out), *here);
        for (const violation& one : found)
            out.push_back(source.fault_at(full, one.what, one.remedy));
        // Containers are reported again for what is wrong in them.
        const auto deeper = reports.lower_bound(where + '/');
        const bool has_deeper = deeper != reports.end() && deeper->first.starts_with(where + '/');
        if (found.empty() && !has_deeper) out.push_back(source.fault_at(full, description));
    }
    sort_by_place(out);
    return out;
}

namespace {

std::shared_ptr<const json_schema> compiled(std::string_view text, std::string_view name)
{
    // The text is part of this library and was checked by its tests: a failure here is a bug.
    return json_schema::compile(json::parse(text), name).value();
}

} // namespace

const json_schema& manifest_schema()
{
    static const auto made = compiled(embedded_manifest_schema, "manifest.schema.json");
    return *made;
}

const json_schema& plugin_manifest_schema()
{
    static const auto made =
        compiled(embedded_plugin_manifest_schema, "plugin-manifest.schema.json");
    return *made;
}

} // namespace dovetail::host
