// SPDX-License-Identifier: Apache-2.0
// A recorded conversation: what a host asks a plugin for, and what the server answers.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/host/error.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dovetail::judge {

/// A value, owned.
struct value
{
    std::uint32_t kind = DOVETAIL_NULL;
    std::int64_t number = 0;
    std::string text{};

    bool operator==(const value&) const = default;
};

/// Fields in their order.
using fields = std::vector<std::pair<std::string, value>>;

/// A record, owned; what mappers are given.
struct record
{
    std::uint32_t kind = DOVETAIL_PRESENT;
    std::string key{};
    std::string revision{};
    std::int64_t modified_at_us = 0;
    judge::fields fields{};
};

struct change
{
    std::uint32_t action = DOVETAIL_CREATE;
    std::string key{};
    std::string idempotency_key{};
    std::string revision{};
    judge::fields fields{};
    std::int64_t intended_at_us = 0;
};

/// By key, or, with an empty key, what `create` would have made.
struct lookup
{
    std::string key{};
    change create{};
};

struct operation
{
    std::uint32_t kind = DOVETAIL_OP_FETCH;
    std::string collection{};
    std::string cursor{};
    std::int64_t modified_since_us = 0;
    std::vector<std::string> owners{};
    bool tombstones_only = false;
    std::uint64_t page_size = 0;
    std::vector<change> changes{};
    std::vector<lookup> lookups{};
    std::int64_t now_us = 0;
};

/// What a plugin asked a server for.
struct request
{
    std::string method{};
    std::string target{};
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    bool repeatable = false;
};

/// What a server said, or that it did not.
struct answer
{
    bool arrived = true;
    bool maybe_sent = true; ///< when it did not arrive
    std::uint32_t status = 200;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};

    static answer lost(bool maybe) { return {false, maybe, 0, {}, {}}; }
};

/// One operation and the answers to its requests, in order. A request beyond them is not answered
/// (a transport failure).
struct exchange
{
    judge::operation operation{};
    /// The request each answer is for, as far as it was recorded (empty method: it was not).
    std::vector<std::pair<request, answer>> turns{};
    /// How it ended when it was recorded: "done", "failed", or empty: not recorded.
    std::string end{};
};

/// See docs/conformance.md for the file.
struct conversation
{
    std::optional<std::string> configuration{}; ///< a JSON object
    std::vector<exchange> exchanges{};
    /// What earlier versions of the plugin delivered: accepted as they are, or converted.
    std::vector<std::string> earlier_cursors{};
    std::array<std::vector<record>, 2> records{}; ///< by side, for mappers
};

/// Reads a file. Errors: config, with the file and the JSON pointer.
host::result<conversation> load_conversation(const std::filesystem::path& file);

/// The text of such a file.
std::string to_json(const conversation& from);

} // namespace dovetail::judge
