// SPDX-License-Identifier: Apache-2.0
// What an operator chooses about how a connection's requests travel, as plain values.
#pragma once

#include <dovetail/host/secret.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// How requests of a connection travel.
struct http_settings
{
    /// http or https, a host (a name, IPv4 or [IPv6]), an optional port and path; no user, query or
    /// fragment. Targets of requests are put below its path.
    std::string base_url;
    /// Name resolution, TCP and TLS together. 10 s: three lost SYN packets, then give up.
    std::chrono::milliseconds connect_timeout{10'000};
    /// Silence while sending or receiving. 60 s: a slow query of a busy org.
    std::chrono::milliseconds read_timeout{60'000};
    /// A whole request and reply, connecting included.
    std::chrono::milliseconds total_timeout{150'000};
    /// As read and total time-out, for long polls, which answer after a minute.
    std::chrono::milliseconds listen_timeout{180'000};
    /// How long an unused connection is kept: shorter than servers do (60 s and up), so that a
    /// request seldom meets one that is being closed.
    std::chrono::milliseconds idle_timeout{30'000};
    /// Connections to one host, and requests in flight, at most.
    std::uint32_t max_connections = 8;
    /// The body of a reply, decompressed. 64 MiB is ten times a page of 2,000 records of 3 kB.
    std::uint64_t max_body_bytes = 64ull * 1024 * 1024;
    /// PEM file with the certificates to trust instead of the system's.
    std::filesystem::path ca_file{};
    /// Bodies over 1 kB are sent gzipped.
    bool compress_requests = false;
    /// Replies are asked for gzipped. On a line that is faster than gzip (this machine, a data
    /// centre) it costs both ends more processor time than it saves.
    bool compress_replies = true;
};

enum class auth_type
{
    none,
    basic,
    bearer,
    oauth2_refresh_token,
    oauth2_client_credentials,
    oauth2_jwt_bearer
};

/// The word for it in a manifest.
std::string_view to_string(auth_type value) noexcept;

/// How requests of a connection are authorised.
struct auth_settings
{
    auth_type type = auth_type::none;
    std::string username{};                  ///< basic
    std::optional<secret_source> password{}; ///< basic
    std::string token_url{};
    std::string client_id{};
    std::optional<secret_source> client_secret{};
    /// Always a file: a rotated token is written back.
    std::optional<secret_source> refresh_token{};
    std::optional<secret_source> private_key{};   ///< jwt: RSA, PEM
    std::optional<secret_source> token{};         ///< bearer
    std::string subject{};                        ///< jwt: whom to act as, `sub`
    std::string audience{};                       ///< jwt: `aud`
    std::string scope{};                          ///< sent when not empty
    std::chrono::seconds assertion_lifetime{180}; ///< jwt: `exp`; 180 s at most
    /// Send requests to the instance_url of the token reply; the path of base_url stays.
    bool use_instance_url = false;
};

/// The keys that the type of these needs and that are empty, by their names in a manifest.
std::vector<std::string_view> missing_keys(const auth_settings& settings);

/// Whether what is sent to this URL can be read on its way: plain http, and not to this machine
/// (localhost, 127.0.0.0/8, [::1]). Secrets are never sent to such a place (P7).
bool travels_in_the_open(std::string_view url) noexcept;

/// How much of the org's request quota may be used (P5).
struct budget_settings
{
    std::optional<std::uint64_t> daily_requests{}; ///< no value: what the server reports
    std::uint32_t warn_percent = 80;
    std::uint32_t hold_percent = 95;
    std::uint32_t resume_percent = 75;
};

/// When a failed exchange is tried again: delays double from first to longest, with full jitter.
struct retry_settings
{
    std::uint32_t attempts = 5; ///< the first one counts
    std::chrono::milliseconds first_delay{500};
    std::chrono::milliseconds longest_delay{60'000};
    std::chrono::milliseconds longest_retry_after{300'000}; ///< a server asking for more: an error
};

} // namespace dovetail::host
