// SPDX-License-Identifier: Apache-2.0
// A folder for the time of one test.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace dovetail::test {

class temporary_folder
{
public:
    temporary_folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "dovetail-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::string file(const std::string& name) const { return (path_ / name).string(); }

    /// Writes a file, by default readable by its owner alone.
    std::string write(const std::string& name, const std::string& content,
                      ::mode_t mode = 0600) const
    {
        const auto path = file(name);
        std::ofstream(path, std::ios::binary) << content;
        ::chmod(path.c_str(), mode);
        return path;
    }

    static std::string read(const std::string& path)
    {
        std::ifstream from(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(from), {}};
    }

private:
    std::filesystem::path path_;
};

} // namespace dovetail::test
