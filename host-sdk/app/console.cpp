// SPDX-License-Identifier: Apache-2.0
#include "app/console.hpp"

#include <unistd.h>

#include <cstdio>

namespace dovetail::app {
namespace {

bool put(std::FILE* stream, std::string_view text, bool newline)
{
    if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) return false;
    if (newline && std::fputc('\n', stream) == EOF) return false;
    return std::fflush(stream) == 0;
}

} // namespace

console::console(color_choice choice)
    : out_(look_at(STDOUT_FILENO, choice)), err_(look_at(STDERR_FILENO, choice))
{
}

console::~console()
{
    end_bar();
}

void console::line(std::string_view text)
{
    const std::lock_guard guard(mutex_);
    erase_bar();
    if (!put(stdout, text, true)) broken_ = true;
    draw_bar();
}

void console::complain(std::string_view text)
{
    const std::lock_guard guard(mutex_);
    erase_bar();
    (void)put(stderr, text, true);
    draw_bar();
}

terminal console::bar_place() const
{
    auto place = err_;
    place.columns = columns_of(STDERR_FILENO, place.columns);
    return place;
}

void console::bar(std::string_view text)
{
    if (!err_.interactive) return;
    const std::lock_guard guard(mutex_);
    erase_bar();
    bar_ = text;
    draw_bar();
}

void console::end_bar()
{
    const std::lock_guard guard(mutex_);
    erase_bar();
    bar_.clear();
}

bool console::is_read() const
{
    const std::lock_guard guard(mutex_);
    return !broken_;
}

void console::erase_bar()
{
    if (!drawn_) return;
    (void)put(stderr, "\r\x1b[2K", false);
    drawn_ = false;
}

void console::draw_bar()
{
    if (bar_.empty()) return;
    (void)put(stderr, bar_, false);
    drawn_ = true;
}

} // namespace dovetail::app
