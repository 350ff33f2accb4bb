// SPDX-License-Identifier: Apache-2.0
// A calendar object resource with a task (RFC 4791, 4.1): found in it, and changed without touching
// anything else.
#pragma once

#include "content_line.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace caldav {

/// What makes a text no calendar object: what() says what and in which line.
class malformed_calendar : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// A VCALENDAR as lines, and which of them are the properties of its task. Time zones, alarms,
/// overridden instances and whatever is not known stay as they were written, byte for byte.
class calendar_object
{
public:
    /// Throws malformed_calendar when components do not begin and end as they should, or the text
    /// is cut off.
    explicit calendar_object(std::string_view text);

    /// A new one with an empty task.
    [[nodiscard]] static calendar_object make(std::string_view uid);

    /// Whether there is a task at all; else it is a calendar of events or journals.
    [[nodiscard]] bool has_task() const noexcept { return begin_ != 0; }
    /// Whether the task repeats.
    [[nodiscard]] bool is_recurring() const noexcept;

    /// The first property of that upper-case name of the task itself; null: it has none. Invalid
    /// after a change.
    [[nodiscard]] const content_line* find(std::string_view name) const noexcept;
    /// Puts a line in the place of the first property of its name, and takes further ones away.
    void set(content_line line);
    void remove(std::string_view name);

    [[nodiscard]] std::string text() const;

private:
    struct component
    {
        std::size_t begin; ///< the line BEGIN:VTODO
        std::size_t end;   ///< the line END:VTODO
    };

    [[nodiscard]] std::optional<std::size_t> place_of(std::string_view name) const noexcept;
    void choose(const std::vector<component>& tasks);

    std::vector<content_line> lines_;
    std::size_t begin_ = 0; ///< of the task; 0: there is none
    std::size_t end_ = 0;
};

} // namespace caldav
