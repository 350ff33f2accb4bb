// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace dovetail::app {
namespace {

constexpr std::size_t fewest_columns = 40; ///< below this nothing can be laid out

/// A variable that is set and not empty, as https://no-color.org defines it.
bool is_set(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

bool is_dumb()
{
    const char* kind = std::getenv("TERM");
    return kind == nullptr || std::string_view(kind) == "dumb" || *kind == '\0';
}

std::string_view sequence(tint which)
{
    switch (which) {
    case tint::strong:
        return "\x1b[1m";
    case tint::dim:
        return "\x1b[2m";
    case tint::good:
        return "\x1b[32m";
    case tint::warning:
        return "\x1b[33m";
    case tint::bad:
        return "\x1b[31m";
    case tint::accent:
        return "\x1b[36m";
    case tint::plain:
        break;
    }
    return {};
}

} // namespace

std::size_t columns_of(int descriptor, std::size_t otherwise)
{
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
    return size.ws_col;
}

terminal look_at(int descriptor, color_choice choice)
{
    terminal place;
    place.interactive = isatty(descriptor) == 1 && !is_dumb();
    place.colored = choice == color_choice::always ||
                    (choice == color_choice::automatic && place.interactive && !is_set("NO_COLOR"));
    if (place.interactive)
        place.columns = std::max(fewest_columns, columns_of(descriptor, place.columns));
    return place;
}

std::string palette::operator()(tint which, std::string_view text) const
{
    if (!colored_ || which == tint::plain || text.empty()) return std::string(text);
    std::string painted(sequence(which));
    painted += text;
    painted += "\x1b[0m";
    return painted;
}

} // namespace dovetail::app
