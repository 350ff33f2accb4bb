// SPDX-License-Identifier: Apache-2.0
// One child program, from its start to its death.
#pragma once

#include "arena.hpp"
#include "lane.hpp"

#include "file.hpp"

#include <dovetail/host/error.hpp>
#include <dovetail/host/isolation.hpp>

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace dovetail::host::isolated {

/// What a child is started with.
struct child_plan
{
    std::filesystem::path program; ///< found, see find_program
    int library = -1;              ///< the private copy, open for reading
    isolation limits;
    std::string label;                                ///< of the plugin, for messages
    std::function<void(const log_line& line)> logged; ///< lines of the plugin; any thread
};

/// Memory of the host's own, aligned for every struct of the contract.
using block = std::shared_ptr<std::max_align_t[]>;

/// An answer: copied, checked; lives as long as somebody holds `memory`.
template<class Answer>
struct answered
{
    block memory;
    Answer* root = nullptr;
};

/// A running child program and what is said to it.
///
/// Threads   any. At most lane_count calls are under way; more wait for one to end.
/// Errors    class retryable, with the code plugin_process_ended, plugin_process_hung or
///           plugin_process_protocol; after the first of them the child is dead, and each later
///           call fails with the same. Class config, code plugin_message: a call or its answer is
///           larger than isolation::message_bytes; the child lives on.
/// Lifetime  the destructor kills it: it holds nothing that would have to be saved.
class child
{
public:
    /// Starts the program and waits for nothing. Error: config, code plugin_process_start.
    static result<std::shared_ptr<child>> start(child_plan plan);

    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    template<class Answer, class Call>
    result<answered<Answer>> ask(call what, std::uint64_t object, const Call& said)
    {
        const lane_use use(*this);
        arena_writer arena(use.calls());
        if (!arena.write(said)) return too_large("a call of the plugin");
        auto got = converse(use, {packet_kind::call, what, object, arena.used()});
        if (!got) return got.error();
        arena_reader reader({reinterpret_cast<std::byte*>(got->memory.get()), got->size});
        auto* root = reader.template read<Answer>();
        if (!root) return broken("its answer points outside of itself");
        return answered<Answer>{std::move(got->memory), root};
    }

    /// Tells it that an exchange is over; no answer, no error.
    void end(std::uint64_t exchange) noexcept;

    bool alive() const noexcept { return !dead_.load(std::memory_order_acquire); }
    pid_t id() const noexcept { return id_; }

    /// Why it is dead; class none while it is alive.
    error why_dead() const;
    /// The last lines it wrote to its standard error, cleaned; empty: none.
    std::string last_words() const;

private:
    struct lane;
    struct raw_answer
    {
        block memory;
        std::size_t size;
    };

    /// A lane that nobody else uses until this object ends.
    class lane_use
    {
    public:
        explicit lane_use(child& of);
        ~lane_use();
        lane_use(const lane_use&) = delete;
        lane_use& operator=(const lane_use&) = delete;

        std::span<std::byte> calls() const noexcept;
        lane& get() const noexcept { return *lane_; }

    private:
        child& of_;
        lane* lane_;
    };

    explicit child(child_plan plan);

    result<raw_answer> converse(const lane_use& use, const packet& head);
    result<raw_answer> await_answer(lane& with, std::chrono::milliseconds limit);
    error too_large(const std::string& what) const;
    error broken(const std::string& how);
    /// Kills and reaps it; the first reason stays.
    error die(const char* code, const std::string& reason);
    std::string how_it_ended();

    child_plan plan_;
    std::vector<std::unique_ptr<lane>> lanes_;
    descriptor alive_socket_;
    descriptor words_; ///< its standard error, a memory of fixed size
    pid_t id_ = -1;
    std::atomic<bool> dead_ = false;
    mutable std::mutex mutex_; ///< of what follows, and of which lanes are free
    std::condition_variable freed_;
    error reason_{error_class::none, {}, {}};
};

/// The child program: what `wanted` says, or beside this program, or in ../libexec/dovetail of it.
/// Error: config, code plugin_process_start, with all places that were looked at; code
/// plugin_process_unsafe, when others than root, this user and `owners` could change the program.
result<std::filesystem::path> find_program(const std::filesystem::path& wanted,
                                           std::span<const uid_t> owners);

} // namespace dovetail::host::isolated
