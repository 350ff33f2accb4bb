// SPDX-License-Identifier: Apache-2.0
// Lists of fields as the state file holds them: damaged bytes are an error, whole ones come out as
// they went in.
#include "fuzz/support/report.hpp"

#include <dovetail/sync/field_codec.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const sync::field_names names({"subject", "due", "priority"});
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    sync::field_reader reader(bytes, names);
    std::vector<dovetail_field> fields;
    dovetail_field one{};
    while (reader.next(one))
        fields.push_back(one);
    if (fields.size() > sync::max_encoded_fields) return 0;
    const auto encoded = sync::encode_fields(fields, names);
    std::vector<dovetail_field> again;
    sync::field_reader back(encoded, names);
    while (back.next(one))
        again.push_back(one);
    if (sync::encode_fields(again, names) != encoded)
        fuzz::report("stored fields", "equal lists have unequal bytes");
    return 0;
}
