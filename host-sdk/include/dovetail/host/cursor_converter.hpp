// SPDX-License-Identifier: Apache-2.0
// A plugin's way to go on from cursors of its earlier versions.
#pragma once

#include <dovetail/abi/cursor.h>

#include <dovetail/host/error.hpp>
#include <dovetail/host/plugin.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace dovetail::host {

/// The extension DOVETAIL_CURSOR_ID of a loaded plugin.
///
/// Threads   any.
/// Lifetime  keeps its generation loaded.
class cursor_converter
{
public:
    /// No value: the plugin does not convert.
    static std::optional<cursor_converter> of(std::shared_ptr<const plugin> loaded);

    /// The layout of the plugin's own cursors, for people.
    std::uint32_t version() const noexcept { return version_; }

    /// Errors: the plugin's own; class bug when it broke the contract.
    result<std::vector<std::uint8_t>> convert(std::span<const std::uint8_t> from) const;

private:
    cursor_converter(std::shared_ptr<const plugin> loaded, const dovetail_cursor_converter& table);

    std::shared_ptr<const plugin> loaded_;
    const dovetail_cursor_converter* table_;
    std::uint32_t version_;
};

} // namespace dovetail::host
