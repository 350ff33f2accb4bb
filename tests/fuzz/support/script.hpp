// SPDX-License-Identifier: Apache-2.0
// What a fuzzer's input says to a connector.
#pragma once

#include "judge/conversation.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace dovetail::fuzz {

/// One operation and the answers to its requests.
struct turn
{
    judge::operation operation{};
    std::vector<judge::answer> answers{};
};

/// Reads
///
///     > fetch            an operation: check, fetch, users, tombstones, write, lookup, listen
///     < 200              an answer: its status (0: it never came, 1: maybe it was sent)
///     Retry-After: 5     its headers, up to an empty line
///
///     {"tasks": []}      its body, up to a line that begins with "> " or "< "
///
/// Anything is a script: what cannot be read is a body. Limits: 8 operations, 64 answers.
std::vector<turn> read_script(std::string_view text);

} // namespace dovetail::fuzz
