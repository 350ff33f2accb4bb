// SPDX-License-Identifier: Apache-2.0
// What the host offers.
#pragma once

#include <dovetail/abi/host.h>
#include <dovetail/kit/text.hpp>
#include <dovetail/kit/view.hpp>

#include <cstdint>
#include <string_view>

namespace dovetail::kit {

/// A handle on the host; as cheap to copy as a pointer, and valid while the plugin is open.
class host
{
public:
    host() = default;
    explicit host(const dovetail_host* table) noexcept : table_{table}
    {
        log_ = static_cast<const dovetail_log*>(extension(DOVETAIL_LOG_ID));
    }

    [[nodiscard]] std::string_view name() const noexcept
    {
        return table_ == nullptr ? std::string_view{} : view(table_->name);
    }
    [[nodiscard]] std::string_view version() const noexcept
    {
        return table_ == nullptr ? std::string_view{} : view(table_->version);
    }

    /// The host's extension of that id, or null. [any]
    [[nodiscard]] const void* extension(std::string_view id) const noexcept
    {
        if (table_ == nullptr || table_->extension == nullptr) return nullptr;
        return table_->extension(table_->self, borrow(id));
    }

    /// One line of log, `level` DOVETAIL_LOG_*; nothing happens if the host keeps no log. No
    /// secrets and no users' texts: the host's redaction is the second line of defence. [any]
    void log(std::uint32_t level, std::string_view message, field_span fields = {}) const noexcept
    {
        if (log_ == nullptr) return;
        log_->write(log_->self, level, borrow(message), fields.data(), fields.size());
    }

private:
    const dovetail_host* table_ = nullptr;
    const dovetail_log* log_ = nullptr;
};

} // namespace dovetail::kit
