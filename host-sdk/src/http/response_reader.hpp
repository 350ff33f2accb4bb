// SPDX-License-Identifier: Apache-2.0
// Bytes of an HTTP/1.1 answer into a response, without any I/O.
#pragma once

#include <dovetail/http/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace dovetail::http {

struct reader_limits
{
    std::uint32_t header_bytes = 0;
    std::uint64_t body_bytes = 0; ///< on the wire, and again after decompression
};

/// Reads one final answer; 1xx answers before it are skipped (RFC 9110 section 15.2).
///
/// What      framing by length, chunks or the end of the connection; gzip and deflate bodies are
///           inflated on the way; a body that ends early is told from one that is whole.
/// Errors    class retryable: "bad_answer" (not HTTP), "cut_answer", "bad_encoding"; class config:
///           "header_too_large", "body_too_large". No text of the server is repeated in them.
class response_reader
{
public:
    enum class state
    {
        more,  ///< wants more bytes
        done,  ///< take() has the answer
        failed ///< fault() says why
    };

    /// to_head: the answer to a HEAD request, which has no body whatever its headers say.
    response_reader(const reader_limits& limits, bool to_head);
    ~response_reader();
    response_reader(response_reader&&) noexcept;

    /// Where to put the next bytes. Valid until the next call of any member.
    std::span<std::byte> prepare();

    /// `count` bytes were put there.
    state commit(std::size_t count);

    /// The connection ended; orderly: with a proper end (FIN, and close_notify under TLS).
    state end(bool orderly);

    /// Any byte of an answer has come (informational ones included).
    bool started() const noexcept;

    /// Whether the connection can serve another request: the server keeps it, and sent nothing
    /// after the answer.
    bool keeps_connection() const noexcept;

    const host::error& fault() const noexcept;
    response take();

private:
    struct parser;
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace dovetail::http
