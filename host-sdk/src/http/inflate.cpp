// SPDX-License-Identifier: Apache-2.0
#include "inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace dovetail::http {
namespace {

constexpr int gzip_or_zlib = MAX_WBITS + 32; ///< zlib finds out which by the header
constexpr int gzip_only = MAX_WBITS + 16;
constexpr int default_memory = 8;
/// Grown by this at least, so that a page of some megabytes takes few steps.
constexpr std::size_t step = 64 * 1024;

} // namespace

struct inflater::stream
{
    z_stream z{};
    bool usable = false;

    stream() { usable = ::inflateInit2(&z, gzip_or_zlib) == Z_OK; }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream()
    {
        if (usable) ::inflateEnd(&z);
    }
};

inflater::inflater(std::uint64_t limit) : stream_(std::make_unique<stream>()), limit_(limit)
{
    if (!stream_->usable) state_ = status::corrupt;
}

inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

inflater::status inflater::inflate_once(std::string& out)
{
    auto& z = stream_->z;
    const std::size_t before = out.size();
    // One byte above the limit tells "exactly the limit" from "more than that".
    const auto room = std::min<std::uint64_t>(std::max(step, before), limit_ + 1 - before);
    out.resize(before + static_cast<std::size_t>(room));
    z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    z.avail_out =
        static_cast<uInt>(std::min<std::uint64_t>(room, std::numeric_limits<uInt>::max()));
    const auto offered = z.avail_out;
    const int code = ::inflate(&z, Z_NO_FLUSH);
    out.resize(before + (offered - z.avail_out));
    if (out.size() > limit_) return status::too_large;
    if (code == Z_STREAM_END) return status::done;
    if (code != Z_OK && code != Z_BUF_ERROR) return status::corrupt;
    return status::more;
}

inflater::status inflater::feed(std::string_view input, std::string& out)
{
    auto& z = stream_->z;
    if (state_ == status::corrupt || state_ == status::too_large) return state_;
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    z.avail_in = static_cast<uInt>(input.size());
    for (;;) {
        if (state_ == status::done) {
            if (z.avail_in == 0) return state_;
            if (::inflateReset(&z) != Z_OK) return state_ = status::corrupt;
        }
        state_ = inflate_once(out);
        if (state_ == status::corrupt || state_ == status::too_large) return state_;
        // Output space left over means that all input was used up.
        if (state_ == status::more && z.avail_in == 0 && z.avail_out != 0) return state_;
    }
}

std::string gzip(std::string_view plain)
{
    z_stream z{};
    if (::deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, gzip_only, default_memory,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(::deflateBound(&z, plain.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    z.avail_in = static_cast<uInt>(plain.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int code = ::deflate(&z, Z_FINISH);
    out.resize(code == Z_STREAM_END ? z.total_out : 0);
    ::deflateEnd(&z);
    return out;
}

} // namespace dovetail::http
