// SPDX-License-Identifier: Apache-2.0
#include "temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace dovetail::test {

namespace fs = std::filesystem;

temporary_folder::temporary_folder()
{
    std::string name = (fs::temp_directory_path() / "dovetail-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
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
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    fs::permissions(file, static_cast<fs::perms>(mode));
    return file;
}

} // namespace dovetail::test
