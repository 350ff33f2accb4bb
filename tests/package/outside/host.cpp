// SPDX-License-Identifier: Apache-2.0
// The smallest host: finds a plugin in the folder it is given, runs one fetch, prints
// what it delivers. Log and state are there to prove that their libraries link.
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/http/log.hpp>
#include <dovetail/sync/store.hpp>

#include <cstdio>
#include <string>
#include <sys/stat.h>

namespace {

namespace host = dovetail::host;

dovetail_event event_of(std::uint32_t kind) noexcept
{
    dovetail_event out = {};
    out.struct_size = sizeof out;
    out.kind = kind;
    return out;
}

int fail(const host::error& why)
{
    std::fprintf(stderr, "%s: %s\n", why.code.c_str(), why.message.c_str());
    return 1;
}

void print(const host::record_batch& batch)
{
    const auto all = host::records(batch);
    for (std::size_t at = 0; at < all.size(); ++at) {
        for (const dovetail_field& field : host::fields(all[at])) {
            const std::string text(host::view(field.value.text));
            std::printf("%s\n", text.c_str());
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) return 2;
    const auto log = dovetail::http::make_log({});
    const auto us = std::make_shared<const host::plugin_host>("outside_host", "3.1.4", *log);
    host::plugins_settings places;
    places.search.emplace_back(argv[1]);
    // Who starts this program names the folder, so its owner is trusted with it.
    struct stat folder = {};
    if (::stat(argv[1], &folder) == 0) places.trust.owners.push_back(folder.st_uid);
    host::plugin_registry plugins{host::plugin_search(places), us};

    host::connection_settings settings{"outside", "outside.greeter"};
    settings.settings.json = R"({"name": "Ada"})";
    const auto state = dovetail::sync::open_sqlite({":memory:"});
    if (!state) return fail(state.error());
    const auto made = plugins.connector_for(settings);
    if (!made) return fail(made.error());

    dovetail_operation operation = {};
    operation.struct_size = sizeof operation;
    operation.kind = DOVETAIL_OP_FETCH;
    auto exchange = (*made)->begin(operation);
    if (!exchange) return fail(exchange.error());
    for (auto event = event_of(DOVETAIL_EVENT_START); !exchange->over();
         event = event_of(DOVETAIL_EVENT_RESUMED)) {
        const auto step = exchange->resume(event);
        if (step.kind == DOVETAIL_STEP_FAILED) return fail(step.failure);
        if (step.kind == DOVETAIL_STEP_DELIVER) print(step.batch);
    }
    return 0;
}
