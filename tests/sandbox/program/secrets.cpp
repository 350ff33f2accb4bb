// SPDX-License-Identifier: Apache-2.0
#include "secrets.hpp"

#include <sandbox/crypto.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace dovetail::sandbox {

namespace fs = std::filesystem;

namespace {

constexpr mode_t owner_only = 0600;

[[noreturn]] void fail(const fs::path& path)
{
    throw std::runtime_error(
        fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
}

std::string read_file(const fs::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write_refresh_token(world& in, side where, const fs::path& path)
{
    auto& oauth = in.oauth(where);
    const auto present = read_file(path);
    if (!present.empty() && oauth.knows_refresh_token(present)) return;
    write_file_atomically(path, oauth.grant(oauth.client.run_as, in.random), owner_only);
}

} // namespace

void write_file_atomically(const fs::path& path, std::string_view text, mode_t mode)
{
    auto temporary = path;
    temporary += ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0) fail(temporary);
    const bool written = ::fchmod(file, mode) == 0 && ::write(file, text.data(), text.size()) ==
                                                          static_cast<ssize_t>(text.size());
    ::close(file);
    if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) fail(path);
}

void write_secrets(world& in, const fs::path& directory)
{
    std::error_code failed;
    fs::create_directories(directory, failed);
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const std::string name{side_name(where)};
        write_file_atomically(directory / (name + ".client-secret"), in.oauth(where).client.secret,
                              owner_only);
        write_refresh_token(in, where, directory / (name + ".refresh-token"));
    }
    const auto key_path = directory / "salesforce.private-key.pem";
    auto& client = in.salesforce_oauth.client;
    if (!client.public_key_pem.empty() && fs::exists(key_path)) return;
    const auto made = make_rsa_key();
    client.public_key_pem = made.public_pem;
    in.salesforce_oauth.changed = true;
    write_file_atomically(key_path, made.private_pem, owner_only);
}

} // namespace dovetail::sandbox
