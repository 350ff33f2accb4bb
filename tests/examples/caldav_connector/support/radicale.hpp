// SPDX-License-Identifier: Apache-2.0
// A real CalDAV server, Radicale, and what its users do with their own programs.
#pragma once

#include "end_to_end/support/http.hpp"
#include "end_to_end/support/process.hpp"
#include "support/temporary_folder.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::test {

/// The user who may read and write every calendar, where a password is asked for.
inline constexpr char service_user[] = "dovetail";
inline constexpr char service_password[] = "correct horse";

/// Radicale on a free port of 127.0.0.1, with its data in a folder of its own and the calendars
/// /ada/tasks/ and /grace/tasks/.
class radicale
{
    temporary_folder folder_; // before what uses it

public:
    enum class access
    {
        open,
        password
    };
    explicit radicale(access how = access::open);

    const std::string& url() const noexcept { return url_; }

    /// One request with the service user's password. Throws when no answer comes.
    http_answer request(std::string_view method, const std::string& path,
                        const std::string& body = {},
                        std::map<std::string, std::string> headers = {});

    // What a person's program does. Everything throws when the server refuses.

    void put(const std::string& path, const std::string& text);
    /// The text of a task with LF for line ends; throws if there is none.
    std::string get(const std::string& path);
    void remove(const std::string& path);
    bool has(const std::string& path);
    /// The paths of all tasks of a calendar, in order.
    std::vector<std::string> paths(const std::string& calendar);
    /// The path of the only task of a calendar.
    std::string only(const std::string& calendar);
    /// Replaces `from`, which must be there, in a task.
    void edit(const std::string& path, const std::string& from, const std::string& to);

    /// What happens when nobody asked for a month: the server knows none of its tokens any more.
    void forget_sync_tokens(const std::string& calendar);
    /// Requests that were written, since the start.
    std::size_t writes() const;

private:
    void make_calendar(const std::string& path);

    std::string url_;
    std::unique_ptr<process> program_;
};

/// A calendar with one task with these lines.
std::string calendar_text(const std::string& task_lines);

} // namespace dovetail::test
