// SPDX-License-Identifier: Apache-2.0
#include "app/translate.hpp"

#include "app/version.hpp"

#include <fmt/format.h>

#include <optional>

namespace dovetail::app {
namespace {

http::http_settings to_http(const host::http_settings& wanted)
{
    http::http_settings settings;
    settings.base_url = wanted.base_url;
    settings.connect_timeout = wanted.connect_timeout;
    settings.read_timeout = wanted.read_timeout;
    settings.total_timeout = wanted.total_timeout;
    settings.listen_timeout = wanted.listen_timeout;
    settings.idle_timeout = wanted.idle_timeout;
    settings.max_connections = wanted.max_connections;
    settings.max_body_bytes = wanted.max_body_bytes;
    settings.ca_file = wanted.ca_file.string();
    settings.compress_requests = wanted.compress_requests;
    settings.user_agent = fmt::format("{}/{}", host_name, host_version);
    return settings;
}

http::auth_type to_auth_type(host::auth_type wanted)
{
    switch (wanted) {
    case host::auth_type::bearer:
        return http::auth_type::bearer;
    case host::auth_type::oauth2_refresh_token:
        return http::auth_type::refresh_token;
    case host::auth_type::oauth2_client_credentials:
        return http::auth_type::client_credentials;
    case host::auth_type::oauth2_jwt_bearer:
        return http::auth_type::jwt_bearer;
    case host::auth_type::none:
        break;
    }
    return http::auth_type::none;
}

/// Reads one secret into the transport's kind of it; without a source it stays empty.
std::optional<failure> fill(http::secret_text& target,
                            const std::optional<host::secret_source>& source,
                            std::string_view needed_by)
{
    if (!source) return std::nullopt;
    auto value = host::read_secret(*source, needed_by);
    if (!value) return failure{exit_code::configuration, value.error()};
    target = http::secret_text(std::string(value->reveal()));
    return std::nullopt;
}

outcome_of<http::auth_settings> to_auth(const host::auth_settings& wanted,
                                        std::string_view needed_by)
{
    http::auth_settings settings;
    settings.type = to_auth_type(wanted.type);
    settings.token_url = wanted.token_url;
    settings.client_id = wanted.client_id;
    settings.subject = wanted.subject;
    settings.audience = wanted.audience;
    settings.scope = wanted.scope;
    settings.assertion_lifetime = wanted.assertion_lifetime;
    settings.use_instance_url = wanted.use_instance_url;
    if (auto bad = fill(settings.client_secret, wanted.client_secret, needed_by)) return *bad;
    if (auto bad = fill(settings.private_key, wanted.private_key, needed_by)) return *bad;
    if (auto bad = fill(settings.bearer_token, wanted.token, needed_by)) return *bad;
    if (wanted.refresh_token) {
        // The transport reads and rewrites the file itself, for its token rotates; this only makes
        // sure that the file is there and private before anything is begun.
        http::secret_text checked_and_dropped;
        if (auto bad = fill(checked_and_dropped, wanted.refresh_token, needed_by)) return *bad;
        settings.refresh_token_file = wanted.refresh_token->file.string();
    }
    return settings;
}

sync::first_crossing to_first_crossing(host::first_crossing wanted)
{
    return wanted == host::first_crossing::changed ? sync::first_crossing::modified_recently
                                                   : sync::first_crossing::created_after_enabling;
}

sync::winner to_winner(host::conflict_winner wanted)
{
    switch (wanted) {
    case host::conflict_winner::left:
        return sync::winner::left;
    case host::conflict_winner::right:
        return sync::winner::right;
    case host::conflict_winner::latest:
        break;
    }
    return sync::winner::latest;
}

} // namespace

outcome_of<http::connection_settings> to_transport(const host::connection_settings& wanted)
{
    http::connection_settings settings;
    settings.name = wanted.name;
    settings.http = to_http(wanted.http);
    auto auth = to_auth(wanted.auth, fmt::format("connection \"{}\"", wanted.name));
    if (!auth) return auth.error();
    settings.auth = std::move(*auth);
    settings.budget = {wanted.budget.daily_requests, wanted.budget.warn_percent,
                       wanted.budget.hold_percent, wanted.budget.resume_percent};
    settings.retry = {wanted.retry.attempts, wanted.retry.first_delay, wanted.retry.longest_delay,
                      wanted.retry.longest_retry_after};
    return settings;
}

sync::policy to_policy(const host::sync_settings& wanted)
{
    sync::policy rules;
    rules.first = {to_first_crossing(wanted.left.first_crossing),
                   to_first_crossing(wanted.right.first_crossing)};
    // One window for both sides: the longer one where a side that crosses what changed names it.
    std::chrono::hours window{0};
    for (const auto* side : {&wanted.left, &wanted.right})
        if (side->first_crossing == host::first_crossing::changed)
            window = std::max(window, side->backfill);
    rules.backfill_window = window;
    rules.read_only = {wanted.left.read_only, wanted.right.read_only};
    rules.conflict = to_winner(wanted.conflict.fallback);
    for (const auto& [field, winner] : wanted.conflict.fields)
        rules.conflict_by_field.emplace(field, to_winner(winner));
    rules.delete_versus_edit = wanted.delete_versus_edit == host::delete_versus_edit::edit
                                   ? sync::delete_policy::edit
                                   : sync::delete_policy::deletion;
    rules.mass_delete = {wanted.mass_delete.more_than, wanted.mass_delete.percent};
    rules.interval = wanted.interval;
    rules.parallel_writes = wanted.parallel_writes;
    rules.conditional = wanted.conditional_writes == host::conditional_writes::always
                            ? sync::conditional_writes::always
                            : sync::conditional_writes::cheap;
    rules.owner_flow = wanted.owner_flow;
    rules.history_age = wanted.history.age;
    rules.history_entries = wanted.history.entries;
    return rules;
}

} // namespace dovetail::app
