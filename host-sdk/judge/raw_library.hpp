// SPDX-License-Identifier: Apache-2.0
// A library mapped without the host's loader.
#pragma once

#include <dovetail/abi/entry.h>
#include <dovetail/host/error.hpp>

#include <filesystem>
#include <string_view>
#include <utility>

namespace dovetail::judge {

/// Mapped from where it lies, and unmapped at the end unless it was kept.
class raw_library
{
public:
    /// Error config: what the dynamic loader says.
    static host::result<raw_library> open(const std::filesystem::path& file);

    raw_library(raw_library&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), entry_(other.entry_)
    {
    }
    raw_library(const raw_library&) = delete;
    raw_library& operator=(const raw_library&) = delete;
    raw_library& operator=(raw_library&&) = delete;
    ~raw_library();

    dovetail_entry_function entry() const noexcept { return entry_; }
    /// Leaves it mapped, so that a leak checker can name its functions.
    void keep() noexcept { handle_ = nullptr; }

    /// The table as version 1 has it, from a host that speaks what this one does. Null extension:
    /// it refused.
    dovetail_plugin table() const;

private:
    raw_library(void* handle, dovetail_entry_function found) noexcept
        : handle_(handle), entry_(found)
    {
    }

    void* handle_;
    dovetail_entry_function entry_;
};

/// Whether anything of that file is mapped into this process.
bool is_mapped(const std::filesystem::path& file);

} // namespace dovetail::judge
