// SPDX-License-Identifier: Apache-2.0
// Whose tasks are where, as the operator said it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace caldav {

/// A person, and the calendar with their tasks.
struct user
{
    std::string calendar; ///< canonical path (path.hpp) with a final slash; the key of the user
    std::string email;
    std::string name;
    std::string time_zone{}; ///< IANA; empty: not known
};

struct configuration
{
    std::vector<user> users;
    /// Tasks a request: 100 with a few kB each stay below a MB.
    std::uint64_t page = 100;

    /// The user whose calendar has the task of this key; null: nobody's.
    [[nodiscard]] const user* owner_of(std::string_view key) const noexcept;
    /// The user with this key; null: nobody.
    [[nodiscard]] const user* find(std::string_view calendar) const noexcept;
};

/// `text` is one JSON object. Throws kit::plugin_error of the class config, its message beginning
/// with the JSON pointer.
configuration read_configuration(std::string_view text);

} // namespace caldav
