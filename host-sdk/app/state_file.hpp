// SPDX-License-Identifier: Apache-2.0
// The state file: its folder, who may run on it, and opening it.
#pragma once

#include "app/failure.hpp"

#include <dovetail/sync/store.hpp>

#include <filesystem>
#include <string>

namespace dovetail::app {

/// How a command uses the state.
enum class state_access
{
    read,       ///< status, lists, plan: changes nothing, and a missing file is an empty state
    by_person,  ///< enable, dismiss, restore …: writes beside a running host
    exclusively ///< run, once: the only host of this state on this machine
};

/// The right to be the one host that runs on a state file, for as long as the object lives.
///
/// It is a lock on the file `<state>.lock`, which the kernel lets go when the process ends, however
/// it ends. So whoever has it knows that an earlier host of this machine is gone, and need not wait
/// for its lease to run out.
class state_lock
{
public:
    state_lock() = default;
    state_lock(state_lock&& other) noexcept;
    state_lock& operator=(state_lock&& other) noexcept;
    state_lock(const state_lock&) = delete;
    state_lock& operator=(const state_lock&) = delete;
    ~state_lock();

    /// Fails with state_locked, naming the process that has it.
    static outcome_of<state_lock> take(const std::filesystem::path& state);

    /// Whether some process has it now.
    static bool is_held(const std::filesystem::path& state);

private:
    explicit state_lock(int descriptor) noexcept : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

struct opened_state
{
    state_lock lock; ///< held with state_access::exclusively
    sync::state state;
    bool is_new = false; ///< read: there is no file yet; the state is an empty one in memory
};

/// Opens the state. The folder is made when it is missing (mode 0700: the state holds users'
/// texts), but not for reading. Errors: exit code state, naming the path and the remedy.
outcome_of<opened_state> open_state(const std::filesystem::path& path, state_access access);

/// What this host calls itself in leases: constant for a machine and a state, because the lock
/// above makes it unique.
std::string worker_name();

} // namespace dovetail::app
