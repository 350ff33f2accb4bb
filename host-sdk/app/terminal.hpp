// SPDX-License-Identifier: Apache-2.0
// What the program may use of the place it prints to: colours, bars, width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::app {

/// `--color`.
enum class color_choice
{
    automatic, ///< on a terminal, unless NO_COLOR is set or TERM is "dumb"
    always,
    never
};

/// One stream's abilities.
struct terminal
{
    bool interactive = false; ///< a person sees it: bars are redrawn in place
    bool colored = false;
    std::size_t columns = 100; ///< of a terminal; for files and pipes a width that reads well
};

/// Looks at the file descriptor and at NO_COLOR and TERM of the environment.
terminal look_at(int descriptor, color_choice choice);

/// The width of a terminal's window as it is now, which a person may change at any time;
/// `otherwise` where there is none.
std::size_t columns_of(int descriptor, std::size_t otherwise);

/// What a piece of text is, for the eye.
enum class tint
{
    plain,
    strong,
    dim,
    good,
    warning,
    bad,
    accent
};

/// Puts colours around texts, or does not. Padding is done before painting: escape sequences have
/// no width.
class palette
{
public:
    explicit palette(bool colored) noexcept : colored_(colored) {}

    std::string operator()(tint which, std::string_view text) const;

    bool colored() const noexcept { return colored_; }

private:
    bool colored_;
};

} // namespace dovetail::app
