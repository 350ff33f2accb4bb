// SPDX-License-Identifier: Apache-2.0
// A plugin owns no thread, socket, file or timer: what the operating system says.
#include "judge/cases.hpp"
#include "judge/raw_library.hpp"
#include "judge/trap.hpp"
#include "judge/workload.hpp"

#include <filesystem>
#include <iterator>

namespace dovetail::judge::cases {
namespace {

std::size_t entries(const char* folder)
{
    const std::filesystem::directory_iterator all(folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

struct holdings
{
    std::size_t threads = entries("/proc/self/task");
    std::size_t files = entries("/proc/self/fd");
};

void compare(subject& of, const holdings& before, const std::string& when)
{
    const holdings now;
    of.found.require(now.threads <= before.threads, "A-18",
                     when + " there are " + std::to_string(now.threads - before.threads) +
                         " threads of its own");
    of.found.require(now.files <= before.files, "A-18",
                     when + " there are " + std::to_string(now.files - before.files) +
                         " open files or sockets of its own");
}

/// Looks at the process at every request, which is in the middle of an exchange.
void watch_exchanges(subject& of, const holdings& before)
{
    const auto connector = of.connector();
    if (!connector) return;
    for (const exchange& one : of.conversation().exchanges) {
        const server recorded = playback(one);
        const server watching = [&](const request& asked, std::size_t index) {
            compare(of, before, "in an exchange");
            return recorded(asked, index);
        };
        (void)drive(**connector, one.operation, watching, {}, of.found);
    }
}

} // namespace

skipped threads_and_files(subject& of)
{
    // Not with the host's loader: it keeps files of its own.
    const holdings at_first;
    auto library = of.map_raw();
    if (!library) return {};
    library->keep();
    compare(of, at_first, "after it was mapped");
    (void)library->table();
    compare(of, at_first, "after the handshake");

    const workload work(of);
    (void)of.generation();
    const holdings loaded;
    (void)work.run();
    compare(of, loaded, "after it worked");
    if (of.provides(DOVETAIL_CONNECTOR_ID)) watch_exchanges(of, loaded);
    return {};
}

skipped system_calls(subject& of)
{
    const workload work(of);
    (void)work.run(); // what is set up once, e.g. by the C++ library, is set up
    if (of.found.any()) return {};
    if (const std::string why = set_trap(); !why.empty()) return why;
    (void)work.run();
    if (const auto call = trapped_call())
        of.found.add("A-18", "it makes the system call " + *call + ", in one of the host's calls");
    return {};
}

} // namespace dovetail::judge::cases
