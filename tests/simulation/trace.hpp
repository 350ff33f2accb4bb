// SPDX-License-Identifier: Apache-2.0
// Everything that happened in one run, in order: as a hash (law 22), and as lines where asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::simulation {

class trace
{
public:
    /// `keep`: lines are kept for people; without it only their hash is.
    explicit trace(bool keep) : keep_(keep) {}

    /// Adds one event, stamped with the virtual time. `family`: the task it concerns; 0: none.
    void add(std::string_view what, std::string_view detail, std::uint64_t family = 0);

    /// FNV-1a, 64 bits, over all that was added.
    std::uint64_t hash() const noexcept { return hash_; }
    bool keeps() const noexcept { return keep_; }

    /// Lines about a task, and those about no task in particular where `all`. 0: everything.
    std::vector<std::string> lines(std::uint64_t family, bool all) const;

private:
    struct line
    {
        std::uint64_t family;
        std::string text;
    };

    void mix(std::string_view text) noexcept;

    bool keep_;
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
    std::vector<line> lines_;
};

/// `12:34:56.789` of an instant in microseconds.
std::string clock_text(std::int64_t at_us);

} // namespace dovetail::simulation
