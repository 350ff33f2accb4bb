// SPDX-License-Identifier: Apache-2.0
#include <sandbox/oauth.hpp>

#include <algorithm>
#include <boost/json.hpp>
#include <sandbox/crypto.hpp>
#include <sandbox/json_text.hpp>

namespace dovetail::sandbox {

namespace {

namespace json = boost::json;

constexpr std::size_t token_length = 64;
constexpr std::chrono::minutes code_lifetime{10};
/// Salesforce refuses assertions that live longer than a few minutes; five leaves room for skew.
constexpr std::chrono::minutes assertion_lifetime{5};
/// Enough to tell a replay from nonsense; older used tokens are as good as unknown.
constexpr std::size_t remembered_used_tokens = 32;

token_reply refuse(std::string error, std::string description)
{
    token_reply out;
    out.error = std::move(error);
    out.error_description = std::move(description);
    return out;
}

std::string_view field(const std::vector<std::pair<std::string, std::string>>& form,
                       std::string_view name)
{
    for (const auto& [key, value] : form)
        if (key == name) return value;
    return {};
}

/// Client id and secret of an `Authorization: Basic` header.
std::optional<std::pair<std::string, std::string>> basic_credentials(const request& from)
{
    const auto header = from.header("Authorization");
    if (!header || !header->starts_with("Basic ")) return std::nullopt;
    const auto decoded = base64_decode(header->substr(6));
    if (!decoded) return std::nullopt;
    const auto colon = decoded->find(':');
    if (colon == std::string::npos) return std::nullopt;
    return std::pair{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::optional<json::object> decode_part(std::string_view part)
{
    const auto decoded = base64_decode(part);
    if (!decoded) return std::nullopt;
    boost::system::error_code failed;
    auto parsed = json::parse(*decoded, failed);
    if (failed || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

} // namespace

std::string oauth_server::grant(const std::string& user, random_source& random)
{
    changed = true;
    auto& made = grants_[++last_grant_];
    made.user = user;
    made.refresh_token = "5Aep" + random.token(token_length);
    return made.refresh_token;
}

bool oauth_server::knows_refresh_token(std::string_view token) const
{
    return std::any_of(grants_.begin(), grants_.end(), [token](const auto& entry) {
        const auto& used = entry.second.used_refresh_tokens;
        return entry.second.refresh_token == token ||
               std::find(used.begin(), used.end(), token) != used.end();
    });
}

std::optional<token_reply> oauth_server::refuse_client(const request& from,
                                                       const form& fields) const
{
    std::string id{field(fields, "client_id")};
    std::string secret{field(fields, "client_secret")};
    if (const auto basic = basic_credentials(from)) {
        id = basic->first;
        secret = basic->second;
    }
    if (id != client.id) return refuse("invalid_client_id", "client identifier invalid");
    const bool secret_needed = field(fields, "grant_type") == "client_credentials";
    if (secret != client.secret && (secret_needed || !secret.empty()))
        return refuse("invalid_client", "invalid client credentials");
    return std::nullopt;
}

token_reply oauth_server::exchange(const request& from, const environment& with)
{
    changed = true;
    drop_expired(with.now);
    const auto fields = split_form(from.body);
    const auto type = field(fields, "grant_type");
    if (type == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        return by_assertion(field(fields, "assertion"), with);
    if (auto refused = refuse_client(from, fields)) return *refused;
    if (type == "client_credentials") {
        if (client.run_as.empty())
            return refuse("invalid_grant", "no client credentials user enabled");
        return issue(client.run_as, 0, with);
    }
    if (type == "refresh_token") return by_refresh_token(field(fields, "refresh_token"), with);
    if (type == "authorization_code") return by_code(fields, with);
    return refuse("unsupported_grant_type", "grant type not supported");
}

token_reply oauth_server::issue(const std::string& user, std::uint64_t grant,
                                const environment& with)
{
    token_reply out;
    out.user = user;
    out.access_token = "00D5e000000000AEAQ!" + with.random.token(token_length);
    accesses_.emplace(out.access_token,
                      oauth_access{user, grant, with.now + with.options.access_token_lifetime});
    return out;
}

token_reply oauth_server::by_refresh_token(std::string_view token, const environment& with)
{
    for (auto& [number, grant] : grants_) {
        auto& used = grant.used_refresh_tokens;
        if (std::find(used.begin(), used.end(), token) != used.end()) {
            // Somebody else may hold the newer token: nothing of this grant is safe any more.
            revoke_grant(number);
            break;
        }
        if (grant.revoked || grant.refresh_token != token) continue;
        auto out = issue(grant.user, number, with);
        if (with.options.rotate_refresh_tokens) {
            used.push_back(std::move(grant.refresh_token));
            if (used.size() > remembered_used_tokens) used.erase(used.begin());
            grant.refresh_token = "5Aep" + with.random.token(token_length);
            out.refresh_token = grant.refresh_token;
        }
        return out;
    }
    return refuse("invalid_grant", "expired access/refresh token");
}

std::string oauth_server::give_code(oauth_code code, random_source& random)
{
    code.expires += code_lifetime;
    auto name = "aPrx" + random.token(token_length);
    codes_.emplace(name, std::move(code));
    return name;
}

token_reply oauth_server::by_code(const form& from, const environment& with)
{
    const auto found = codes_.find(std::string{field(from, "code")});
    if (found == codes_.end() || found->second.expires < with.now)
        return refuse("invalid_grant", "invalid authorization code");
    const auto code = std::move(found->second);
    codes_.erase(found);
    if (code.redirect_uri != field(from, "redirect_uri"))
        return refuse("redirect_uri_mismatch", "redirect_uri must match configuration");
    const auto verifier = field(from, "code_verifier");
    if (!code.challenge.empty() && verifier.empty())
        return refuse("invalid_grant", "missing code verifier");
    if (!code.challenge.empty() && base64url_encode(sha256(verifier)) != code.challenge)
        return refuse("invalid_request", "invalid code verifier");
    auto refresh = grant(code.user, with.random);
    auto out = issue(code.user, last_grant_, with);
    out.refresh_token = std::move(refresh);
    return out;
}

token_reply oauth_server::by_assertion(std::string_view assertion, const environment& with)
{
    const auto first = assertion.find('.');
    const auto second = assertion.find('.', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos)
        return refuse("invalid_grant", "invalid assertion");
    const auto head = decode_part(assertion.substr(0, first));
    const auto claims = decode_part(assertion.substr(first + 1, second - first - 1));
    const auto signature = base64_decode(assertion.substr(second + 1));
    if (!head || !claims || !signature || text_member(*head, "alg") != "RS256")
        return refuse("invalid_grant", "invalid assertion");
    if (client.public_key_pem.empty() ||
        !verify_rs256(client.public_key_pem, assertion.substr(0, second), *signature))
        return refuse("invalid_grant", "invalid assertion");
    if (text_member(*claims, "iss") != client.id)
        return refuse("invalid_client_id", "client identifier invalid");
    const auto audience = text_member(*claims, "aud").value_or("");
    if (std::find(with.audiences.begin(), with.audiences.end(), audience) == with.audiences.end())
        return refuse("invalid_grant", "audience is invalid");
    const auto expires = integer_member(*claims, "exp");
    if (!expires || instant{std::chrono::seconds{*expires}} <= with.now ||
        instant{std::chrono::seconds{*expires}} > with.now + assertion_lifetime)
        return refuse("invalid_grant", "assertion has expired or lives too long");
    const auto user = with.find_user(with.context, text_member(*claims, "sub").value_or(""));
    if (!user) return refuse("invalid_grant", "user hasn't approved this consumer");
    return issue(*user, 0, with);
}

std::optional<std::string> oauth_server::check(std::string_view access_token, instant now) const
{
    const auto found = accesses_.find(std::string{access_token});
    if (found == accesses_.end() || found->second.expires <= now) return std::nullopt;
    return found->second.user;
}

void oauth_server::revoke_grant(std::uint64_t number)
{
    changed = true;
    grants_[number].revoked = true;
    std::erase_if(accesses_, [number](const auto& entry) { return entry.second.grant == number; });
}

bool oauth_server::revoke(std::string_view token)
{
    changed = true;
    if (accesses_.erase(std::string{token}) > 0) return true;
    for (const auto& [number, grant] : grants_) {
        if (grant.refresh_token != token) continue;
        revoke_grant(number);
        return true;
    }
    return false;
}

void oauth_server::revoke_all()
{
    changed = true;
    accesses_.clear();
    for (auto& [number, grant] : grants_)
        grant.revoked = true;
}

void oauth_server::drop_expired(instant now)
{
    std::erase_if(accesses_, [now](const auto& entry) { return entry.second.expires <= now; });
    std::erase_if(codes_, [now](const auto& entry) { return entry.second.expires <= now; });
}

json::object oauth_server::save() const
{
    json::array grants;
    for (const auto& [number, grant] : grants_)
        grants.push_back(json::object{{"number", number},
                                      {"user", grant.user},
                                      {"refresh_token", grant.refresh_token},
                                      {"used", json::value_from(grant.used_refresh_tokens)},
                                      {"revoked", grant.revoked}});
    json::array accesses;
    for (const auto& [token, access] : accesses_)
        accesses.push_back(json::object{{"token", token},
                                        {"user", access.user},
                                        {"grant", access.grant},
                                        {"expires_us", access.expires.time_since_epoch().count()}});
    return {{"client_id", client.id},
            {"client_secret", client.secret},
            {"public_key", client.public_key_pem},
            {"run_as", client.run_as},
            {"grants", std::move(grants)},
            {"accesses", std::move(accesses)}};
}

void oauth_server::load(const json::object& from)
{
    client.id = text_member(from, "client_id").value_or("");
    client.secret = text_member(from, "client_secret").value_or("");
    client.public_key_pem = text_member(from, "public_key").value_or("");
    client.run_as = text_member(from, "run_as").value_or("");
    for (const auto& item : from.at("grants").as_array()) {
        const auto& entry = item.as_object();
        const auto number = entry.at("number").to_number<std::uint64_t>();
        last_grant_ = std::max(last_grant_, number);
        grants_[number] = {std::string{text_member(entry, "user").value_or("")},
                           std::string{text_member(entry, "refresh_token").value_or("")},
                           json::value_to<std::vector<std::string>>(entry.at("used")),
                           flag_member(entry, "revoked", false)};
    }
    for (const auto& item : from.at("accesses").as_array()) {
        const auto& entry = item.as_object();
        const std::chrono::microseconds expires{integer_member(entry, "expires_us").value_or(0)};
        accesses_[std::string{text_member(entry, "token").value_or("")}] = {
            std::string{text_member(entry, "user").value_or("")},
            entry.at("grant").to_number<std::uint64_t>(), instant{expires}};
    }
}

} // namespace dovetail::sandbox
