// SPDX-License-Identifier: Apache-2.0
// sObject Collections: up to 200 records a request, each with a result of its own.
#pragma once

#include "api.hpp"
#include "server_error.hpp"

#include <dovetail/abi/exchange.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// "Up to 200 records" a write (REST guide, "sObject Collections").
inline constexpr std::size_t largest_collection = 200;

/// How a change is written.
enum class write_kind
{
    upsert,    ///< a create, by the external id field: repeating it makes no second record
    create,    ///< a create, where the org has no such field
    update,    ///<
    update_if, ///< only if the record still has its revision: one request each
    remove
};

/// One request for all of `changes`, which are of one kind (not update_if).
[[nodiscard]] kit::request collection_request(const api& server, write_kind kind,
                                              std::span<const dovetail_change* const> changes);

/// One record's result.
struct record_result
{
    bool readable = false;
    bool success = false;
    std::string id{};     ///< empty: none was sent
    server_error error{}; ///< the first, when there was no success
};

/// The results of a 2xx answer, in the order of the changes; nothing if it is no list of exactly
/// `count` results, because then it says nothing about any of them for certain.
[[nodiscard]] std::optional<std::vector<record_result>> read_results(std::string_view body,
                                                                     std::size_t count);

} // namespace dovetail::salesforce
