// SPDX-License-Identifier: Apache-2.0
// Cursors of earlier versions, turned into one's own.
#pragma once

#include <dovetail/abi/cursor.h>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/text.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dovetail::kit {

/// Provides DOVETAIL_CURSOR_ID. `version` is the number of the connector's own layout. `convert`
/// takes a cursor the connector does not accept and gives the same place in its own words; it
/// throws plugin_error of the class gone for one it does not know. Like all of a plugin's functions
/// it depends on nothing but its argument.
template<std::uint32_t version, std::string (*convert)(std::string_view cursor)>
struct cursor_extension
{
    static constexpr std::string_view id = DOVETAIL_CURSOR_ID;

    static const void* table() noexcept
    {
        static constexpr dovetail_cursor_converter converter{sizeof(dovetail_cursor_converter),
                                                             version, &run};
        return &converter;
    }

private:
    static dovetail_status run(dovetail_bytes from, dovetail_cursor* out,
                               dovetail_error* error) noexcept
    {
        return guarded(error, [&] {
            auto made = std::make_unique<std::string>(convert(view(from)));
            dovetail_cursor cursor{};
            cursor.bytes = borrow_bytes(*made);
            cursor.owner = made.release();
            cursor.release = [](void* owner) { delete static_cast<std::string*>(owner); };
            detail::put(out, cursor);
        });
    }
};

} // namespace dovetail::kit
