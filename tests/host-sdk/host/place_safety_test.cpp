// SPDX-License-Identifier: Apache-2.0
// Who else could change what stands at a path.
#include "host/place_safety.hpp"

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <string>

using namespace dovetail;
namespace fs = std::filesystem;

namespace {

constexpr uid_t somebody = 4711;
constexpr gid_t some_group = 4712;

/// a/b/file, all of it only ours to write.
class tree
{
public:
    tree() { folder_.write("a/b/file", "content"); }

    fs::path root() const { return folder_.path(); }
    fs::path file() const { return root() / "a/b/file"; }
    void mode(const std::string& name, mode_t bits) const
    {
        BOOST_REQUIRE_EQUAL(::chmod((root() / name).c_str(), bits), 0);
    }
    void owner(const std::string& name, uid_t user, gid_t group = static_cast<gid_t>(-1)) const
    {
        BOOST_REQUIRE_EQUAL(::lchown((root() / name).c_str(), user, group), 0);
    }
    void link(const std::string& name, const fs::path& target) const
    {
        fs::create_symlink(target, root() / name);
    }

private:
    test::temporary_folder folder_;
};

struct place
{
    const char* what;
    const char* words; ///< of the reason; empty: it is safe
    std::function<fs::path(const tree&)> make;
    bool as_root = false; ///< it takes root to make it
};

const place places[] = {
    {"ours", "", [](const tree& here) { return here.file(); }},
    {"a file everybody may write to", "every user may write to",
     [](const tree& here) {
         here.mode("a/b/file", 0666);
         return here.file();
     }},
    {"a folder everybody may write to", "a/b; run: chmod o-w ",
     [](const tree& here) {
         here.mode("a/b", 0777);
         return here.file();
     }},
    {"a folder far above it", "a; run: chmod o-w ",
     [](const tree& here) {
         here.mode("a", 0757);
         return here.file();
     }},
    {"our file in a sticky folder", "",
     [](const tree& here) {
         here.mode("a/b", 01777);
         return here.file();
     }},
    {"a sticky folder itself", "",
     [](const tree& here) {
         here.mode("a/b", 01777);
         return here.root() / "a/b";
     }},
    {"somebody's file in a sticky folder", "belongs to another user, uid 4711",
     [](const tree& here) {
         here.mode("a/b", 01777);
         here.owner("a/b/file", somebody);
         return here.file();
     },
     true},
    {"somebody's file", "add 4711 to /trust/owners",
     [](const tree& here) {
         here.owner("a/b/file", somebody);
         return here.file();
     },
     true},
    {"somebody's folder", "a belongs to another user",
     [](const tree& here) {
         here.owner("a", somebody);
         return here.file();
     },
     true},
    {"a group may write to the file", "the group 4712 may write to",
     [](const tree& here) {
         here.owner("a/b/file", ::geteuid(), some_group);
         here.mode("a/b/file", 0664);
         return here.file();
     },
     true},
    {"a group may write to a folder", "a; run: chmod g-w ",
     [](const tree& here) {
         here.owner("a", ::geteuid(), some_group);
         here.mode("a", 0775);
         return here.file();
     },
     true},
    {"a group may read it", "",
     [](const tree& here) {
         here.owner("a/b/file", ::geteuid(), some_group);
         here.mode("a/b/file", 0640);
         return here.file();
     },
     true},
    {"a link to what is ours", "",
     [](const tree& here) {
         here.link("link", "a/../a/b");
         return here.root() / "link/file";
     }},
    {"a link through a folder everybody may write to", "open; run: chmod o-w ",
     [](const tree& here) {
         fs::create_directory(here.root() / "open");
         here.mode("open", 0777);
         here.link("open/b", here.root() / "a/b");
         here.link("link", "open/b");
         return here.root() / "link/file";
     }},
    {"a link to a file everybody may write to", "a/b/file; run: chmod o-w ",
     [](const tree& here) {
         here.mode("a/b/file", 0602);
         here.link("link", here.file());
         return here.root() / "link";
     }},
    {"somebody's link in a sticky folder", "link belongs to another user",
     [](const tree& here) {
         here.mode("a", 01777);
         here.link("a/link", "b/file");
         here.owner("a/link", somebody);
         return here.root() / "a/link";
     },
     true},
    {"a circle of links", "",
     [](const tree& here) {
         here.link("one", "two");
         here.link("two", "one");
         return here.root() / "one";
     }},
    {"nothing", "", [](const tree& here) { return here.root() / "nothing/at/all"; }},
};

} // namespace

BOOST_AUTO_TEST_SUITE(place_safety)

BOOST_AUTO_TEST_CASE(a_place_is_safe_when_nobody_else_can_change_any_part_of_its_path)
{
    for (const place& one : places) {
        if (one.as_root && ::geteuid() != 0) continue;
        const tree here;
        const std::string why = host::unsafe_place(one.make(here), {});
        if (*one.words)
            BOOST_TEST((why.find(one.words) != why.npos), one.what << ": \"" << why << '"');
        else
            BOOST_TEST(why == "", one.what);
    }
}

BOOST_AUTO_TEST_CASE(owners_that_are_named_are_trusted_and_their_open_files_are_not)
{
    if (::geteuid() != 0) return; // only root gives files away
    const tree here;
    here.owner("a/b", somebody);
    const uid_t owners[] = {12, somebody};
    BOOST_TEST(host::unsafe_place(here.file(), owners) == "");
    here.mode("a/b", 0777);
    BOOST_TEST(host::unsafe_place(here.file(), owners) != "");
}

BOOST_AUTO_TEST_CASE(a_relative_path_stands_below_the_current_folder)
{
    const tree here;
    const fs::path before = fs::current_path();
    fs::current_path(here.root() / "a");
    BOOST_TEST(host::unsafe_place("b/file", {}) == "");
    here.mode("a", 0777);
    BOOST_TEST(host::unsafe_place("b/file", {}) != "");
    fs::current_path(before);
}

BOOST_AUTO_TEST_SUITE_END()
