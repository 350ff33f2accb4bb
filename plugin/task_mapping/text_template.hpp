// SPDX-License-Identifier: Apache-2.0
// A text with tokens in it, such as "{{activity_type}}: {{activity_subject}}" (product section 2).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::task_mapping {

/// A parsed template. Immutable.
class text_template
{
public:
    /// Constant text, then a token; the last part may have none.
    struct part
    {
        std::string text;
        std::optional<std::size_t> token; ///< index into the names it was parsed with
    };

    /// Reads a template whose tokens are among `names` (lower case).
    ///
    /// What      a token is a name between "{{" and "}}"; letter case and blanks are ignored.
    ///           Everything else, single braces included, is constant.
    /// Errors    throws kit::plugin_error, class config, its message beginning with `pointer`: an
    ///           unknown token (the valid ones are named, the nearest first), or an open one.
    static text_template parse(std::string_view text, const std::vector<std::string>& names,
                               std::string_view pointer);

    const std::vector<part>& parts() const noexcept { return parts_; }

    bool uses(std::size_t token) const noexcept;

    /// Appends the rendered text: for each token, `append` adds what it stands for, or nothing.
    template<class Append>
    void render(std::string& out, Append&& append) const
    {
        for (const auto& piece : parts_) {
            out += piece.text;
            if (piece.token) append(out, *piece.token);
        }
    }

private:
    std::vector<part> parts_;
};

} // namespace dovetail::task_mapping
