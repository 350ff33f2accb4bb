// SPDX-License-Identifier: Apache-2.0
#include "secret_reader.hpp"

#include "file.hpp"

#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace dovetail::host {
namespace {

/// Who needs which secret, for messages.
struct request
{
    const secret_source& source;
    std::string_view needed_by;

    fault refuse(const std::string& what, std::string remedy) const
    {
        return {fault_level::error,
                source.manifest_file,
                source.where,
                source.pointer,
                std::string(needed_by) + " needs a secret: " + what,
                std::move(remedy)};
    }
};

std::optional<fault> take(secret& into, std::string_view text, const request& wanted,
                          const std::string& name)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) return wanted.refuse(name + " is empty", "write the secret there");
    into = secret(text);
    return std::nullopt;
}

std::optional<fault> check_file(const file_content& content, const request& wanted)
{
    const std::string path = wanted.source.file.string();
    const std::string name = "the file " + path;
    if (content.missing)
        return wanted.refuse(name + " does not exist",
                             "create it with mode 0600 and the secret as its only content");
    if (!content.problem.empty())
        return wanted.refuse(name + " cannot be read: " + content.problem,
                             "it has to be a regular file that you may read");
    if (content.status.st_uid != ::geteuid())
        return wanted.refuse(
            name + " belongs to another user (uid " + std::to_string(content.status.st_uid) + ")",
            "run as that user, or: chown " + std::to_string(::geteuid()) + ' ' + path);
    if ((content.status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return wanted.refuse(name + " is open to other users", "run: chmod 600 " + path);
    return std::nullopt;
}

} // namespace

std::optional<fault> read_secret_into(secret& into, const secret_source& source,
                                      std::string_view needed_by)
{
    const request wanted{source, needed_by};
    if (source.file.empty()) {
        const char* value = ::secure_getenv(source.variable.c_str());
        const std::string name = "the environment variable " + source.variable;
        if (value) return take(into, value, wanted, name);
        return wanted.refuse(name + " is not set", "set it, or keep the secret in a file");
    }
    file_content content = read_file(source.file, max_secret_bytes);
    auto wrong = check_file(content, wanted);
    if (!wrong) wrong = take(into, content.bytes, wanted, "the file " + source.file.string());
    host::wipe(content.bytes);
    return wrong;
}

void wipe(std::string& text) noexcept
{
    // Bytes between size and capacity may hold an older, longer value.
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

secret secret::taken_from(std::string& text)
{
    secret out(text);
    host::wipe(text);
    return out;
}

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
    secret out;
    if (const auto wrong = read_secret_into(out, source, needed_by))
        return error{error_class::config, "secret", to_string(*wrong)};
    return out;
}

} // namespace dovetail::host
