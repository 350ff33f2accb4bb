// SPDX-License-Identifier: Apache-2.0
#include "lane.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace dovetail::host::isolated {
namespace {

// A page of 200 records and its HTTP body fit several times.
constexpr std::size_t kept_bytes = std::size_t{4} * 1024 * 1024;

void forget(std::byte* half, std::size_t used, std::size_t half_bytes) noexcept
{
    if (used <= kept_bytes || half_bytes <= kept_bytes) return;
    ::madvise(half + kept_bytes, half_bytes - kept_bytes, MADV_REMOVE);
}

} // namespace

int lane_memory::make(std::size_t half_bytes) noexcept
{
    const int made = ::memfd_create("dovetail-lane", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made < 0) return made;
    if (::ftruncate(made, static_cast<off_t>(half_bytes * 2)) == 0 &&
        ::fcntl(made, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        return made;
    const int why = errno;
    ::close(made);
    errno = why;
    return -1;
}

lane_memory::lane_memory(int descriptor, std::size_t half_bytes) noexcept : half_(half_bytes)
{
    void* mapped = ::mmap(nullptr, half_ * 2, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped != MAP_FAILED) address_ = static_cast<std::byte*>(mapped);
}

lane_memory::lane_memory(lane_memory&& other) noexcept
    : address_(std::exchange(other.address_, nullptr)), half_(other.half_)
{
}

lane_memory::~lane_memory()
{
    if (address_) ::munmap(address_, half_ * 2);
}

void lane_memory::shrink(std::size_t used_calls, std::size_t used_answers) const noexcept
{
    forget(address_, used_calls, half_);
    forget(address_ + half_, used_answers, half_);
}

bool send_packet(int socket, const packet& head, std::span<const std::byte> body, bool wait)
{
    packet copy = head;
    std::array<iovec, 2> parts{
        {{&copy, sizeof copy}, {const_cast<std::byte*>(body.data()), body.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = body.empty() ? 1 : 2;
    for (;;) {
        const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
        if (sent >= 0) return static_cast<std::size_t>(sent) == sizeof copy + body.size();
        if (errno != EINTR) return false;
    }
}

received receive_packet(int socket, packet& head, std::span<std::byte> body, std::size_t& size)
{
    std::array<iovec, 2> parts{{{&head, sizeof head}, {body.data(), body.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = body.empty() ? 1 : 2;
    for (;;) {
        const ssize_t got = ::recvmsg(socket, &message, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return received::timeout;
        if (got < 0 && errno == ECONNRESET) return received::end;
        if (got < 0) return received::failed;
        if (got == 0) return received::end;
        const auto whole = static_cast<std::size_t>(got);
        if (whole < sizeof head || (message.msg_flags & MSG_TRUNC)) return received::failed;
        size = whole - sizeof head;
        return received::packet;
    }
}

} // namespace dovetail::host::isolated
