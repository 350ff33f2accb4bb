// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace caldav {

namespace json = boost::json;

namespace {

constexpr std::int64_t version = 1;

} // namespace

std::string write_cursor(const sync_tokens& tokens)
{
    json::object all;
    for (const auto& [calendar, token] : tokens)
        all[calendar] = token;
    return json::serialize(json::object{{"version", version}, {"tokens", std::move(all)}});
}

std::optional<sync_tokens> read_cursor(std::string_view cursor)
{
    boost::system::error_code error;
    const json::value value = json::parse({cursor.data(), cursor.size()}, error);
    const auto* const object = error ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto* const written = object->if_contains("version");
    const auto* const tokens = object->if_contains("tokens");
    if (written == nullptr || *written != json::value(version)) return std::nullopt;
    if (tokens == nullptr || !tokens->is_object()) return std::nullopt;
    sync_tokens out;
    for (const auto& [calendar, token] : tokens->get_object()) {
        if (!token.is_string()) return std::nullopt;
        out.emplace(std::string{calendar}, std::string{token.get_string()});
    }
    return out;
}

} // namespace caldav
