// SPDX-License-Identifier: Apache-2.0
// A text that must not be seen: it cannot be streamed or compared by accident, and wipes itself.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace dovetail::http {

/// A secret, e.g. a client secret, a token or a private key in PEM (P7).
///
/// What      owns the text; the only way to it is `reveal()`, which is easy to search for.
/// Lifetime  the memory is overwritten with zeros on destruction, assignment and move.
/// Threads   as std::string.
class secret_text
{
public:
    secret_text() = default;
    explicit secret_text(std::string text) noexcept : text_(std::move(text)) {}
    secret_text(const secret_text&) = default;
    secret_text(secret_text&& other) noexcept;
    secret_text& operator=(const secret_text& other);
    secret_text& operator=(secret_text&& other) noexcept;
    ~secret_text();

    bool empty() const noexcept { return text_.empty(); }

    /// The text itself. Whoever copies it is responsible for the copy.
    std::string_view reveal() const noexcept { return text_; }

private:
    void wipe() noexcept;

    std::string text_;
};

/// Overwrites `text` with zeros, so that the compiler cannot leave it out, and empties it.
void wipe(std::string& text) noexcept;

} // namespace dovetail::http
