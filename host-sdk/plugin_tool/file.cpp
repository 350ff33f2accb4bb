// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/file.hpp"

#include <dovetail/host/manifest.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;

failure cannot(const char* what, const fs::path& file, int number)
{
    return failure::of(
        {host::error_class::config, "file",
         file.string() + " cannot be " + what + ": " + std::generic_category().message(number)});
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Creates a file that must not exist.
std::optional<failure> write_new(const fs::path& file, std::string_view text, mode_t mode)
{
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                              mode & static_cast<mode_t>(S_IRUSR | S_IWUSR));
    if (opened < 0) {
        if (errno == EEXIST)
            return failure::of({host::error_class::config, "file_exists",
                                file.string() + " exists; name another one, or move it away"});
        return cannot("written", file, errno);
    }
    const bool written =
        write_all(opened, text) && ::fchmod(opened, mode) == 0 && ::fsync(opened) == 0;
    const int why = errno;
    ::close(opened);
    if (written) return std::nullopt;
    ::unlink(file.c_str());
    return cannot("written", file, why);
}

} // namespace

std::optional<failure> create_file(const fs::path& file, std::string_view text, file_mode mode)
{
    std::string line;
    line.reserve(text.size() + 1); // so that no copy of a secret is left behind
    line.append(text) += '\n';
    auto wrong = write_new(file, line, static_cast<mode_t>(mode));
    ::explicit_bzero(line.data(), line.size());
    return wrong;
}

app::outcome_of<std::string> read_text(const fs::path& file)
{
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in) text.resize(host::max_manifest_bytes + 1);
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size())) && !in.eof())
        return cannot("read", file, errno != 0 ? errno : EIO);
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > host::max_manifest_bytes) return cannot("read", file, EFBIG);
    return text;
}

std::optional<failure> replace_text(
    const fs::path& file, std::string_view text,
    const std::function<std::optional<failure>(const fs::path& part)>& check)
{
    // Through a link, so that the file is replaced and not the link to it.
    std::error_code failed;
    const fs::path real = fs::canonical(file, failed);
    struct stat status = {};
    if (failed || ::stat(real.c_str(), &status) != 0) return cannot("written", file, ENOENT);
    const fs::path part = real.string() + ".part";
    ::unlink(part.c_str()); // what a killed run left
    if (auto wrong = write_new(part, text, status.st_mode & 07777u)) return wrong;
    auto wrong = check(part);
    if (!wrong && ::rename(part.c_str(), real.c_str()) != 0) wrong = cannot("written", file, errno);
    if (wrong) ::unlink(part.c_str());
    return wrong;
}

} // namespace dovetail::plugin_tool
