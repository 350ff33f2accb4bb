// SPDX-License-Identifier: Apache-2.0
#include <simulation/values.hpp>

#include <sandbox/instant.hpp>

namespace dovetail::simulation {

namespace {

constexpr std::size_t longest_subject = 255;
constexpr std::size_t longest_description = 32'000;
constexpr std::size_t longest_name = 1'000;

std::string word(std::string_view literal, std::string_view one, std::string_view one_word,
                 std::string_view other, std::string_view other_word)
{
    if (literal == one) return std::string(one_word);
    if (literal == other) return std::string(other_word);
    return "?" + std::string(literal);
}

std::string trimmed(std::string text)
{
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
    while (!text.empty() && is_blank(text.back()))
        text.pop_back();
    std::size_t from = 0;
    while (from < text.size() && is_blank(text[from]))
        ++from;
    return text.substr(from);
}

} // namespace

std::string_view name_of(field which) noexcept
{
    constexpr std::array<std::string_view, field_count> names{"name", "status", "priority", "due",
                                                              "details"};
    return names[static_cast<std::size_t>(which)];
}

std::string normalised(std::string_view text, bool lines)
{
    std::string out;
    const std::string whole = trimmed(std::string(text));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i] == '\0') continue;
        if (whole[i] != '\r' && whole[i] != '\n') {
            out += whole[i];
            continue;
        }
        if (whole[i] == '\r' && i + 1 < whole.size() && whole[i + 1] == '\n') ++i;
        if (lines) out += '\n';
    }
    return out;
}

std::string first_units(const std::string& text, std::size_t limit)
{
    std::size_t units = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) == 0x80U) continue;
        units += byte >= 0xF0U ? 2 : 1;
        if (units > limit) return trimmed(text.substr(0, i));
    }
    return text;
}

field_values values_of(const sandbox::salesforce::task_row& row)
{
    field_values out;
    at(out, field::name) = normalised(row.subject, false);
    at(out, field::status) = word(row.status, "Not Started", "open", "Completed", "complete");
    at(out, field::priority) = word(row.priority, "Normal", "normal", "High", "high");
    if (row.day != sandbox::salesforce::no_day)
        sandbox::append_date(at(out, field::due),
                             std::chrono::sys_days{std::chrono::days{row.day}});
    at(out, field::details) = normalised(row.description, true);
    return out;
}

field_values values_of(const sandbox::sales_connect::task& task)
{
    field_values out;
    at(out, field::name) = normalised(task.name, false);
    at(out, field::status) = task.complete ? "complete" : "open";
    at(out, field::priority) = task.high ? "high" : "normal";
    at(out, field::due) = task.due_at.substr(0, 10);
    at(out, field::details) = normalised(task.details.value_or(""), true);
    return out;
}

std::string subject_template::text() const
{
    return before + (with_name ? "{{activity_subject}}" : "") + after;
}

std::string subject_template::render(std::string_view name) const
{
    return normalised(before + (with_name ? std::string(name) : "") + after, false);
}

std::string to_salesforce(field which, const std::string& value, const subject_template& with)
{
    if (which == field::name) return first_units(with.render(value), longest_subject);
    if (which == field::details) return first_units(value, longest_description);
    return value;
}

std::string to_sales_connect(field which, const std::string& value)
{
    if (which != field::name) return value;
    return value.empty() ? "(no subject)" : first_units(value, longest_name);
}

} // namespace dovetail::simulation
