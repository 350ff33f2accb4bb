// SPDX-License-Identifier: Apache-2.0
// manifest.json, and the manifests of plugins: whatever is in the file, the answer is values or
// faults, each with a place in the file.
#include "fuzz/support/report.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_manifest.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace dovetail;

namespace {

template<class Report>
void check(const Report& report)
{
    if (!report.value && report.faults.empty())
        fuzz::report("manifest", "neither values nor a fault");
    for (const auto& fault : report.faults)
        if (fault.what.empty()) fuzz::report("manifest", "a fault without words");
}

/// Plugin manifests are read from files alone.
void check_plugin_manifest(std::string_view text)
{
    static const int file = ::memfd_create("fuzzed.plugin.json", 0);
    if (::ftruncate(file, 0) != 0 ||
        ::pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return;
    check(host::load_plugin_manifest("/proc/self/fd/" + std::to_string(file)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(host::parse_manifest(text, "/manifest.json"));
    check_plugin_manifest(text);
    return 0;
}
