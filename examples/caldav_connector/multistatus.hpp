// SPDX-License-Identifier: Apache-2.0
// What a 207 says (RFC 4918, 13): one response for each resource.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caldav {

/// One resource of an answer. What was not told is empty.
struct resource
{
    std::string path;    ///< canonical
    unsigned status = 0; ///< of the resource as a whole; 0: it is told by its properties
    std::string etag{};
    std::int64_t modified_at_us = 0; ///< getlastmodified; 0: not known
    std::string content_type{};
    std::optional<std::string> calendar_data{}; ///< with LF for line ends: XML has no other
};

struct multistatus
{
    std::vector<resource> resources{};
    std::string sync_token{};
    bool truncated = false; ///< there is more after sync_token (RFC 6578, 3.6)
};

/// `collection`: whose members are asked for; only these are in the result, not the collection
/// itself. Throws kit::plugin_error of the class retryable, code "malformed_answer", for what is
/// no multistatus, is cut off, or names a resource that is no path.
multistatus read_multistatus(std::string_view body, std::string_view collection);

/// What a collection says of itself.
struct collection_facts
{
    std::string path{}; ///< as the server writes it, canonical
    std::string name{};
    bool is_calendar = false;
    bool takes_tasks = false;   ///< VTODO is among its components, or it does not say
    bool tells_changes = false; ///< the sync-collection report is supported, or it does not say
};
/// The answer to a PROPFIND of depth 0. Errors as read_multistatus.
collection_facts read_collection(std::string_view body);

/// The local name of the precondition that a DAV:error names (RFC 4918, 16), e.g.
/// "valid-sync-token"; empty: `body` is no such document.
std::string condition_of(std::string_view body);

} // namespace caldav
