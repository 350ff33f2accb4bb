// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The world on disk: one SQLite file, one transaction per request. What was acknowledged survives
/// the death of the process; a power failure may cost the last writes (it is a sandbox).

#include <sandbox/world.hpp>

#include <memory>
#include <string>

namespace dovetail::sandbox {

class store
{
public:
    /// Opens or creates `path`. Throws std::runtime_error that says what is wrong: not a sandbox's
    /// file, from a newer version, or in use by another sandbox.
    explicit store(const std::string& path);
    ~store();
    store(const store&) = delete;
    store& operator=(const store&) = delete;
    store(store&&) = delete;
    store& operator=(store&&) = delete;

    /// Whether the file held nothing yet.
    bool is_new() const;
    /// Fills a world just made.
    void load(world& into);
    /// Writes what changed since the last call.
    void save(world& from);

private:
    struct database;
    std::unique_ptr<database> database_;
};

/// Forgets what changed, for worlds that live in memory only.
void forget_changes(world& in);

} // namespace dovetail::sandbox
