// SPDX-License-Identifier: Apache-2.0
#include "app/field_text.hpp"

#include "app/time_text.hpp"

#include <dovetail/host/batch.hpp>

namespace dovetail::app {

std::string value_text(const dovetail_value& value)
{
    switch (value.kind) {
    case DOVETAIL_BOOL:
        return value.number != 0 ? "yes" : "no";
    case DOVETAIL_INT:
        return std::to_string(value.number);
    case DOVETAIL_DATE:
        return date(value.number);
    case DOVETAIL_INSTANT:
        return rfc3339(value.number);
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return std::string(host::view(value.text));
    default:
        return {};
    }
}

std::vector<std::pair<std::string, std::string>> field_texts(std::string_view bytes,
                                                             const sync::field_names& names)
{
    std::vector<std::pair<std::string, std::string>> texts;
    sync::field_reader reader(bytes, names);
    dovetail_field field{};
    while (reader.next(field))
        texts.emplace_back(host::view(field.name), value_text(field.value));
    return texts;
}

} // namespace dovetail::app
