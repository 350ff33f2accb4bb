// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dovetail/host/log.hpp>

#include <initializer_list>
#include <string_view>

namespace dovetail::host {

/// A log that keeps nothing, for programs to which the lines of a plugin are no matter.
class silent_log final : public log
{
public:
    void write(log_level, std::string_view, std::initializer_list<log_field>) override {}
    void redact(std::string_view) override {}

    /// One for the whole program: it outlives whatever is still mapped.
    static silent_log& instance()
    {
        static silent_log only;
        return only;
    }
};

} // namespace dovetail::host
