// SPDX-License-Identifier: Apache-2.0
// P8, and the pitfalls of loading: each case loads a real library, or fails to.
#include "support/plugin_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

using namespace dovetail;
namespace fs = std::filesystem;

namespace {

void check_refused(const test::installed& what, std::string_view code, std::string_view words)
{
    test::loading to;
    const auto loaded = to.load(what);
    BOOST_REQUIRE(loaded.has_error());
    const host::error& failure = loaded.error();
    BOOST_TEST(failure.code == code, failure.code << ": " << failure.message);
    BOOST_TEST((failure.kind == host::error_class::config));
    BOOST_TEST((failure.message.find(words) != failure.message.npos),
               "\"" << words << "\" is not in: " << failure.message);
    BOOST_TEST((failure.message.find("the plugin test.probe 1.0.0 (") == 0), failure.message);
}

std::vector<fs::path> files_in(const fs::path& folder)
{
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) out.push_back(entry.path());
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_loading)

BOOST_AUTO_TEST_CASE(a_plugin_runs_from_a_private_copy_named_after_its_digest)
{
    test::loading to;
    const auto loaded = to.load({});
    BOOST_REQUIRE(loaded.has_value());
    const host::plugin& one = **loaded;
    BOOST_TEST(one.id() == "test.probe");
    BOOST_TEST(one.abi_version() == 1u);
    const std::string name = one.path().filename().string();
    BOOST_TEST(name == "test.probe-" + host::to_string(one.about().sha256) + "-g" +
                           std::to_string(one.generation()) + ".so");
    struct stat copy = {};
    BOOST_REQUIRE_EQUAL(::stat(one.path().c_str(), &copy), 0);
    BOOST_TEST((copy.st_mode & 0777u) == 0500u);
    BOOST_REQUIRE_EQUAL(::stat(one.path().parent_path().c_str(), &copy), 0);
    BOOST_TEST((copy.st_mode & 0777u) == 0700u);
}

BOOST_AUTO_TEST_CASE(overwriting_the_file_in_place_does_not_touch_what_runs)
{
    test::loading to;
    const auto loaded = to.load({});
    BOOST_REQUIRE(loaded.has_value());
    // What cp does; over a mapped file it would end in SIGBUS.
    std::ofstream(to.plugins.path() / "good.so", std::ios::trunc) << "gone";
    BOOST_TEST((*loaded)->extension(DOVETAIL_CONNECTOR_ID) != nullptr);
}

BOOST_AUTO_TEST_CASE(two_generations_of_one_path_are_two_libraries)
{
    test::loading to;
    const auto first = to.load({});
    const auto again = to.load({});
    BOOST_REQUIRE((first.has_value() && again.has_value()));
    BOOST_TEST((*first)->generation() < (*again)->generation());
    BOOST_TEST((*first)->path() != (*again)->path());
    BOOST_TEST((*first)->extension(DOVETAIL_CONNECTOR_ID) !=
               (*again)->extension(DOVETAIL_CONNECTOR_ID));
}

BOOST_AUTO_TEST_CASE(symbols_of_a_plugin_are_invisible_to_the_rest_of_the_process)
{
    test::loading to;
    BOOST_REQUIRE(to.load({}).has_value());
    BOOST_TEST(::dlsym(RTLD_DEFAULT, DOVETAIL_ENTRY_SYMBOL) == nullptr);
}

BOOST_AUTO_TEST_CASE(p8_files_that_are_no_plugin_are_refused)
{
    check_refused({.library = "no_entry"}, "plugin_exports", "does not export dovetail_plugin");
    check_refused({.library = "two_exports"}, "plugin_exports", "a_second_export");
    check_refused({.library = "unique"}, "plugin_unique_symbols", "STB_GNU_UNIQUE");
    check_refused({.library = "missing"}, "plugin_library_missing", "No such file or directory");
}

BOOST_AUTO_TEST_CASE(p8_a_digest_that_differs_is_refused_with_both_digests)
{
    check_refused({.sha256 = std::string(64, 'c')}, "plugin_digest",
                  "wanted " + std::string(64, 'c'));
}

BOOST_AUTO_TEST_CASE(p8_a_library_swapped_after_its_manifest_was_read_is_refused)
{
    test::loading to;
    const auto manifest = to.plugins.manifest({});
    fs::copy_file(test::built_library("good_2"), to.plugins.path() / "good.so",
                  fs::copy_options::overwrite_existing);
    BOOST_TEST(to.loader.load(manifest).error().code == "plugin_digest");
}

BOOST_AUTO_TEST_CASE(p8_a_manifest_with_another_contract_is_refused_before_code_runs)
{
    check_refused({.abi = R"({"oldest": 2, "newest": 3})"}, "plugin_abi",
                  "it speaks versions 2 to 3 of the contract, this host version 1: use a newer "
                  "host or an older plugin");
}

BOOST_AUTO_TEST_CASE(p8_the_handshake_refuses_in_both_directions_naming_both_ranges)
{
    // The plugin says no.
    check_refused({.library = "newer_contract"}, "plugin_abi",
                  "the plugin speaks versions 7 to 9 of the contract, this host version 1");
    // The plugin says yes, and the host says no.
    check_refused({.library = "blind_contract"}, "plugin_abi", "it chose version 9");
}

BOOST_AUTO_TEST_CASE(p8_an_entry_that_fails_is_quoted)
{
    check_refused({.library = "refuses"}, "plugin_refused", "there is no licence file");
}

BOOST_AUTO_TEST_CASE(p8_code_that_is_not_what_its_manifest_says_is_refused)
{
    check_refused({.library = "other_id"}, "plugin_identity", "its code says it is \"test.other\"");
    check_refused({.library = "good_2"}, "plugin_identity",
                  "its code says it is version \"2.0.0\"");
    check_refused({.provides = R"(["dovetail.teapot/1"])"}, "plugin_identity",
                  "provides \"dovetail.teapot/1\", and its code does not have it");
}

BOOST_AUTO_TEST_CASE(p8_what_the_dynamic_loader_refuses_is_told_apart)
{
    check_refused({.library = "undefined_symbol"}, "plugin_undefined_symbol",
                  "the symbol a_function_nobody_has");
    check_refused({.library = "needs_helper"}, "plugin_dependency", "libprobe_helper.so");
}

BOOST_AUTO_TEST_CASE(p8_a_place_for_copies_that_cannot_be_used_is_named)
{
    test::loading to;
    const auto file = to.copies.write("file", "");
    host::plugin_loader loader(to.host, file);
    const auto loaded = loader.load(to.plugins.manifest({}));
    BOOST_TEST(loaded.error().code == "plugin_private_copy");
    BOOST_TEST((loaded.error().message.find(file.string()) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(a_refused_plugin_leaves_no_copy_behind)
{
    test::loading to;
    BOOST_REQUIRE(to.load({.library = "refuses"}).has_error());
    BOOST_TEST(files_in(to.copies.path()).empty());
}

BOOST_AUTO_TEST_CASE(copies_go_with_the_loader_and_the_code_stays)
{
    test::loading to;
    std::shared_ptr<const host::plugin> kept;
    {
        host::plugin_loader loader(to.host, to.copies.path());
        kept = loader.load(to.plugins.manifest({})).value();
        BOOST_TEST(files_in(to.copies.path()).size() == 1u);
    }
    BOOST_TEST(fs::is_empty(to.copies.path()));
    BOOST_TEST(kept->extension(DOVETAIL_MAPPER_ID) != nullptr);
}

BOOST_AUTO_TEST_CASE(copies_of_a_killed_process_are_removed_and_those_of_a_living_one_are_not)
{
    test::loading to;
    to.copies.write("dovetail-plugins-dead00/x.so", "left by a killed process");
    to.copies.write("dovetail-plugins-living/x.so", "in use");
    to.copies.write("something-else/x.so", "not ours");
    const fs::path living = to.copies.path() / "dovetail-plugins-living";
    const int held = ::open(living.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    BOOST_REQUIRE_EQUAL(::flock(held, LOCK_EX | LOCK_NB), 0);
    BOOST_REQUIRE(to.load({}).has_value());
    BOOST_TEST(!fs::exists(to.copies.path() / "dovetail-plugins-dead00"));
    BOOST_TEST(fs::exists(living / "x.so"));
    BOOST_TEST(fs::exists(to.copies.path() / "something-else/x.so"));
    ::close(held);
}

BOOST_AUTO_TEST_SUITE_END()
