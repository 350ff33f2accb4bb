// SPDX-License-Identifier: Apache-2.0
// Bytes of a server on the wire: framing, chunks, compression, and the token endpoint's reply.
#include "fuzz/support/report.hpp"

#include "http/response_reader.hpp"
#include "http/token_reply.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

using namespace dovetail;

namespace {

constexpr http::reader_limits limits{.header_bytes = 8 * 1024, .body_bytes = 256 * 1024};

/// The same bytes in pieces of `piece`; the answer, if it is whole.
std::optional<http::response> read(const std::uint8_t* data, std::size_t size, std::size_t piece)
{
    http::response_reader reader(limits, false);
    auto state = http::response_reader::state::more;
    while (size > 0 && state == http::response_reader::state::more) {
        const auto room = reader.prepare();
        const auto count = std::min({size, piece, room.size()});
        if (count == 0) fuzz::report("http", "wants more, and has no room for it");
        std::memcpy(room.data(), data, count);
        data += count;
        size -= count;
        state = reader.commit(count);
    }
    if (state == http::response_reader::state::more) state = reader.end(true);
    if (state != http::response_reader::state::done) return std::nullopt;
    return reader.take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto whole = read(data, size, size);
    const auto bytewise = read(data, size, 1);
    if (whole.has_value() != bytewise.has_value() || (whole && whole->body != bytewise->body))
        fuzz::report("http", "the answer depends on how its bytes came");
    if (!whole) return 0;
    if (whole->body.size() > limits.body_bytes) fuzz::report("http", "a body above the limit");
    (void)http::read_token_reply(*whole, std::chrono::system_clock::time_point{});
    return 0;
}
