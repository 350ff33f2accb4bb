// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace dovetail::host {

/// A zeroed struct of the contract that says its size (abi/version.h).
template<class Struct>
Struct sized()
{
    Struct out{};
    out.struct_size = static_cast<std::uint32_t>(sizeof(Struct));
    return out;
}

} // namespace dovetail::host
