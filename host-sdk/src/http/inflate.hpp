// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) and zlib (RFC 1950) bodies.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dovetail::http {

/// Inflates a body as it comes in, with a limit on what comes out, so that a small body cannot fill
/// the memory.
class inflater
{
public:
    enum class status
    {
        more,     ///< wants input
        done,     ///< the end of the compressed data was reached
        corrupt,  ///< not gzip or zlib, a wrong checksum, or bytes after the end
        too_large ///< would exceed the limit
    };

    /// `limit` is the size of the inflated body in bytes.
    explicit inflater(std::uint64_t limit);
    ~inflater();
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;

    /// Appends what `input` inflates to. Members of a concatenated gzip file follow one another.
    status feed(std::string_view input, std::string& out);

    /// Whether the data may end here.
    bool complete() const noexcept { return state_ == status::done; }

private:
    struct stream;
    status inflate_once(std::string& out);

    std::unique_ptr<stream> stream_;
    std::uint64_t limit_;
    status state_ = status::more;
};

/// A gzip file of `plain`, or an empty text if zlib had no memory.
std::string gzip(std::string_view plain);

} // namespace dovetail::http
