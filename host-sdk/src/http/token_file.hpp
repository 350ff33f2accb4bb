// SPDX-License-Identifier: Apache-2.0
// A refresh token on disk that survives its own rotation.
#pragma once

#include <dovetail/host/error.hpp>
#include <dovetail/host/secret.hpp>

#include <optional>
#include <string>

namespace dovetail::http {

/// The file a rotating refresh token lives in. At every instant, whatever is killed, `path` holds
/// either the old or the new token as a whole; the old one stays beside it as `<path>.previous`
/// until the new one has proved itself.
///
/// Threads   one at a time. Every call may block on the disk.
/// Errors    class config; they name the file, what is wrong and the remedy, never its content.
class token_file
{
public:
    /// `where` names a file; `needed_by` and its place in the manifest are for messages.
    token_file(host::secret_source where, std::string needed_by);

    /// The token: one line. The file must be regular, belong to this user, and be readable and
    /// writable by nobody else (P7).
    host::result<host::secret> read() const;

    /// The token before the present one, if that has not proved itself yet.
    std::optional<host::secret> read_previous() const;

    /// Proves that a new token could be stored, before the server is asked for one: afterwards it
    /// would be too late. Makes the temporary file `store` fills.
    host::result<void> prepare() const;

    /// Returns once `token` is durable: temporary file (0600), fsync, rename, fsync of the folder.
    host::result<void> store(const host::secret& token) const;

    /// The present token was accepted: the previous one is of no use any more.
    void forget_previous() const;

private:
    host::secret_source where_;
    std::string needed_by_;
    std::string path_;
    std::string previous_;
    std::string temporary_;
};

} // namespace dovetail::http
