// SPDX-License-Identifier: Apache-2.0
// P8: a file that is no plugin is recognised before any of its code runs.
#include <dovetail/host/library_facts.hpp>

#include "support/plugin_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <elf.h>

#include <fstream>
#include <iterator>
#include <random>

using namespace dovetail;

namespace {

std::string bytes_of(const std::string& library)
{
    std::ifstream in(test::built_library(library), std::ios::binary);
    std::string out{std::istreambuf_iterator<char>(in), {}};
    BOOST_REQUIRE(!out.empty());
    return out;
}

/// The code of the error that `bytes` cause, or "fine".
std::string judge(const test::temporary_folder& folder, const std::string& bytes)
{
    const auto facts = host::inspect_library(folder.write("x.so", bytes));
    if (!facts) return facts.error().code;
    const auto accepted = host::accept_library(*facts);
    return accepted ? "fine" : accepted.error().code;
}

std::string judge(const std::string& library)
{
    const test::temporary_folder folder;
    return judge(folder, bytes_of(library));
}

} // namespace

BOOST_AUTO_TEST_SUITE(library_facts)

BOOST_AUTO_TEST_CASE(p8_a_plugin_exports_its_entry_alone)
{
    const auto facts = host::inspect_library(test::built_library("good"));
    BOOST_REQUIRE(facts.has_value());
    BOOST_TEST(facts->exported == std::vector<std::string>{"dovetail_plugin_entry"});
    BOOST_TEST(facts->unique.empty());
    BOOST_TEST(facts->sha256.size() == 64u);
    BOOST_TEST(host::accept_library(*facts).has_value());
}

BOOST_AUTO_TEST_CASE(p8_no_entry_a_second_export_and_unique_symbols_are_refused)
{
    BOOST_TEST(judge("no_entry") == "plugin_exports");
    BOOST_TEST(judge("two_exports") == "plugin_exports");
    BOOST_TEST(judge("unique") == "plugin_unique_symbols");
}

BOOST_AUTO_TEST_CASE(p8_what_is_not_elf_is_refused)
{
    const test::temporary_folder folder;
    BOOST_TEST(judge(folder, "") == "plugin_not_elf");
    BOOST_TEST(judge(folder, "#!/bin/sh\n") == "plugin_not_elf");
    std::string program = bytes_of("good");
    program[16] = ET_EXEC;
    BOOST_TEST(judge(folder, program) == "plugin_not_elf");
}

BOOST_AUTO_TEST_CASE(p8_another_machine_is_refused)
{
    const test::temporary_folder folder;
    std::string other = bytes_of("good");
    other[18] = static_cast<char>(EM_S390 == 22 && other[18] == 22 ? 62 : 22);
    BOOST_TEST(judge(folder, other) == "plugin_machine");
    std::string narrow = bytes_of("good");
    narrow[EI_CLASS] = ELFCLASS32;
    BOOST_TEST(judge(folder, narrow) == "plugin_machine");
    std::string swapped = bytes_of("good");
    swapped[EI_DATA] = swapped[EI_DATA] == ELFDATA2LSB ? ELFDATA2MSB : ELFDATA2LSB;
    BOOST_TEST(judge(folder, swapped) == "plugin_machine");
}

BOOST_AUTO_TEST_CASE(p8_a_cut_file_is_refused_wherever_it_is_cut_into_what_is_loaded)
{
    const test::temporary_folder folder;
    const std::string whole = bytes_of("good");
    // The section headers and debug information at the end are not needed by anybody.
    for (std::size_t length = 4; length < 4096 && length < whole.size(); length += 7) {
        const std::string code = judge(folder, whole.substr(0, length));
        BOOST_TEST((code == "plugin_truncated" || code == "plugin_not_elf"),
                   code << " for " << length << " bytes");
    }
    BOOST_TEST(judge(folder, whole.substr(0, 40)) == "plugin_truncated");
    BOOST_TEST(judge(folder, whole.substr(0, 1000)) == "plugin_truncated");
}

BOOST_AUTO_TEST_CASE(p8_damaged_files_never_make_the_reader_leave_the_file)
{
    const test::temporary_folder folder;
    const std::string whole = bytes_of("good").substr(0, 64 * 1024);
    std::mt19937 random(20240607); // the same damage at each run
    for (int round = 0; round < 400; ++round) {
        std::string damaged = whole;
        for (int hit = 0; hit < 8; ++hit) {
            // Headers and tables stand at the beginning; that is where damage matters.
            const std::size_t at = 16 + random() % 2048;
            damaged[at % damaged.size()] = static_cast<char>(random());
        }
        BOOST_TEST(!judge(folder, damaged).empty());
    }
}

BOOST_AUTO_TEST_CASE(the_libraries_it_needs_are_listed)
{
    const auto facts = host::inspect_library(test::built_library("needs_helper"));
    BOOST_REQUIRE(facts.has_value());
    BOOST_TEST(std::count(facts->needed.begin(), facts->needed.end(), "libprobe_helper.so") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
