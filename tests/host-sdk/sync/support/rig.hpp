// SPDX-License-Identifier: Apache-2.0
// Two worlds, a real SQLite state in memory or in a file, and an engine between them.
#pragma once

#include "fake_connection.hpp"
#include "plain_mapping.hpp"
#include "world.hpp"

#include <dovetail/sync/control.hpp>
#include <dovetail/sync/engine.hpp>

#include <memory>
#include <string>
#include <vector>

namespace dovetail::test {

class silent_log final : public host::log
{
public:
    void write(host::log_level, std::string_view message,
               std::initializer_list<host::log_field>) override
    {
        lines.emplace_back(message);
    }
    void redact(std::string_view) override {}
    std::vector<std::string> lines;
};

class watcher final : public sync::observer
{
public:
    void crossed(const std::string&, const sync::crossing& what) override
    {
        crossings.push_back(what);
    }
    void progressed(const sync::progress& now) override { steps.push_back(now); }
    std::vector<sync::crossing> crossings;
    std::vector<sync::progress> steps;
};

struct rig
{
    explicit rig(sync::policy rules = {}, bool symmetric = false);

    /// Passes up to the fixed point; each has to end without a failure and with balanced counts.
    sync::pass_counts run();
    /// The same, whatever comes.
    sync::once_report try_run();
    sync::plan_report plan();

    sync::member enable(const std::string& name);
    void disable(const std::string& name);
    sync::control people() { return {stored, "s", rules, time}; }

    /// One user's new task on the left, e.g. add_left({{"name", "call"}}).
    std::string add_left(values fields, const std::string& owner = "ann");
    std::string add_right(values fields, const std::string& owner = "ann");

    /// The key of the twin on the other side; empty: it has none that lives.
    std::string twin_of_left(const std::string& key);
    std::string twin_of_right(const std::string& key);

    /// Linked tasks agree with their bases and each other (law 15), and links are a bijection.
    void check_converged();
    /// A further pass writes nothing, on neither side and not to the state (laws 14, P2).
    void check_fixed_point();
    std::vector<sync::link> links();

    /// Forgets the state, as if its file had been lost.
    void lose_state();

    hand_clock time;
    world left{"L", time};
    world right{"R", time};
    std::shared_ptr<fake_connection> left_connection;
    std::shared_ptr<fake_connection> right_connection;
    std::shared_ptr<plain_mapping> mapping;
    sync::policy rules;
    sync::state stored;
    silent_log log;
    watcher seen;
};

/// A user's key on a side: "ann" is "l-ann" on the left.
std::string left_user(const std::string& name);
std::string right_user(const std::string& name);

} // namespace dovetail::test
