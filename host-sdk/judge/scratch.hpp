// SPDX-License-Identifier: Apache-2.0
// Memory for what a host passes to one call, taken away when the call is over.
#pragma once

#include "judge/conversation.hpp"

#include <dovetail/abi/mapper.h>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace dovetail::judge {

/// How the structs of a call are laid out.
enum class layout
{
    present, ///< that of version 1
    wider    ///< that of a host newer than the plugin: larger structs, with more in their tails
};

/// Blocks of their own for every text, array and struct of one call, so that a sanitizer sees
/// whoever reads beyond one.
class scratch
{
public:
    explicit scratch(layout how = layout::present) : layout_(how) {}
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    /// Makes every text and number something else: a plugin that kept a pointer shows.
    void overwrite() noexcept;

    dovetail_text text(std::string_view from);
    dovetail_bytes bytes(std::string_view from);
    const dovetail_field* fields(const judge::fields& from);
    const dovetail_header* headers(const std::vector<std::pair<std::string, std::string>>& from);
    const dovetail_record* records(const std::vector<record>& from);
    const dovetail_operation* operation(const judge::operation& from);

    /// One struct, or an array of them, with the stride of the layout.
    template<class Struct>
    const Struct* structs(const std::vector<Struct>& from)
    {
        if (from.empty()) return nullptr;
        const std::size_t stride = sizeof(Struct) + tail();
        std::byte* const first = block(from.size() * stride);
        for (std::size_t at = 0; at < from.size(); ++at)
            place(first + at * stride, &from[at], sizeof(Struct),
                  static_cast<std::uint32_t>(stride));
        return reinterpret_cast<const Struct*>(first);
    }
    template<class Struct>
    const Struct* one(const Struct& from)
    {
        return structs(std::vector<Struct>{from});
    }

private:
    dovetail_change change(const judge::change& from);
    std::size_t tail() const noexcept;
    std::byte* block(std::size_t size);
    static void place(std::byte* at, const void* from, std::size_t size, std::uint32_t stride);

    layout layout_;
    struct piece
    {
        std::unique_ptr<std::byte[]> memory;
        std::size_t size;
    };
    std::vector<piece> pieces_;
};

} // namespace dovetail::judge
