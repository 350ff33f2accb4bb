// SPDX-License-Identifier: Apache-2.0
// The task mapping: what it makes of any record crosses to the other side and back without another
// change (law 17 of the sync model), or the account of it says what was lost.
#include "fuzz/support/linked_plugin.hpp"
#include "fuzz/support/report.hpp"

#include "judge/mapping.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace dovetail;

namespace {

/// Takes bytes off the front of the input.
class source
{
public:
    source(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size)
    {
    }

    unsigned byte()
    {
        if (rest_.empty()) return 0;
        const auto out = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return out;
    }

    std::string text()
    {
        std::size_t length = byte();
        if (length == 255) length = 400 + byte(); // longer than a Subject may be
        const auto out = rest_.substr(0, length);
        rest_.remove_prefix(out.size());
        return std::string(out);
    }

    bool empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

judge::value a_value(source& in)
{
    judge::value out;
    out.kind = in.byte() % (DOVETAIL_JSON + 1);
    if (out.kind == DOVETAIL_TEXT || out.kind == DOVETAIL_JSON)
        out.text = in.text();
    else
        for (int at = 0; at < 8; ++at)
            out.number =
                static_cast<std::int64_t>(static_cast<std::uint64_t>(out.number) << 8 | in.byte());
    if (out.kind == DOVETAIL_BOOL) out.number &= 1;
    return out;
}

std::vector<judge::record> records(source& in, std::uint32_t side,
                                   const std::vector<judge::canonical_field>& known)
{
    std::vector<judge::record> out;
    while (!in.empty() && out.size() < 16) {
        judge::record one;
        one.key = "k" + std::to_string(out.size());
        for (unsigned left = in.byte() % 16; left > 0 && !in.empty(); --left) {
            const unsigned which = in.byte();
            const std::string name =
                which < known.size() ? known[which].native_name[side] : in.text();
            bool twice = name.empty();
            for (const auto& field : one.fields)
                twice = twice || field.first == name;
            auto value = a_value(in);
            if (!twice) one.fields.emplace_back(name, std::move(value));
        }
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto mapper =
        fuzz::make<dovetail_mapper_factory, dovetail_mapper>(DOVETAIL_MAPPER_ID, "{}");
    source in(data, size);
    judge::evidence found;
    const judge::mapping mapping(mapper, found);
    static const auto known = mapping.fields();
    const std::uint32_t side = in.byte() & 1;
    const auto seen = mapping.to_canonical(side, records(in, side, known));
    const auto changes = mapping.changes_from(side, seen);
    const auto native = mapping.to_native(1 - side, changes);
    std::vector<judge::record> written;
    for (const auto& one : native) {
        judge::record twin;
        twin.key = "t" + std::to_string(written.size());
        twin.fields = one.values;
        written.push_back(std::move(twin));
    }
    const auto back = mapping.to_canonical(1 - side, written);
    if (const auto first = found.first()) fuzz::report(first->rule, first->what);
    for (std::size_t at = 0; at < back.size() && at < native.size(); ++at)
        for (const auto& [name, value] : back[at].values)
            for (const auto& [expected_name, expected] : native[at].read_back)
                if (name == expected_name && !(value == expected))
                    fuzz::report("law 17", name + " reads back as something else than was said");
    return 0;
}
