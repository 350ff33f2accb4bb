// SPDX-License-Identifier: Apache-2.0
// The host as a plugin sees it through the proxy.
#pragma once

#include "checked/ledger.hpp"

#include <dovetail/abi/host.h>

namespace dovetail::host::checked {

/// Checks what a plugin tells its host. Lives as long as what was made with it.
class host_view
{
public:
    host_view(const dovetail_host* real, shared_ledger of) noexcept;
    host_view(const host_view&) = delete;
    host_view& operator=(const host_view&) = delete;

    /// Null if there is no host behind it.
    const dovetail_host* table() const noexcept { return real_ ? &table_ : nullptr; }

private:
    static const void* extension(void* self, dovetail_text id) noexcept;
    static void write(void* self, std::uint32_t level, dovetail_text message,
                      const dovetail_field* fields, std::uint64_t field_count) noexcept;
    void check_thread(std::string_view call) const;

    const dovetail_host* real_;
    const dovetail_log* real_log_ = nullptr;
    shared_ledger ledger_;
    dovetail_host table_{};
    dovetail_log log_{};
};

} // namespace dovetail::host::checked
