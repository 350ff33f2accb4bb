// SPDX-License-Identifier: Apache-2.0
// P8: a bad plugin gets a clear error that names it and the reason; others are looked at, too.
#include "end_to_end/support/deployment.hpp"
#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

/// Plugins of the test's own, copied from the built ones, to be damaged.
fs::path copy_plugins(deployment& here)
{
    const auto folder = here.folder() / "plugins";
    fs::create_directories(folder);
    for (const auto& entry : fs::directory_iterator(plugin_folder()))
        fs::copy(entry.path(), folder / entry.path().filename());
    here.manifest["plugins"].as_object()["search"] = json::array{folder.string()};
    return folder;
}

fs::path library_in(const fs::path& folder)
{
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.find("salesforce") != std::string::npos && entry.path().extension() == ".so")
            return entry.path();
    }
    throw std::runtime_error("no library of the Salesforce connector in " + folder.string());
}

void expect_refusal(deployment& here, std::initializer_list<const char*> words)
{
    for (const arguments& command :
         {arguments{"once"}, {"plugins", "inspect", "dovetail.salesforce"}}) {
        const auto result = here.run(command);
        BOOST_TEST(result.code == 3, result.out << result.err);
        for (const char* word : words)
            BOOST_TEST(result.err.find(word) != std::string::npos,
                       "'" << word << "' is missing in: " << result.err);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_plugin)

BOOST_AUTO_TEST_CASE(p8_a_library_with_another_digest_is_refused)
{
    deployment here;
    const auto library = library_in(copy_plugins(here));
    auto bytes = read_file(library);
    bytes.back() = static_cast<char>(bytes.back() + 1);
    write_file(library, bytes, 0755);
    expect_refusal(here, {"dovetail.salesforce", library.filename().c_str()});
}

BOOST_AUTO_TEST_CASE(p8_a_library_that_is_no_elf_file_is_refused)
{
    deployment here;
    const auto library = library_in(copy_plugins(here));
    write_file(library, "MZ this is another system's", 0755);
    expect_refusal(here, {"dovetail.salesforce", library.filename().c_str()});
}

BOOST_AUTO_TEST_CASE(p8_a_missing_library_is_refused)
{
    deployment here;
    const auto library = library_in(copy_plugins(here));
    fs::remove(library);
    expect_refusal(here, {"dovetail.salesforce", library.filename().c_str()});
}

BOOST_AUTO_TEST_CASE(p8_a_half_written_plugin_manifest_is_refused_with_its_place)
{
    deployment here;
    auto file = library_in(copy_plugins(here));
    file.replace_extension(".plugin.json");
    write_file(file, read_file(file).substr(0, 100));
    expect_refusal(here, {file.filename().c_str()});
}

BOOST_AUTO_TEST_CASE(a_good_plugin_is_shown_with_its_digest_and_what_it_provides)
{
    deployment here;
    const auto shown = here.run_json({"plugins", "inspect", "dovetail.salesforce"});
    const auto& plugin = shown.at("plugin");
    BOOST_TEST(plugin.at("sha256").as_string().size() == 64U);
    BOOST_TEST(plugin.at("provides").as_array().at(0).as_string() == "dovetail.connector/1");
    BOOST_TEST(plugin.at("configuration").is_object());
    BOOST_TEST(!shown.at("search").at("places").as_array().empty());
    const auto list = here.run({"plugins", "list"});
    BOOST_TEST(list.code == 0);
    for (const char* id :
         {"dovetail.salesforce", "dovetail.sales_connect", "dovetail.task_mapping"})
        BOOST_TEST(list.out.find(id) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
