// SPDX-License-Identifier: Apache-2.0
#include "judge/sample.hpp"

#include <boost/json.hpp>

#include <limits>

namespace dovetail::judge {
namespace {

namespace json = boost::json;

/// Plugins nest their settings a few objects deep; more is the same code again.
constexpr int most_depth = 4;
/// A bound for the time a case takes.
constexpr std::size_t most_variants = 1'000;

bool accepts(const host::plugin_manifest& about, const json::value& candidate)
{
    return !host::has_errors(
        host::check_configuration(about, {json::serialize(candidate), {}, {}}));
}

const json::object* members_of(const json::value& schema, std::string_view keyword)
{
    const auto* object = schema.if_object();
    const auto* found = object ? object->if_contains(keyword) : nullptr;
    return found ? found->if_object() : nullptr;
}

/// Values that schemas commonly ask for; the schema itself picks.
const std::vector<json::value>& simple_values()
{
    static const std::vector<json::value> all{"a",
                                              "/",
                                              "/a",
                                              "a.b",
                                              "https://example.com",
                                              "a@example.com",
                                              "2026-01-01",
                                              "{}",
                                              "Europe/Stockholm",
                                              "1",
                                              0,
                                              1,
                                              60,
                                              1000,
                                              true,
                                              nullptr,
                                              json::array{},
                                              json::array{"a"},
                                              json::object{}};
    return all;
}

/// What may stand for a member, the likeliest first.
std::vector<json::value> candidates(const json::value& schema)
{
    std::vector<json::value> out;
    const auto* object = schema.if_object();
    if (!object) return simple_values();
    for (const char* keyword : {"default", "const"})
        if (const auto* found = object->if_contains(keyword)) out.push_back(*found);
    for (const char* keyword : {"examples", "enum"})
        if (const auto* found = object->if_contains(keyword); found && found->is_array())
            out.insert(out.end(), found->get_array().begin(), found->get_array().end());
    for (const char* keyword : {"minimum", "maximum"})
        if (const auto* found = object->if_contains(keyword)) out.push_back(*found);
    const auto& simple = simple_values();
    out.insert(out.end(), simple.begin(), simple.end());
    return out;
}

/// Fills in the required members of `into`, which stands at `pointer` of `whole`.
bool fill(const host::plugin_manifest& about, json::value& whole, const std::string& pointer,
          const json::value& schema, int depth)
{
    const auto* object = schema.if_object();
    const auto* required = object ? object->if_contains("required") : nullptr;
    const auto* properties = members_of(schema, "properties");
    if (!required || !required->is_array() || depth > most_depth) return true;
    for (const json::value& name : required->get_array()) {
        const std::string key(name.as_string());
        const json::value* wanted = properties ? properties->if_contains(key) : nullptr;
        const std::string place = pointer + "/" + key;
        const json::value any = true;
        for (const json::value& candidate : candidates(wanted ? *wanted : any)) {
            whole.at_pointer(pointer).as_object()[key] = candidate;
            if (candidate.is_object() && wanted && !fill(about, whole, place, *wanted, depth + 1))
                continue;
            // Whether the faults that are left are about other members.
            bool wrong = false;
            for (const auto& fault :
                 host::check_configuration(about, {json::serialize(whole), {}, {}}))
                wrong |=
                    fault.level == host::fault_level::error && fault.pointer.starts_with(place);
            if (!wrong) break;
        }
    }
    return true;
}

std::string shown(const json::value& value)
{
    constexpr std::size_t longest = 40;
    std::string text = json::serialize(value);
    return text.size() > longest ? text.substr(0, longest) + "…" : text;
}

class variation
{
public:
    variation(const host::plugin_manifest& about, json::value base)
        : about_(about), base_(std::move(base))
    {
    }

    void vary(const std::string& pointer, const json::value& schema, int depth)
    {
        const auto* properties = members_of(schema, "properties");
        const json::object here = base_.at_pointer(pointer).as_object();
        json::object names = here;
        if (properties)
            for (const auto& [name, ignored] : *properties)
                names.emplace(name, nullptr);
        names.emplace("no member of this name", nullptr);
        for (const auto& [name, ignored] : names) {
            const json::value* wanted = properties ? properties->if_contains(name) : nullptr;
            const json::value any = true;
            for (const json::value& candidate : candidates(wanted ? *wanted : any))
                add(pointer, name, &candidate);
            for (const json::value& extreme : extremes())
                add(pointer, name, &extreme);
            if (here.contains(name)) add(pointer, name, nullptr);
            const auto* below = here.if_contains(name);
            if (below && below->is_object() && wanted && depth < most_depth)
                vary(pointer + "/" + std::string(name), *wanted, depth + 1);
        }
    }

    std::vector<variant> take() && { return std::move(out_); }

private:
    static const std::vector<json::value>& extremes()
    {
        static const std::vector<json::value> all{-1,
                                                  std::numeric_limits<std::int64_t>::max(),
                                                  1e300,
                                                  0.5,
                                                  "",
                                                  json::string(65'536, 'x'),
                                                  "\xEF\xBF\xBD",
                                                  json::array{nullptr},
                                                  json::object{{"a", 1}}};
        return all;
    }

    /// `value` null: the member is left out.
    void add(const std::string& pointer, std::string_view name, const json::value* value)
    {
        if (out_.size() >= most_variants) return;
        json::value changed = base_;
        json::object& owner = changed.at_pointer(pointer).as_object();
        if (value)
            owner[name] = *value;
        else
            owner.erase(name);
        out_.push_back(
            {json::serialize(changed),
             pointer + "/" + std::string(name) + (value ? " is " + shown(*value) : " is left out"),
             accepts(about_, changed)});
    }

    const host::plugin_manifest& about_;
    json::value base_;
    std::vector<variant> out_;
};

json::value schema_of(const host::plugin_manifest& about)
{
    boost::system::error_code failed;
    json::value schema = json::parse(about.schema.json, failed);
    return failed ? json::value(true) : schema;
}

} // namespace

std::optional<std::string> sample_configuration(const host::plugin_manifest& about)
{
    json::value out = json::object{};
    fill(about, out, "", schema_of(about), 0);
    if (!accepts(about, out)) return std::nullopt;
    return json::serialize(out);
}

std::vector<variant> vary_configuration(const host::plugin_manifest& about, const std::string& base)
{
    variation all(about, json::parse(base));
    all.vary("", schema_of(about), 0);
    return std::move(all).take();
}

} // namespace dovetail::judge
