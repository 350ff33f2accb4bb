// SPDX-License-Identifier: Apache-2.0
#pragma once
/// OAuth 2.0 state of one service: its one client application, grants with rotating refresh tokens,
/// access tokens. Used by both services; the token endpoints differ only in their answers' shape.
/// Source: Salesforce's help on OAuth flows and refresh token rotation.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/random.hpp>
#include <sandbox/settings.hpp>

#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace dovetail::sandbox {

struct oauth_client
{
    std::string id;
    std::string secret;
    std::string public_key_pem; ///< checks RS256 assertions; empty where there is none
    std::string run_as;         ///< user (id) of the client credentials flow
};

/// One consent. Its current refresh token works once; a used one revokes the whole grant.
struct oauth_grant
{
    std::string user;
    std::string refresh_token;
    std::vector<std::string> used_refresh_tokens;
    bool revoked = false;
};

struct oauth_access
{
    std::string user;
    std::uint64_t grant = 0; ///< 0: none, as for client credentials
    instant expires;
};

struct oauth_code
{
    std::string user;
    std::string redirect_uri;
    std::string challenge; ///< S256 of the verifier; empty: no PKCE
    instant expires;
};

/// What a token request yields: an access token and perhaps a refresh token, or an error.
struct token_reply
{
    std::string error; ///< RFC 6749's code; empty: success
    std::string error_description;
    std::string access_token;
    std::string refresh_token;
    std::string user;
};

class oauth_server
{
public:
    oauth_client client;

    /// A new consent of `user`; returns its refresh token.
    std::string grant(const std::string& user, random_source& random);

    /// Whether the server ever gave out this refresh token, used or not.
    bool knows_refresh_token(std::string_view token) const;

    /// Serves a token request with form parameters `form` (client credentials may also stand in an
    /// `Authorization: Basic` header). `find_user` tells a JWT's subject apart from an unknown one.
    using user_finder = std::optional<std::string> (*)(const void* context, std::string_view name);
    struct environment
    {
        const settings& options;
        random_source& random;
        instant now;
        std::vector<std::string> audiences; ///< what a JWT's aud may be
        user_finder find_user = nullptr;
        const void* context = nullptr;
    };
    token_reply exchange(const request& from, const environment& with);

    /// A code to be exchanged within minutes, once.
    std::string give_code(oauth_code code, random_source& random);

    /// The user of a valid access token.
    std::optional<std::string> check(std::string_view access_token, instant now) const;

    /// Ends an access token, or a grant by its refresh token. False: neither was known.
    bool revoke(std::string_view token);
    void revoke_all();
    /// Makes all access tokens invalid, as an administrator can; refresh tokens stay.
    void expire_access_tokens()
    {
        accesses_.clear();
        changed = true;
    }

    boost::json::object save() const;
    void load(const boost::json::object& from);

    bool changed = false; ///< since it was last written to disk

private:
    using form = std::vector<std::pair<std::string, std::string>>;

    token_reply issue(const std::string& user, std::uint64_t grant, const environment& with);
    token_reply by_refresh_token(std::string_view token, const environment& with);
    token_reply by_code(const form& from, const environment& with);
    token_reply by_assertion(std::string_view assertion, const environment& with);
    std::optional<token_reply> refuse_client(const request& from, const form& fields) const;
    void revoke_grant(std::uint64_t number);
    void drop_expired(instant now);

    std::map<std::uint64_t, oauth_grant> grants_;
    std::unordered_map<std::string, oauth_access> accesses_;
    std::unordered_map<std::string, oauth_code> codes_;
    std::uint64_t last_grant_ = 0;
};

} // namespace dovetail::sandbox
