// SPDX-License-Identifier: Apache-2.0
#include "support/temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dovetail::test {

namespace fs = std::filesystem;

temporary_folder::temporary_folder()
{
    std::string name = (fs::temp_directory_path() / "dovetail-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder " + name);
    path_ = fs::canonical(name);
}

temporary_folder::~temporary_folder()
{
    std::error_code ignored;
    for (fs::recursive_directory_iterator at(path_, ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        if (at->is_directory(ignored)) fs::permissions(at->path(), fs::perms::owner_all, ignored);
    }
    fs::remove_all(path_, ignored);
}

fs::path temporary_folder::write(std::string_view name, std::string_view content,
                                 unsigned mode) const
{
    const fs::path file = path_ / name;
    write_file(file, content, mode);
    return file;
}

std::string read_file(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, std::string_view content, unsigned mode)
{
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
    fs::permissions(path, static_cast<fs::perms>(mode));
}

} // namespace dovetail::test
