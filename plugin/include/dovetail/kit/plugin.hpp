// SPDX-License-Identifier: Apache-2.0
// The one symbol a plugin exports.
#pragma once

#include <dovetail/abi/entry.h>
#include <dovetail/kit/connector.hpp>
#include <dovetail/kit/mapper.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace dovetail::kit {

namespace detail {

/// Picks the highest version both know; throws an error that names both ranges.
inline void negotiate(dovetail_negotiation& talk)
{
    talk.plugin_oldest = DOVETAIL_ABI_VERSION_OLDEST;
    talk.plugin_newest = DOVETAIL_ABI_VERSION;
    const std::uint32_t best = std::min(talk.host_newest, talk.plugin_newest);
    if (best >= std::max(talk.host_oldest, talk.plugin_oldest)) {
        talk.chosen = best;
        return;
    }
    const auto range = [](std::uint32_t oldest, std::uint32_t newest) {
        return std::to_string(oldest) + " to " + std::to_string(newest);
    };
    throw plugin_error{error_class::config, "abi_mismatch",
                       "this plugin speaks the plugin contract in versions " +
                           range(talk.plugin_oldest, talk.plugin_newest) + ", the host in " +
                           range(talk.host_oldest, talk.host_newest) +
                           ": install a plugin and a host that share one"};
}

template<class... extensions>
const void* find_extension(dovetail_text id) noexcept
{
    const void* found = nullptr;
    ((found == nullptr && view(id) == extensions::id ? void(found = extensions::table()) : void()),
     ...);
    return found;
}

template<class... extensions>
dovetail_status enter(dovetail_negotiation* talk, dovetail_plugin* out, dovetail_error* error,
                      std::string_view id, std::string_view version) noexcept
{
    return guarded(error, [&] {
        negotiate(*talk);
        put(out, dovetail_plugin{sizeof(dovetail_plugin), talk->chosen, borrow(id), borrow(version),
                                 &find_extension<extensions...>});
    });
}

} // namespace detail

} // namespace dovetail::kit

/// Defines the plugin, once, in one source file, outside any namespace:
///
///     DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>)
///
/// The id and the version come from dovetail_add_plugin, so that they agree with the manifest.
#define DOVETAIL_PLUGIN(...)                                                                       \
    extern "C" DOVETAIL_EXPORT dovetail_status dovetail_plugin_entry(                              \
        dovetail_negotiation* negotiation, dovetail_plugin* out, dovetail_error* error)            \
    {                                                                                              \
        return ::dovetail::kit::detail::enter<__VA_ARGS__>(                                        \
            negotiation, out, error, DOVETAIL_PLUGIN_ID, DOVETAIL_PLUGIN_VERSION);                 \
    }                                                                                              \
    static_assert(true)
