// SPDX-License-Identifier: Apache-2.0
// The connections of a manifest: transport, authorisation, budget, retries.
#include "auth_forms.hpp"
#include "manifest_reader.hpp"

#include <algorithm>

namespace dovetail::host {
namespace {

std::string without_final_slash(std::string url)
{
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

} // namespace

http_settings manifest_reader::read_http(const json_node& node)
{
    constexpr std::uint64_t mib = 1024 * 1024;
    http_settings out;
    node["base_url"].read(out.base_url);
    out.base_url = without_final_slash(std::move(out.base_url));
    node["connect_timeout_s"].read_seconds(out.connect_timeout);
    node["read_timeout_s"].read_seconds(out.read_timeout);
    node["total_timeout_s"].read_seconds(out.total_timeout);
    node["listen_timeout_s"].read_seconds(out.listen_timeout);
    node["idle_timeout_s"].read_seconds(out.idle_timeout);
    node["max_connections"].read_integer(out.max_connections);
    std::uint64_t body_mb = out.max_body_bytes / mib;
    node["max_body_mb"].read_integer(body_mb);
    out.max_body_bytes = body_mb * mib;
    out.ca_file = path_at(node["ca_file"]);
    node["compress_requests"].read(out.compress_requests);
    node["compress_replies"].read(out.compress_replies);
    return out;
}

std::optional<secret_source> manifest_reader::read_secret_source(const json_node& node) const
{
    const auto file = node["file"].text();
    const auto variable = node["env"].text();
    if (!file && !variable) return std::nullopt;
    secret_source out{path_at(node["file"]), variable.value_or("")};
    out.manifest_file = source_->file();
    out.pointer = node.pointer();
    out.where = source_->at(node.pointer());
    return out;
}

void manifest_reader::check_auth_keys(const json_node& node, const auth_settings& settings)
{
    const auth_form& form = form_of(settings.type);
    for (const std::string_view key : missing_keys(settings)) {
        // What is there and still no value has a fault of its own, by the schema.
        if (node[key].exists() && node[key].text() != "") continue;
        faults_.push_back(node.error("the key \"" + std::string(key) + "\" is missing",
                                     "\"" + std::string(form.word) + "\" needs it"));
    }
    node.each_member([&](const std::string& key, const json_node& member) {
        if (key == "type" || form.uses(key)) return;
        const bool known = std::ranges::any_of(
            auth_forms(), [&](const auth_form& other) { return other.uses(key); });
        if (known)
            faults_.push_back(member.warning(
                "\"" + key + "\" is not used with \"" + std::string(form.word) + '"', "remove it"));
    });
}

auth_settings manifest_reader::read_auth(const json_node& node)
{
    auth_settings out;
    const auto word = node["type"].text();
    if (!word) return out;
    const auto form = std::ranges::find(auth_forms(), *word, &auth_form::word);
    if (form == auth_forms().end()) return out; // the schema said so
    out.type = form->type;
    node["username"].read(out.username);
    out.password = read_secret_source(node["password"]);
    node["token_url"].read(out.token_url);
    node["client_id"].read(out.client_id);
    out.client_secret = read_secret_source(node["client_secret"]);
    out.refresh_token = read_secret_source(node["refresh_token"]);
    out.private_key = read_secret_source(node["private_key"]);
    out.token = read_secret_source(node["token"]);
    node["subject"].read(out.subject);
    node["audience"].read(out.audience);
    node["scope"].read(out.scope);
    if (const auto lifetime = node["assertion_lifetime_s"].number())
        out.assertion_lifetime = std::chrono::seconds(static_cast<std::int64_t>(*lifetime));
    node["use_instance_url"].read(out.use_instance_url);
    check_auth_keys(node, out);
    return out;
}

budget_settings manifest_reader::read_budget(const json_node& node)
{
    budget_settings out;
    if (const auto limit = node["daily_requests"].number())
        out.daily_requests = static_cast<std::uint64_t>(*limit);
    node["warn_percent"].read_integer(out.warn_percent);
    node["hold_percent"].read_integer(out.hold_percent);
    node["resume_percent"].read_integer(out.resume_percent);
    if (out.resume_percent >= out.hold_percent)
        faults_.push_back(node.error("resume_percent (" + std::to_string(out.resume_percent) +
                                         ") is not below hold_percent (" +
                                         std::to_string(out.hold_percent) + ')',
                                     "the distance keeps work from starting and stopping at once"));
    if (out.warn_percent > out.hold_percent)
        faults_.push_back(node.error("warn_percent (" + std::to_string(out.warn_percent) +
                                         ") is above hold_percent (" +
                                         std::to_string(out.hold_percent) + ')',
                                     "warn before work is held"));
    return out;
}

retry_settings manifest_reader::read_retry(const json_node& node)
{
    retry_settings out;
    node["attempts"].read_integer(out.attempts);
    node["first_delay_s"].read_seconds(out.first_delay);
    node["longest_delay_s"].read_seconds(out.longest_delay);
    node["longest_retry_after_s"].read_seconds(out.longest_retry_after);
    if (out.first_delay > out.longest_delay)
        faults_.push_back(
            node.error("first_delay_s is longer than longest_delay_s", "swap the two"));
    return out;
}

void manifest_reader::check_transport(const json_node& connection,
                                      const connection_settings& settings)
{
    if (settings.auth.type == auth_type::none) return;
    const auto check = [&](const json_node& node, const std::string& url) {
        if (travels_in_the_open(url))
            faults_.push_back(
                node.error("secrets would travel unencrypted to this address", "use https"));
    };
    check(connection["http"]["base_url"], settings.http.base_url);
    check(connection["auth"]["token_url"], settings.auth.token_url);
}

} // namespace dovetail::host
