// SPDX-License-Identifier: Apache-2.0
// Takes secrets out of texts before they are written (P7).
#pragma once

#include <dovetail/host/secret.hpp>

#include <deque>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace dovetail::http {

/// Threads   any.
class redaction
{
public:
    /// From now on `secret` is replaced. Shorter ones than min_length are ignored: replacing "a"
    /// would hide nothing and spoil every line. The oldest are forgotten beyond max_secrets.
    void add(std::string_view secret);

    /// `text` with "***" for registered secrets, credentials of the schemes Bearer, Basic and
    /// OAuth, and values of members and form fields whose name says that they are secret.
    std::string apply(std::string_view text) const;

    static constexpr std::size_t min_length = 6;
    /// Tokens of a day at one renewal in ten minutes, for some connections.
    static constexpr std::size_t max_secrets = 1024;

private:
    mutable std::shared_mutex mutex_;
    std::deque<host::secret> secrets_;
};

} // namespace dovetail::http
