// SPDX-License-Identifier: Apache-2.0
// Standard output and error, shared by lines, a bar that is redrawn in place, and the log.
#pragma once

#include "app/terminal.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace dovetail::app {

/// Lines go to standard output; what is wrong, the log and the bar go to standard error. The bar,
/// when there is one, stays below everything that is printed.
///
/// Threads   any; a line is never torn.
class console
{
public:
    explicit console(color_choice choice);
    console(const console&) = delete;
    console& operator=(const console&) = delete;
    ~console();

    const terminal& out() const noexcept { return out_; }
    const terminal& err() const noexcept { return err_; }

    /// One line on standard output, at once (a pipe sees it, too).
    void line(std::string_view text);
    /// One line on standard error.
    void complain(std::string_view text);
    /// What a bar may use now: the window may have been resized.
    terminal bar_place() const;
    /// Draws or redraws the bar; on no terminal it does nothing.
    void bar(std::string_view text);
    /// Takes the bar away.
    void end_bar();
    /// Takes the bar away while `print` writes to standard error by itself, e.g. the log.
    template<class Print>
    void beside_bar(Print&& print)
    {
        const std::lock_guard guard(mutex_);
        erase_bar();
        print();
        draw_bar();
    }

    /// Whether somebody still reads standard output (false after `| head` has gone).
    bool is_read() const;

private:
    void erase_bar();
    void draw_bar();

    terminal out_;
    terminal err_;
    mutable std::mutex mutex_;
    std::string bar_;
    bool drawn_ = false;
    bool broken_ = false;
};

} // namespace dovetail::app
