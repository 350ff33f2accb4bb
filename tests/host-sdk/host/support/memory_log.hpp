// SPDX-License-Identifier: Apache-2.0
// A log that keeps its lines.
#pragma once

#include <dovetail/host/log.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace dovetail::test {

class memory_log final : public host::log
{
public:
    void write(host::log_level level, std::string_view message,
               std::initializer_list<host::log_field> fields) override;
    void redact(std::string_view) override {}

    /// "warning message name=value …", in order.
    std::vector<std::string> lines() const;

    /// Whether a line contains the text.
    bool contains(std::string_view text) const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

} // namespace dovetail::test
