// SPDX-License-Identifier: Apache-2.0
#include "checked/forward.hpp"

#include "checked/inspect.hpp"

namespace dovetail::host::checked {
namespace {

/// An error that a host holds: the plugin's, or one of the proxy's own.
struct held_error
{
    explicit held_error(const shared_ledger& of) : count(of, &contract_check::ledger::errors) {}

    dovetail_error error{};
    std::string message{}; ///< of the proxy's own
    counted count;
};

void release_error(void* owner) noexcept
{
    const auto held = handle_table<held_error>::instance().remove(owner);
    if (!held) {
        report_stale(owner, "release of an error", "A-65");
        return;
    }
    if (held->error.release) (void)guarded([&] { held->error.release(held->error.owner); });
}

void hold(const shared_ledger& of, dovetail_error& out, std::shared_ptr<held_error> held)
{
    out.struct_size = sizeof out;
    out.owner = handle_table<held_error>::instance().add(of->number, std::move(held));
    out.release = &release_error;
}

void drop(dovetail_error& from)
{
    if (DOVETAIL_HAS(&from, dovetail_error, release) && from.release)
        (void)guarded([&] { from.release(from.owner); });
    from = {};
}

bool is_untouched(const dovetail_error& error)
{
    return error.error_class == DOVETAIL_ERROR_NONE && error.retry_after_ms == 0 &&
           error.code.size == 0 && error.message.size == 0 && error.server_text.size == 0 &&
           !error.owner && !error.release;
}

/// What is wrong with how a call ended.
finding judge(dovetail_status status, const dovetail_error& error)
{
    if (status != DOVETAIL_OK && status != DOVETAIL_FAILED)
        return {"A-29", "the status " + std::to_string(status)};
    if (status == DOVETAIL_FAILED) return inspect(error);
    if (!is_untouched(error)) return {"A-31", "an error although it did not fail"};
    return {};
}

} // namespace

dovetail_status fail(const shared_ledger& of, dovetail_error& out, std::string message)
{
    auto held = std::make_shared<held_error>(of);
    held->message = std::move(message);
    out = {};
    out.error_class = DOVETAIL_ERROR_BUG;
    out.code = to_abi("plugin_contract");
    out.message = to_abi(held->message);
    hold(of, out, std::move(held));
    return DOVETAIL_FAILED;
}

dovetail_status finish(const shared_ledger& of, std::string_view call, dovetail_status status,
                       dovetail_error& from, dovetail_error& out, finding wrong)
{
    if (!wrong) wrong = judge(status, from);
    if (wrong) {
        drop(from);
        return fail(of, out, of->report(party::plugin, wrong, call));
    }
    if (status == DOVETAIL_OK) return DOVETAIL_OK;
    out = from;
    out.struct_size = sizeof out;
    if (from.release) {
        auto held = std::make_shared<held_error>(of);
        held->error = from;
        hold(of, out, std::move(held));
    }
    return DOVETAIL_FAILED;
}

} // namespace dovetail::host::checked
