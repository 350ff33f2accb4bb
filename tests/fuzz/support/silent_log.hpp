// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dovetail/host/log.hpp>

#include <initializer_list>
#include <string_view>

namespace dovetail::fuzz {

/// Keeps nothing: a fuzzer runs for hours.
class silent_log final : public host::log
{
public:
    void write(host::log_level level, std::string_view message,
               std::initializer_list<host::log_field> fields) override;
    void redact(std::string_view) override {}
};

} // namespace dovetail::fuzz
