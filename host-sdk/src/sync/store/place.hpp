// SPDX-License-Identifier: Apache-2.0
// An opened state file: its connections, and who uses which.
//
// Writers take turns on two connections, a durable one (synchronous=FULL) and a light one
// (synchronous=NORMAL, for what may be forgotten in a power cut: budgets, renewed leases). Readers
// have connections of their own, see the last committed moment and wait for nobody (WAL).
#pragma once

#include "database.hpp"
#include "failure.hpp"

#include <dovetail/host/error.hpp>
#include <dovetail/sync/store.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace dovetail::sync::sqlite {

/// What work within `place::write` returns when it turned out that nothing is to be changed: its
/// transaction is undone, and that is no failure.
inline constexpr code change_nothing = SQLITE_DONE;

enum class durability
{
    full, ///< on the disk when the call returns
    light ///< on the disk soon; survives the death of this process, not that of the machine
};

/// Threads   any.
class place
{
public:
    /// Opens or creates it; see open_sqlite.
    static host::result<std::shared_ptr<place>> open(const sqlite_options& options);

    /// Runs `work(database&)` in a write transaction and commits it.
    template<class Work>
    host::result<void> write(durability how, Work&& work)
    {
        if (options_.read_only) return read_only_refusal();
        const std::lock_guard turn(writing_);
        database& in = how == durability::full || !light_ ? *writer_ : *light_;
        transaction all(in);
        code outcome = all.begin_to_write();
        if (outcome == SQLITE_OK) outcome = std::forward<Work>(work)(in);
        if (outcome == change_nothing) return {};
        if (outcome == SQLITE_OK) outcome = all.commit();
        if (outcome != SQLITE_OK) return failure(outcome, in, options_.path);
        return {};
    }

    /// Runs `work(database&)` on one moment of the state.
    template<class Work>
    host::result<void> read(Work&& work)
    {
        if (!lends_readers()) {
            const std::lock_guard turn(writing_);
            return read_with(*writer_, std::forward<Work>(work));
        }
        auto lent = lend_reader();
        if (!lent) return lent.error();
        auto outcome = read_with(**lent, std::forward<Work>(work));
        take_back(std::move(*lent));
        return outcome;
    }

private:
    using connection = std::unique_ptr<database>;

    explicit place(const sqlite_options& options) : options_(options) {}

    template<class Work>
    host::result<void> read_with(database& in, Work&& work)
    {
        transaction moment(in);
        code outcome = moment.begin();
        if (outcome == SQLITE_OK) outcome = std::forward<Work>(work)(in);
        if (outcome != SQLITE_OK) return failure(outcome, in, options_.path);
        return {};
    }

    host::error read_only_refusal() const;
    host::result<void> open_for_writing();
    host::result<void> open_for_reading();
    host::result<std::int64_t> read_version();
    host::result<connection> connect_writer(const char* synchronous) const;
    code settle(database& in, const char* synchronous) const;

    /// A database in memory has one connection only.
    bool lends_readers() const noexcept;
    host::result<connection> lend_reader();
    void take_back(connection returned);

    sqlite_options options_;
    std::string read_path_;
    int read_flags_ = 0;

    std::mutex writing_; ///< guards the two connections below
    connection writer_;
    connection light_; ///< null for a database in memory

    std::mutex lending_; ///< guards the pool
    std::vector<connection> idle_readers_;
};

} // namespace dovetail::sync::sqlite
