// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "launcher.hpp"

#include "contract.hpp"
#include "utf8.hpp"

#include <dovetail/host/batch.hpp>

#include <memory>
#include <utility>

namespace dovetail::host::isolated {
namespace {

constexpr std::size_t most_rule_bytes = 8; // "A-12"
constexpr std::size_t most_fault_bytes = 400;

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

void report(dovetail_error* out, const verdict& outcome, block memory, const asked& what)
{
    if (outcome.fault.size != 0) return report(out, broken_by(outcome, what));
    report(out, outcome.error, std::move(memory));
}

error broken_by(const verdict& outcome, const asked& what)
{
    // What comes from a child is a plugin's word: cleaned and cut.
    const auto clean = [](dovetail_text text, std::size_t most) {
        return clean_utf8(text.data ? view(text) : std::string_view{}, most);
    };
    const std::string rule = clean(outcome.rule, most_rule_bytes);
    return broken_contract(what.of.findings(), what.of.name(), what.call,
                           {rule, clean(outcome.fault, most_fault_bytes)});
}

} // namespace dovetail::host::isolated
