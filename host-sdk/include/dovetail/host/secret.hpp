// SPDX-License-Identifier: Apache-2.0
// Secrets: where they are kept, and their values while they are needed (P7).
#pragma once

#include <dovetail/host/error.hpp>
#include <dovetail/host/fault.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::host {

/// Overwrites `text` with zeros, so that no compiler can leave it out, and empties it.
void wipe(std::string& text) noexcept;

/// The value of a secret. It cannot be streamed, formatted or compared by accident, is copied only
/// on purpose, and its memory is wiped when it ends.
///
/// Threads   as a std::string.
class secret
{
public:
    secret() noexcept = default;
    explicit secret(std::string_view value);
    /// Takes the value out of `text`, which is wiped.
    static secret taken_from(std::string& text);
    secret(secret&& other) noexcept;
    secret& operator=(secret&& other) noexcept;
    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    ~secret();

    /// The value itself, valid until this object changes. Never log it, never put it into an error.
    std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }

    bool empty() const noexcept { return size_ == 0; }
    secret clone() const { return secret(reveal()); }

    template<class Stream>
    friend Stream& operator<<(Stream&, const secret&) = delete;

private:
    void wipe() noexcept;

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

/// Where a secret is kept, as the manifest says: {"file": "…"} or {"env": "…"}. Not a secret.
struct secret_source
{
    std::filesystem::path file;  ///< absolute; empty: it is in the environment
    std::string variable;        ///< name of an environment variable; empty: it is in the file
    std::string manifest_file{}; ///< for messages: the manifest,
    std::string pointer{};       ///< the JSON pointer in it,
    place where{};               ///< and its position
};

/// Secrets are short texts; a larger file is a mistake (a certificate bundle, a dump).
inline constexpr std::size_t max_secret_bytes = std::size_t{64} * 1024;

/// Reads a secret. A file must be a regular file (a symbolic link to one is followed) that belongs
/// to this process's user and that nobody else may read or write (0600 or 0400); one line end at
/// its end is cut off. A variable must be set and not empty. `needed_by` names who needs it, e.g.
/// `connection "salesforce"`.
///
/// Errors    config; the message says which place of the manifest asked for it and what to do
///           (`chmod 600 …`), and never contains a byte of the secret.
result<secret> read_secret(const secret_source& source, std::string_view needed_by);

} // namespace dovetail::host
