// SPDX-License-Identifier: Apache-2.0
#include "verdicts.hpp"

#include <utility>

namespace dovetail::plugin_host {

wire::verdict failed(const host::error& why, kept& keep)
{
    keep.code = why.code;
    keep.message = why.message;
    wire::verdict out{};
    out.status = DOVETAIL_FAILED;
    out.error.struct_size = sizeof out.error;
    out.error.error_class = static_cast<std::uint32_t>(why.kind);
    out.error.code = host::to_abi(keep.code);
    out.error.message = host::to_abi(keep.message);
    return out;
}

wire::verdict reported(dovetail_status status, kept& keep)
{
    wire::verdict out{};
    out.status = status == DOVETAIL_OK ? DOVETAIL_OK : DOVETAIL_FAILED;
    if (out.status == DOVETAIL_FAILED) out.error = keep.error;
    return out;
}

wire::verdict broken(const host::checked::finding& wrong, kept& keep)
{
    keep.fault = wrong.what;
    wire::verdict out{};
    out.status = DOVETAIL_FAILED;
    out.fault = host::to_abi(keep.fault);
    out.rule = host::to_abi(wrong.rule); // a literal
    return out;
}

} // namespace dovetail::plugin_host
