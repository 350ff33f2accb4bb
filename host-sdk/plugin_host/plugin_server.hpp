// SPDX-License-Identifier: Apache-2.0
// The plugin in this process, and what it made: one connector or one mapper, and exchanges.
#pragma once

#include "isolated/wire.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/error.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace dovetail::host {
class plugin_library;
}

namespace dovetail::plugin_host {

namespace wire = host::isolated;

/// Texts and memory an answer points to, until it was written.
struct kept
{
    std::string fault{};
    std::string code{};
    std::string message{};
    dovetail_error error{};         ///< of the plugin, to be released
    host::record_batch batch{};     ///< likewise
    dovetail_cursor cursor{};       ///< likewise
    host::outcome_batch outcomes{}; ///< likewise
    host::mapped_batch mapped{};    ///< likewise
    dovetail_batch batch_table{};
    dovetail_outcomes outcomes_table{};

    kept() = default;
    kept(const kept&) = delete;
    kept& operator=(const kept&) = delete;
    ~kept()
    {
        if (error.release) error.release(error.owner);
        if (cursor.release) cursor.release(cursor.owner);
    }
};

/// Answers each call of wire.hpp. The host is trusted, the plugin is not: what it hands out is
/// checked as in a host, so that faults get the same words.
///
/// Threads   load and confined before any other; then any, as the contract of the plugin allows.
class plugin_server
{
public:
    plugin_server();
    ~plugin_server();
    plugin_server(const plugin_server&) = delete;
    plugin_server& operator=(const plugin_server&) = delete;

    void load(const std::string& library);
    void confined(std::uint32_t dropped, const std::string& problem);

    wire::hello_answer hello(const wire::hello_call& said, kept& keep);
    wire::create_answer create_connector(const wire::create_call& said, kept& keep);
    wire::create_answer create_mapper(const wire::create_call& said, kept& keep);
    wire::convert_answer convert(const wire::cursor_call& said, kept& keep);
    wire::plain_answer accepts_cursor(const wire::cursor_call& said, kept& keep);
    wire::begin_answer begin(const wire::begin_call& said, kept& keep);
    wire::resume_answer resume(std::uint64_t exchange, const wire::resume_call& said, kept& keep);
    void end(std::uint64_t exchange);
    wire::plain_answer check(const wire::check_call& said, kept& keep);
    wire::mapped_answer to_canonical(const wire::to_canonical_call& said, kept& keep);
    wire::mapped_answer to_native(const wire::to_native_call& said, kept& keep);

private:
    dovetail_exchange* find(std::uint64_t exchange);

    std::unique_ptr<host::plugin_library> library_;
    host::error problem_{host::error_class::none, {}, {}}; ///< why there is no plugin to talk to
    std::uint32_t dropped_ = 0;
    dovetail_plugin table_{};
    dovetail_connector connector_{};
    dovetail_mapper mapper_{};
    std::string host_name_;
    std::string host_version_;
    dovetail_host host_{};
    std::mutex mutex_; ///< of what follows
    std::unordered_map<std::uint64_t, dovetail_exchange> exchanges_;
    std::uint64_t last_exchange_ = 0;
};

} // namespace dovetail::plugin_host
