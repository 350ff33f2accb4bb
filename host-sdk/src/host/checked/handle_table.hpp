// SPDX-License-Identifier: Apache-2.0
// Objects by handles that are never used twice.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace dovetail::host::checked {

/// Handles tell whose they are even when what they stood for is gone: the upper bits are the number
/// of the ledger.
inline constexpr unsigned handle_serial_bits = 40;

/// What the proxy hands to a host in place of a plugin's pointers. A handle is a number, not an
/// address: an address is used again after a release, and a late call on it would reach another
/// object. Threads: any.
template<class Object>
class handle_table
{
public:
    /// The one table of this process for such objects; never destroyed, since batches may be
    /// released while the process ends.
    static handle_table& instance()
    {
        static auto& only = *new handle_table;
        return only;
    }

    /// `ledger` is the number of the one it belongs to.
    void* add(std::uint32_t ledger, std::shared_ptr<Object> object)
    {
        const std::lock_guard guard(mutex_);
        const std::uintptr_t handle =
            (std::uintptr_t{ledger} << handle_serial_bits) | static_cast<std::uintptr_t>(++last_);
        objects_.emplace(handle, std::move(object));
        return reinterpret_cast<void*>(handle);
    }

    /// Null: it was never handed out, or was removed.
    std::shared_ptr<Object> find(void* handle) const
    {
        const std::lock_guard guard(mutex_);
        const auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
        return found == objects_.end() ? nullptr : found->second;
    }

    std::shared_ptr<Object> remove(void* handle)
    {
        const std::lock_guard guard(mutex_);
        const auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
        if (found == objects_.end()) return nullptr;
        auto object = std::move(found->second);
        objects_.erase(found);
        return object;
    }

private:
    mutable std::mutex mutex_;
    std::uint64_t last_ = 0;
    std::unordered_map<std::uintptr_t, std::shared_ptr<Object>> objects_;
};

} // namespace dovetail::host::checked
