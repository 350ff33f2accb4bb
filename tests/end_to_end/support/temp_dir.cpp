// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/temp_dir.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dovetail::test {

namespace fs = std::filesystem;

temp_dir::temp_dir()
{
    auto pattern = (fs::temp_directory_path() / "dovetail-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder " + pattern);
    path_ = pattern;
}

temp_dir::~temp_dir()
{
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(path_, ignored))
        if (entry.is_directory(ignored)) chmod(entry.path().c_str(), 0700); // tests close folders
    fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, std::string_view text, unsigned mode)
{
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
    chmod(path.c_str(), mode);
}

} // namespace dovetail::test
