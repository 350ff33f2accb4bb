// SPDX-License-Identifier: Apache-2.0
#include "file.hpp"

#include <dovetail/host/secret.hpp>

#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace dovetail::host {
namespace {

error refuse(const secret_source& source, std::string_view needed_by, std::string what,
             std::string remedy)
{
    const fault found{fault_level::error,
                      source.manifest_file,
                      source.where,
                      source.pointer,
                      std::string(needed_by) + " needs a secret: " + std::move(what),
                      std::move(remedy)};
    return {error_class::config, "secret", to_string(found)};
}

result<secret> finish(std::string_view text, const secret_source& source,
                      std::string_view needed_by, const std::string& name)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty())
        return refuse(source, needed_by, name + " is empty", "write the secret there");
    return secret(text);
}

/// Overwrites a text that held a secret.
void wipe(std::string& text) noexcept
{
    ::explicit_bzero(text.data(), text.size());
}

result<secret> read_secret_file(const secret_source& source, std::string_view needed_by)
{
    const std::string name = source.file.string();
    file_content content = read_file(source.file, max_secret_bytes);
    const auto status = content.status;
    if (content.missing)
        return refuse(source, needed_by, "the file " + name + " does not exist",
                      "create it with mode 0600 and the secret as its only content");
    if (!content.problem.empty())
        return refuse(source, needed_by, "the file " + name + " cannot be read: " + content.problem,
                      "it has to be a regular file that you may read");
    result<secret> out = error{};
    if (status.st_uid != ::geteuid())
        out = refuse(source, needed_by,
                     "the file " + name + " belongs to another user (uid " +
                         std::to_string(status.st_uid) + ")",
                     "run as that user, or chown " + std::to_string(::geteuid()) + ' ' + name);
    else if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        out = refuse(source, needed_by, "the file " + name + " is open to other users",
                     "run: chmod 600 " + name);
    else
        out = finish(content.bytes, source, needed_by, "the file " + name);
    wipe(content.bytes);
    return out;
}

} // namespace

secret::secret(std::string_view value)
    : bytes_(std::make_unique<char[]>(value.size())), size_(value.size())
{
    if (!value.empty()) std::memcpy(bytes_.get(), value.data(), value.size());
}

secret::secret(secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0))
{
}

secret& secret::operator=(secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

secret::~secret()
{
    wipe();
}

void secret::wipe() noexcept
{
    if (bytes_) ::explicit_bzero(bytes_.get(), size_);
}

result<secret> read_secret(const secret_source& source, std::string_view needed_by)
{
    if (!source.file.empty()) return read_secret_file(source, needed_by);
    const char* value = ::secure_getenv(source.variable.c_str());
    if (!value)
        return refuse(source, needed_by,
                      "the environment variable " + source.variable + " is not set",
                      "set it, or keep the secret in a file");
    return finish(value, source, needed_by, "the environment variable " + source.variable);
}

} // namespace dovetail::host
