// SPDX-License-Identifier: Apache-2.0
// Everything about the server that a deployment may have to change.
#pragma once

#include "list_shape.hpp"

#include <dovetail/kit/error.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sales_connect {

/// A profile: data in the connector's configuration (config.schema.json describes each member).
/// No public interface of Sales Connect is known; the shipped profile is this project's own
/// assumption (docs/sales-connect.openapi.yaml), and another server is met by other data.
struct profile
{
    struct paths_type
    {
        std::string changes, lookup, batch, users, account;
        std::string events; ///< empty: the server cannot be listened to
    } paths;

    struct parameters_type
    {
        std::string cursor, updated_since, assignee_ids, only, only_deleted, limit, email, after,
            wait_s;
    } parameters;

    list_shape tasks;
    list_shape users;

    struct lookup_type
    {
        std::string ids, client_keys;
    } lookup;

    struct batch_type
    {
        std::string operations, op, create, update, remove, client_key, id, if_match, task, results,
            status, problem;
        std::string revision, updated_at; ///< members of a result's task: those of the list
    } batch;

    struct account_type
    {
        std::string id, name, activity_detail_template;
    } account;

    struct events_type
    {
        std::string changed, cursor;
    } events;

    struct headers_type
    {
        std::string quota_limit, quota_remaining; ///< lower case
    } headers;

    /// By the code of a problem; what is not here is classified by its HTTP status.
    std::map<std::string, kit::error_class, std::less<>> error_classes;

    struct limits_type
    {
        std::uint64_t page = 0;
        std::uint64_t users_page = 0;
        std::uint64_t lookup = 0;
        std::uint64_t batch = 0;
        std::uint64_t target_bytes = 0; ///< longest path with query that the server takes
        std::chrono::seconds wait{};    ///< of one long poll
        std::chrono::days tombstones{};
    } limits;

    /// How late a task may become visible after its time stamp.
    std::chrono::seconds overlap{};
};

/// Reads a configuration: one JSON object, merged over the shipped profile as a JSON merge patch
/// (RFC 7396), so `{}` is the shipped profile. Throws kit::plugin_error, class config, its message
/// beginning with the JSON pointer.
profile read_profile(std::string_view configuration);

} // namespace dovetail::sales_connect
