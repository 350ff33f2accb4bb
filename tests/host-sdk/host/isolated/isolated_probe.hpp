// SPDX-License-Identifier: Apache-2.0
// The hostile plugin, loaded into a process of its own.
#pragma once

#include "../support/plugin_folder.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/mapper.hpp>

#include <sys/types.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace dovetail::test {

inline dovetail_event event_of(std::uint32_t kind)
{
    dovetail_event out = {};
    out.struct_size = sizeof out;
    out.kind = kind;
    out.status = 200;
    return out;
}

struct isolated_probe
{
    explicit isolated_probe(host::isolation how = {}) : plugin(load(std::move(how))) {}

    host::result<std::unique_ptr<host::connector>> create(const std::string& mode,
                                                          int number = 1) const
    {
        return plugin.create(
            {R"({"mode":")" + mode + R"(","tasks":)" + std::to_string(number) + "}"});
    }

    host::result<host::exchange> try_begin(const host::connector& in) const
    {
        dovetail_operation operation = {};
        operation.struct_size = sizeof operation;
        operation.kind = DOVETAIL_OP_FETCH;
        return in.begin(operation);
    }

    host::exchange begin(const host::connector& in) const
    {
        auto begun = try_begin(in);
        if (!begun) throw std::runtime_error(begun.error().message);
        return std::move(*begun);
    }

    /// The process that was started last, as the log tells it.
    pid_t last_process() const
    {
        pid_t found = -1;
        for (const std::string& line : to.log.lines()) {
            const auto at = line.find("process=");
            if (line.find("process for a plugin started") != line.npos && at != line.npos)
                found = static_cast<pid_t>(std::stol(line.substr(at + 8)));
        }
        return found;
    }

    loading to{};
    host::connector_plugin plugin;

private:
    host::connector_plugin load(host::isolation how)
    {
        how.process = true;
        how.program = DOVETAIL_TEST_PLUGIN_HOST;
        const auto manifest = to.plugins.manifest({.library = "hostile", .id = "test.hostile"});
        auto loaded = to.loader.load(manifest, how);
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return host::connector_plugin::of(*loaded).value();
    }
};

} // namespace dovetail::test
