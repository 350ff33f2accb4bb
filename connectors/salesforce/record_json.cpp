// SPDX-License-Identifier: Apache-2.0
#include "record_json.hpp"

#include <dovetail/kit/json_text.hpp>
#include <dovetail/kit/view.hpp>

namespace dovetail::salesforce {

void append_members(std::string& out, const dovetail_change& change, std::string_view without)
{
    for (const dovetail_field& field : kit::fields_of(change)) {
        const std::string_view name = kit::view(field.name);
        if (!without.empty() && name == without) continue;
        out += ',';
        kit::append_json_text(out, name);
        out += ':';
        kit::append_json_value(out, field);
    }
}

} // namespace dovetail::salesforce
