// SPDX-License-Identifier: Apache-2.0
// What host and child program say to each other. Both are built from one source tree, so there is
// one version, which the child compares at its start.
//
// A lane is one SOCK_SEQPACKET socket and two halves of one shared memory: what the host says, and
// what the child answers. Packets carry sizes, the memory carries arenas (arena.hpp) whose first
// bytes are one of the structs below.
#pragma once

#include <dovetail/abi/connector.h>
#include <dovetail/abi/cursor.h>
#include <dovetail/abi/entry.h>
#include <dovetail/abi/mapper.h>

#include <cstddef>
#include <cstdint>

namespace dovetail::host::isolated {

inline constexpr std::uint32_t wire_version = 2;

/// Descriptors the child finds open, besides 0 to 2.
inline constexpr int alive_descriptor = 3; ///< a socket whose end tells that the host is gone
inline constexpr int library_descriptor = 4;
inline constexpr int first_lane_descriptor = 5; ///< for each lane its socket, then its memory

/// Calls served at once: as many as the host has threads that resume exchanges (app/composition).
inline constexpr std::uint32_t lane_count = 2;

enum class packet_kind : std::uint32_t
{
    call = 1,
    answer = 2,
    too_large = 3, ///< an answer that does not fit into its half of the memory
    log = 4,       ///< a line of the plugin, in the packet itself; comes before the answer
    forbidden = 5  ///< the last word of a child: a system call it may not make
};

enum class call : std::uint32_t
{
    hello = 1, ///< load and negotiate
    create_connector,
    create_mapper,
    accepts_cursor,
    begin,
    resume,
    end, ///< of an exchange; no answer
    check,
    to_canonical,
    to_native,
    convert ///< a cursor of an older version
};

struct packet
{
    packet_kind kind;
    isolated::call what;
    std::uint64_t object; ///< an exchange; forbidden: the number of the system call
    std::uint64_t size;   ///< of the arena
};

/// A log packet is a packet and an arena of at most this size: longer lines are shortened by the
/// host anyway.
inline constexpr std::size_t max_log_bytes = std::size_t{16} * 1024;

// ── calls ───────────────────────────────────────────────────────────────────────────────────────

struct hello_call
{
    std::uint32_t host_oldest;
    std::uint32_t host_newest;
    dovetail_text host_name;
    dovetail_text host_version;
};

struct create_call
{
    dovetail_text configuration;
};

struct cursor_call
{
    dovetail_bytes cursor;
};

struct begin_call
{
    dovetail_operation operation;
};

struct resume_call
{
    dovetail_event event;
};

struct check_call
{
    const dovetail_record* facts;
    std::uint64_t fact_count;
    std::uint64_t side;
};

struct to_canonical_call
{
    const dovetail_record* records;
    std::uint64_t record_count;
    std::uint64_t side;
};

struct to_native_call
{
    const dovetail_canonical_change* changes;
    std::uint64_t change_count;
    std::uint64_t side;
};

// ── answers ─────────────────────────────────────────────────────────────────────────────────────

/// How a call ended. `fault` and `rule`: how the plugin broke the contract, in the words of
/// checked/readable.hpp, and the number of what it broke.
struct verdict
{
    dovetail_status status;
    std::uint32_t reserved;
    dovetail_error error;
    dovetail_text fault;
    dovetail_text rule;
};

enum : std::uint32_t
{
    provides_connector = 1u << 0,
    provides_mapper = 1u << 1,
    provides_converter = 1u << 2
};

/// What the child gave up before any function of the plugin ran; bits of hello_answer::dropped.
enum : std::uint32_t
{
    dropped_privileges = 1u << 0, ///< no_new_privs, not dumpable
    dropped_files = 1u << 1,      ///< inherited descriptors, environment, working directory
    dropped_calls = 1u << 2,      ///< system calls: network, files, programs, threads
    dropped_memory = 1u << 3      ///< memory limit
};

struct hello_answer
{
    verdict outcome; ///< FAILED: the library could not be loaded, or the child not confined
    dovetail_status entry_status;
    std::uint32_t provides;
    std::uint32_t dropped;
    std::uint32_t cursor_version; ///< with provides_converter
    dovetail_negotiation negotiation;
    std::uint32_t table_abi_version;
    std::uint32_t table_complete; ///< 0: the plugin did not fill in its table
    dovetail_text id;
    dovetail_text version;
    dovetail_error entry_error;
};

struct create_answer
{
    verdict outcome;
    dovetail_abilities abilities;
    const dovetail_canonical_field* fields;
    std::uint64_t field_count;
};

struct plain_answer
{
    verdict outcome;
};

struct convert_answer
{
    verdict outcome;
    dovetail_bytes cursor;
};

struct begin_answer
{
    verdict outcome;
    std::uint64_t exchange;
};

struct resume_answer
{
    verdict outcome;
    dovetail_step step;
};

struct mapped_answer
{
    verdict outcome;
    const dovetail_mapped* items;
    std::uint64_t item_count;
};

struct log_line
{
    std::uint64_t level;
    dovetail_text message;
    const dovetail_field* fields;
    std::uint64_t field_count;
};

} // namespace dovetail::host::isolated
