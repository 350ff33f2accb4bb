// SPDX-License-Identifier: Apache-2.0
// The structured log: JSON lines or lines for people, with secrets taken out.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace dovetail::host {

enum class log_level
{
    debug = 1,
    info = 2,
    warning = 3,
    error = 4
};

struct log_field
{
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

/// Where lines go. Threads: any; a line is never torn. Never fails and never blocks on a full disk
/// for longer than one write.
class log
{
public:
    virtual ~log() = default;

    /// One line. Registered secrets, `Authorization` values and token-like texts are replaced by
    /// "***"; control characters are escaped, so that a server's text cannot forge a line (P7).
    virtual void write(log_level level, std::string_view message,
                       std::initializer_list<log_field> fields = {}) = 0;

    /// From now on `secret` never appears in a line. Texts shorter than 6 bytes are ignored.
    virtual void redact(std::string_view secret) = 0;
};

} // namespace dovetail::host
