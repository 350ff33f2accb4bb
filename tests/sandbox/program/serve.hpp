// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The `serve` command.

#include <cstdint>
#include <string>

namespace dovetail::sandbox {

struct serve_options
{
    std::string data_directory;
    bool memory = false;
    std::uint16_t salesforce_port = 0;
    std::uint16_t sales_connect_port = 0;
    std::string seed = "none";
    std::string secrets_directory;
};

/// Serves until it is told to stop. Throws std::runtime_error for what keeps it from starting.
void serve(const serve_options& options);

} // namespace dovetail::sandbox
