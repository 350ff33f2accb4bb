// SPDX-License-Identifier: Apache-2.0
#include "facts.hpp"

#include "nearest.hpp"

#include <dovetail/kit/error.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>

namespace dovetail::task_mapping {

namespace {

constexpr std::string_view field_prefix = "field:";
constexpr std::array side_keys = {"left", "right"};

class facts_check
{
public:
    facts_check(const rule_set& rules, std::size_t side, kit::record_range facts)
        : rules_(rules), here_(rules.sides[side]), side_(side), facts_(facts)
    {
    }

    void run()
    {
        if (!describes_fields()) return;
        for (const auto& rule : rules_.fields)
            check_field(rule);
        if (here_.origin_key && here_.writes_origin_key) check_origin_key();
        if (!faults_.empty())
            throw kit::plugin_error(kit::error_class::config, "facts_do_not_fit", faults_);
    }

private:
    bool describes_fields() const
    {
        return std::any_of(facts_.begin(), facts_.end(), [](const dovetail_record& fact) {
            return kit::view(fact.key).starts_with(field_prefix);
        });
    }

    const dovetail_record* fact_of(std::string_view native) const
    {
        for (const auto& fact : facts_) {
            const auto key = kit::view(fact.key);
            if (key.starts_with(field_prefix) && key.substr(field_prefix.size()) == native)
                return &fact;
        }
        return nullptr;
    }

    void check_field(const field_rule& rule)
    {
        const auto& side = rule.side[side_];
        const auto place = "/fields/" + rule.name + "/" + side_keys[side_];
        const auto* const fact = fact_of(side.native);
        if (fact == nullptr) {
            add(place + "/field: " + here_.name + " has no field " + side.native +
                ", or the user of this connection may not see it");
            return;
        }
        const auto fields = kit::fields_of(*fact);
        if (const auto* writable = kit::find(fields, "writable");
            writable != nullptr && writable->kind == DOVETAIL_BOOL && writable->number == 0)
            add(place + "/field: the user of this connection may not write " + side.native);
        if (const auto* length = kit::find(fields, "max_length"))
            check_length(place, side, *length);
        if (rule.type == field_type::choice) check_literals(place, rule, fields);
    }

    void check_length(const std::string& place, const field_side& side,
                      const dovetail_value& length)
    {
        if (length.kind != DOVETAIL_INT || length.number <= 0 || side.max_length == 0) return;
        if (side.max_length <= static_cast<std::uint64_t>(length.number)) return;
        add(place + "/max_length: " + side.native + " holds only " + std::to_string(length.number) +
            " characters there, not " + std::to_string(side.max_length));
    }

    void check_literals(const std::string& place, const field_rule& rule, kit::field_span fact)
    {
        const auto* const values = kit::find(fact, "values");
        const auto text = values == nullptr ? std::nullopt : kit::text_of(*values);
        if (!text) return;
        const auto valid = read_texts(*text);
        if (valid.empty()) return;
        const auto& side = rule.side[side_];
        for (std::size_t choice = 0; choice < side.literals.size(); ++choice) {
            // Only the first literal is written; the others may have been retired there.
            const auto& literal = side.literals[choice].front();
            if (std::find(valid.begin(), valid.end(), literal) != valid.end()) continue;
            std::string fault = place + "/values/";
            fault += rule.choices[choice];
            fault += ": ";
            fault += here_.name + "'s " + side.native + " has no value \"" + literal;
            fault += "\"; valid are: " + nearest_first(literal, valid);
            add(fault);
        }
    }

    void check_origin_key()
    {
        const auto& native = here_.slots.name(*here_.origin_key);
        const auto place = std::string("/") + side_keys[side_] + "/origin_key";
        const auto* const fact = fact_of(native);
        const char* const remedy =
            ": name the field that the connector uses for its external id, or set this to null";
        if (fact == nullptr) {
            add(place + "/field: " + here_.name + " has no field " + native + remedy);
            return;
        }
        const auto* const writable = kit::find(kit::fields_of(*fact), "writable");
        if (writable != nullptr && writable->kind == DOVETAIL_BOOL && writable->number == 0)
            add(place + "/field: the user of this connection may not write " + native + remedy);
    }

    static std::vector<std::string> read_texts(std::string_view array)
    {
        std::vector<std::string> out;
        boost::json::error_code error;
        const auto value = boost::json::parse({array.data(), array.size()}, error);
        if (error || !value.is_array()) return out;
        for (const auto& item : value.get_array()) {
            if (const auto* text = item.if_string()) out.emplace_back(text->data(), text->size());
        }
        return out;
    }

    void add(const std::string& fault)
    {
        if (!faults_.empty()) faults_ += "\n";
        faults_ += fault;
    }

    const rule_set& rules_;
    const side_rules& here_;
    std::size_t side_;
    kit::record_range facts_;
    std::string faults_;
};

} // namespace

void check_facts(const rule_set& rules, std::size_t side, kit::record_range facts)
{
    facts_check(rules, side, facts).run();
}

} // namespace dovetail::task_mapping
