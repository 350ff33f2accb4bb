// SPDX-License-Identifier: Apache-2.0
// What an isolated plugin's process answers: no arena makes the host read outside of it.
#include "fuzz/support/report.hpp"

#include "isolated/arena.hpp"
#include "isolated/wire.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

using namespace dovetail;

namespace {

/// Writes what was read into another arena, which reads every byte of it.
template<class Answer>
void read_and_copy(const std::uint8_t* data, std::size_t size)
{
    // A block of its own size, so that the sanitizer sees the first byte beyond.
    const std::unique_ptr<std::byte[]> arena(new std::byte[size]);
    if (size > 0) std::memcpy(arena.get(), data, size);
    host::isolated::arena_reader in({arena.get(), size});
    const auto* answer = in.template read<Answer>();
    if (!answer) return;
    constexpr std::size_t room = 1 << 16;
    static const std::unique_ptr<std::byte[]> copy(new std::byte[room]);
    host::isolated::arena_writer out({copy.get(), room});
    out.write(*answer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const unsigned which = data[0];
    ++data;
    --size;
    using namespace host::isolated;
    switch (which % 6) {
    case 0:
        read_and_copy<hello_answer>(data, size);
        break;
    case 1:
        read_and_copy<create_answer>(data, size);
        break;
    case 2:
        read_and_copy<begin_answer>(data, size);
        break;
    case 3:
        read_and_copy<resume_answer>(data, size);
        break;
    case 4:
        read_and_copy<mapped_answer>(data, size);
        break;
    default:
        read_and_copy<log_line>(data, size);
    }
    return 0;
}
