// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/project.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace dovetail::plugin_tool;

namespace {

constexpr std::array example_files{
    template_file{"todo_list.cpp", "// SPDX-License-Identifier: Apache-2.0\n// todo_list\n"},
    template_file{"README.md", "# todo_list\nexample.todo_list in libtodo_list.so\n"}};
constexpr project_template example{"connector", "c++", "todo_list", "example.todo_list",
                                   example_files};

} // namespace

BOOST_AUTO_TEST_SUITE(new_projects)

BOOST_AUTO_TEST_CASE(there_is_one_for_each_kind_and_language_with_all_that_it_needs)
{
    BOOST_TEST(project_templates.size() == 4u);
    for (const project_template& one : project_templates) {
        std::string paths;
        for (const project_file& file : files_of(one, "mine", "org.mine"))
            paths += file.path + ' ';
        for (const char* const needed :
             {".gitignore ", "CMakeLists.txt ", "README.md ", "conversation.json ",
              one.language == "c" ? "mine.c " : "mine.cpp "})
            BOOST_TEST(paths.find(needed) != paths.npos, needed << " of " << paths);
    }
}

BOOST_AUTO_TEST_CASE(the_examples_name_and_id_are_replaced_once_and_its_licence_left_out)
{
    const auto files = files_of(example, "my_todo_list", "org.example.todo_list");
    BOOST_TEST(files[0].path == "my_todo_list.cpp");
    BOOST_TEST(files[0].text == "// my_todo_list\n");
    BOOST_TEST(files[1].text == "# my_todo_list\norg.example.todo_list in libmy_todo_list.so\n");
}

BOOST_AUTO_TEST_CASE(names_are_those_of_targets_and_files)
{
    for (const char* const good : {"a", "my_tracker", "my-tracker2"})
        BOOST_TEST(wrong_with_name(good) == "");
    for (const char* const bad : {"", "2b", "_a", "-a", "A", "a b", "a/b", "..", "a\n", "clean"})
        BOOST_TEST(wrong_with_name(bad) != "", bad);
    BOOST_TEST(wrong_with_name(std::string(65, 'a')) != "");
    // What is suggested is good itself.
    for (const char* const bad : {"My Tracker", "42", "Üben", "test"}) {
        const std::string text = wrong_with_name(bad);
        const auto begin = text.rfind("e.g. \"") + 6;
        BOOST_TEST(wrong_with_name(text.substr(begin, text.rfind('"') - begin)) == "", text);
    }
}

BOOST_AUTO_TEST_CASE(ids_are_those_of_the_manifests_schema)
{
    for (const char* const good : {"a", "org.example.my-plugin", "7.x_y"})
        BOOST_TEST(wrong_with_id(good) == "");
    for (const char* const bad : {"", ".", "a.", ".a", "a..b", "a._b", "A", "a b"})
        BOOST_TEST(wrong_with_id(bad) != "", bad);
}

BOOST_AUTO_TEST_SUITE_END()
