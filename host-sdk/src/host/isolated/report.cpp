// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <dovetail/host/batch.hpp>

#include <memory>
#include <utility>

namespace dovetail::host::isolated {
namespace {

template<class T>
void release(void* owner)
{
    delete static_cast<T*>(owner);
}

} // namespace

void report(dovetail_error* out, error why)
{
    if (!out) return;
    auto kept = std::make_unique<error>(std::move(why));
    dovetail_error filled{};
    filled.struct_size = sizeof filled;
    filled.error_class = static_cast<std::uint32_t>(kept->kind);
    filled.retry_after_ms = static_cast<std::uint64_t>(kept->retry_after.count());
    filled.code = to_abi(kept->code);
    filled.message = to_abi(kept->message);
    filled.server_text = to_abi(kept->server_text);
    filled.owner = kept.release();
    filled.release = &release<error>;
    *out = filled;
}

void report(dovetail_error* out, const dovetail_error& said, block memory)
{
    if (!out) return;
    *out = said;
    out->struct_size = sizeof *out;
    out->owner = new block(std::move(memory));
    out->release = &release<block>;
}

void report(dovetail_error* out, const verdict& outcome, block memory)
{
    if (outcome.fault.size != 0) return report(out, broken_by(outcome));
    report(out, outcome.error, std::move(memory));
}

error broken_by(const verdict& outcome)
{
    return {error_class::bug, "plugin_contract",
            "it broke the contract: " +
                std::string(outcome.fault.data ? view(outcome.fault) : std::string_view{})};
}

} // namespace dovetail::host::isolated
