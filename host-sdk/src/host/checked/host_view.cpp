// SPDX-License-Identifier: Apache-2.0
#include "checked/host_view.hpp"

#include "checked/inspect.hpp"

namespace dovetail::host::checked {

host_view::host_view(const dovetail_host* real, shared_ledger of) noexcept
    : real_(real), ledger_(std::move(of))
{
    if (!real_) return;
    table_ = copy_struct(*real_);
    table_.struct_size = sizeof table_;
    table_.self = this;
    table_.extension = &host_view::extension;
    real_log_ =
        static_cast<const dovetail_log*>(real_->extension(real_->self, to_abi(DOVETAIL_LOG_ID)));
    log_ = {sizeof log_, 0, this, &host_view::write};
}

void host_view::check_thread(std::string_view call) const
{
    if (!in_plugin::here())
        ledger_->report(party::plugin,
                        {"A-18", "it calls from a thread that is in none of the host's calls"},
                        call);
}

const void* host_view::extension(void* self, dovetail_text id) noexcept
{
    const auto& mine = *static_cast<host_view*>(self);
    mine.check_thread("host.extension");
    if (finding wrong = inspect(id, "id of an extension")) {
        mine.ledger_->report(party::plugin, wrong, "host.extension");
        return nullptr;
    }
    if (view(id) == DOVETAIL_LOG_ID) return mine.real_log_ ? &mine.log_ : nullptr;
    return mine.real_->extension(mine.real_->self, id);
}

void host_view::write(void* self, std::uint32_t level, dovetail_text message,
                      const dovetail_field* fields, std::uint64_t field_count) noexcept
{
    const auto& mine = *static_cast<host_view*>(self);
    mine.check_thread("log.write");
    finding wrong = inspect(message, "message");
    if (!wrong) wrong = inspect(fields, field_count, "fields of a log line");
    if (!wrong && (level < DOVETAIL_LOG_DEBUG || level > DOVETAIL_LOG_ERROR))
        wrong = {"A-71", "the unknown level " + std::to_string(level)};
    if (wrong) {
        mine.ledger_->report(party::plugin, {"A-71", std::move(wrong.what)}, "log.write");
        return;
    }
    mine.real_log_->write(mine.real_log_->self, level, message, fields, field_count);
}

} // namespace dovetail::host::checked
