// SPDX-License-Identifier: Apache-2.0
// What an operator chooses about a connection's transport, as plain values with their defaults.
#pragma once

#include <dovetail/http/secret_text.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::http {

/// How requests travel.
struct http_settings
{
    /// http or https, a host (a name, IPv4 or [IPv6]), an optional port and path; no user, query or
    /// fragment. Targets of requests are put below its path.
    std::string base_url;

    /// Name resolution, TCP and TLS together. 10 s: three lost SYN packets, then give up.
    std::chrono::milliseconds connect_timeout{10'000};
    /// Silence while sending or receiving. 60 s: a slow query of a busy org.
    std::chrono::milliseconds read_timeout{60'000};
    /// One request as a whole, connecting included.
    std::chrono::milliseconds total_timeout{150'000};
    /// As read and total time-out, for requests of `listen`: long polls answer after a minute.
    std::chrono::milliseconds listen_timeout{180'000};
    /// Unused connections are closed after this time: sooner than servers close them (60 s and up),
    /// so that a request seldom meets a connection that is being closed.
    std::chrono::milliseconds idle_timeout{30'000};

    /// Connections to one host, and requests of this connection in flight, at most.
    std::size_t max_connections = 8;
    /// Status line and headers of an answer, in bytes.
    std::uint32_t max_header_bytes = 64 * 1024;
    /// The body of an answer, in bytes after decompression. 64 MiB is ten times a page of 2,000
    /// records with 3 kB each.
    std::uint64_t max_body_bytes = 64ull * 1024 * 1024;

    /// PEM file with the certificates to trust instead of the system's.
    std::string ca_file{};
    /// Bodies over 1 kB are sent with Content-Encoding: gzip. Answers are always asked for in gzip.
    bool compress_requests = false;
    /// Sent as User-Agent.
    std::string user_agent = "dovetail";
};

/// How the host proves who it is.
enum class auth_type
{
    none,
    bearer,             ///< a constant token
    client_credentials, ///< OAuth 2.0, RFC 6749 section 4.4
    refresh_token,      ///< OAuth 2.0, RFC 6749 section 6, with rotation
    jwt_bearer          ///< RFC 7523 with RS256
};

/// What is needed for each type: see the comment on each member.
struct auth_settings
{
    auth_type type = auth_type::none;

    secret_text bearer_token{};       ///< bearer
    std::string token_url{};          ///< all OAuth types
    std::string client_id{};          ///< all OAuth types; jwt_bearer: `iss`
    secret_text client_secret{};      ///< client_credentials; refresh_token: may be empty
    std::string refresh_token_file{}; ///< refresh_token: read at the first use, then rewritten
    secret_text private_key{};        ///< jwt_bearer: RSA private key, PEM
    std::string subject{};            ///< jwt_bearer: `sub`
    std::string audience{};           ///< jwt_bearer: `aud`
    std::string scope{};              ///< sent when not empty
    std::chrono::seconds assertion_lifetime{180}; ///< jwt_bearer: `exp`; at most 180 s

    /// Send requests to the `instance_url` of the token reply (RFC-less, but common); it is read
    /// again from every reply. The path of base_url stays.
    bool use_instance_url = false;

    /// A 401 whose body contains one of these cannot be cured by a new token: no refresh, class
    /// auth. The defaults are the two that public clients of such servers exclude for that reason.
    std::vector<std::string> final_refusals{"Connected app is not attached to Agent",
                                            "This session is not valid for use with the REST API"};
};

/// How the org's quota of requests is shared (P5).
struct budget_settings
{
    /// What this connection itself may send in 24 hours; none: only what the server reports counts.
    std::optional<std::uint64_t> daily_requests{};
    std::uint32_t warn_percent = 80;
    std::uint32_t hold_percent = 95;   ///< from here on `backfill` waits …
    std::uint32_t resume_percent = 75; ///< … until less than this is used
};

/// When and how often something is tried again.
struct retry_settings
{
    /// Runs of one fetch, lookup or check, the first included, without a page in between.
    std::uint32_t max_attempts = 5;
    std::chrono::milliseconds first_delay{500}; ///< upper bound of the first wait; then doubled
    std::chrono::milliseconds max_delay{60'000};
    /// A server that asks for a longer wait than this is not waited for: the error says so.
    std::chrono::milliseconds max_retry_after{300'000};
};

struct connection_settings
{
    std::string name; ///< the name in the manifest; in every log line and error
    http_settings http{};
    auth_settings auth{};
    budget_settings budget{};
    retry_settings retry{};
};

} // namespace dovetail::http
