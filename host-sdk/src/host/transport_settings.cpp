// SPDX-License-Identifier: Apache-2.0
#include "auth_forms.hpp"

#include <algorithm>
#include <array>

namespace dovetail::host {
namespace {

using names = std::string_view;

constexpr std::array basic_needs{names{"username"}, names{"password"}};
constexpr std::array bearer_needs{names{"token"}};
constexpr std::array refresh_needs{names{"token_url"}, names{"client_id"}, names{"refresh_token"}};
constexpr std::array refresh_allows{names{"client_secret"}, names{"scope"},
                                    names{"use_instance_url"}};
constexpr std::array credentials_needs{names{"token_url"}, names{"client_id"},
                                       names{"client_secret"}};
constexpr std::array credentials_allows{names{"scope"}, names{"use_instance_url"}};
constexpr std::array jwt_needs{names{"token_url"}, names{"client_id"}, names{"private_key"},
                               names{"subject"}, names{"audience"}};
constexpr std::array jwt_allows{names{"scope"}, names{"assertion_lifetime_s"},
                                names{"use_instance_url"}};

constexpr std::array<auth_form, 6> forms{{
    {auth_type::none, "none", {}, {}},
    {auth_type::basic, "basic", basic_needs, {}},
    {auth_type::bearer, "bearer", bearer_needs, {}},
    {auth_type::oauth2_refresh_token, "oauth2_refresh_token", refresh_needs, refresh_allows},
    {auth_type::oauth2_client_credentials, "oauth2_client_credentials", credentials_needs,
     credentials_allows},
    {auth_type::oauth2_jwt_bearer, "oauth2_jwt_bearer", jwt_needs, jwt_allows},
}};

/// Whether a key that some type needs has a value.
bool is_set(const auth_settings& settings, std::string_view key) noexcept
{
    if (key == "username") return !settings.username.empty();
    if (key == "password") return settings.password.has_value();
    if (key == "token") return settings.token.has_value();
    if (key == "token_url") return !settings.token_url.empty();
    if (key == "client_id") return !settings.client_id.empty();
    if (key == "client_secret") return settings.client_secret.has_value();
    if (key == "refresh_token") return settings.refresh_token.has_value();
    if (key == "private_key") return settings.private_key.has_value();
    if (key == "subject") return !settings.subject.empty();
    return key == "audience" && !settings.audience.empty();
}

/// The host of an http or https URL, with brackets, without port.
std::string_view host_of(std::string_view url) noexcept
{
    url.remove_prefix(std::min(url.find("://") + 3, url.size()));
    url = url.substr(0, url.find_first_of("/?#"));
    if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
    return url.substr(0, url.find(':'));
}

bool is_loopback(std::string_view host) noexcept
{
    // "127.example.com" is a name like any other.
    const bool address = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || host == "[::1]" || (address && host.starts_with("127."));
}

} // namespace

bool auth_form::uses(std::string_view key) const noexcept
{
    return std::ranges::find(needs, key) != needs.end() ||
           std::ranges::find(allows, key) != allows.end();
}

std::span<const auth_form> auth_forms() noexcept
{
    return forms;
}

const auth_form& form_of(auth_type type) noexcept
{
    return *std::ranges::find(forms, type, &auth_form::type);
}

std::string_view to_string(auth_type value) noexcept
{
    return form_of(value).word;
}

std::vector<std::string_view> missing_keys(const auth_settings& settings)
{
    std::vector<std::string_view> missing;
    for (const std::string_view key : form_of(settings.type).needs)
        if (!is_set(settings, key)) missing.push_back(key);
    return missing;
}

bool travels_in_the_open(std::string_view url) noexcept
{
    return url.starts_with("http://") && !is_loopback(host_of(url));
}

} // namespace dovetail::host
