// SPDX-License-Identifier: Apache-2.0
// A mapped library.
#pragma once

#include <dovetail/abi/entry.h>
#include <dovetail/host/error.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace dovetail::host {

/// The private copy of one generation, mapped. Once it is kept it stays mapped for good: see class
/// plugin; one that was refused is closed again.
class plugin_library
{
public:
    struct mapping;

    /// Maps with RTLD_NOW and RTLD_LOCAL. Errors: plugin_undefined_symbol, plugin_dependency,
    /// plugin_private_copy, plugin_load.
    static result<std::unique_ptr<plugin_library>> open(const std::filesystem::path& copy,
                                                        std::uint64_t generation);

    /// The copy of a generation whose code runs in processes of its own; nothing is mapped here.
    static std::unique_ptr<plugin_library> elsewhere(std::filesystem::path copy,
                                                     std::uint64_t generation);

    ~plugin_library();
    plugin_library(const plugin_library&) = delete;
    plugin_library& operator=(const plugin_library&) = delete;

    void keep() noexcept { kept_ = true; }

    const std::filesystem::path& path() const noexcept { return path_; }
    std::uint64_t generation() const noexcept { return generation_; }
    /// Null when nothing is mapped.
    dovetail_entry_function entry() const noexcept { return entry_; }

private:
    plugin_library(std::unique_ptr<mapping> mapped, std::filesystem::path path,
                   std::uint64_t generation, dovetail_entry_function found) noexcept;

    std::unique_ptr<mapping> mapped_;
    std::filesystem::path path_;
    std::uint64_t generation_;
    dovetail_entry_function entry_;
    bool kept_ = false;
};

} // namespace dovetail::host
