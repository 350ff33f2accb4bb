// SPDX-License-Identifier: Apache-2.0
// One life of a host process: engine, connections and mapping on one thread, until it is stopped
// or killed.
#pragma once

#include <simulation/network.hpp>
#include <simulation/plugins.hpp>
#include <simulation/scenario.hpp>

#include <dovetail/sync/engine.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace dovetail::simulation {

/// The name of the only sync.
inline constexpr const char* sync_name = "tasks";

/// What a host is made of, that outlives it.
struct machine
{
    plugins& code;
    network& way;
    const scenario& plan;
    sync::state stored;
    sync::observer& watching;
};

class host_life
{
public:
    /// Begins to run, as `dovetail run` does. `number`: counts the lives, for its random stream.
    host_life(const machine& on, const subject_template& subject, std::uint64_t number);
    ~host_life();
    host_life(const host_life&) = delete;
    host_life& operator=(const host_life&) = delete;

    /// Lets it live up to this virtual time, handler by handler, as long as `go_on` is not false.
    template<class Condition>
    void run_until(std::int64_t at_us, Condition go_on)
    {
        while (go_on() && step(at_us)) {
        }
    }

    /// Orderly: what is under way is finished and stored.
    void stop();

    /// As kill -9: nothing runs any more, nothing is said to anybody.
    void kill();

private:
    bool step(std::int64_t at_us);

    class parts;
    std::unique_ptr<parts> parts_;
};

} // namespace dovetail::simulation
