// SPDX-License-Identifier: Apache-2.0
// Who is trusted with running code: signatures, revocation, and what a manifest says about both.
#include "support/plugin_folder.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_check.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/host/signing_key.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace dovetail;
using host::trust_mode;
namespace fs = std::filesystem;

namespace {

/// What is done to a signed plugin before a host looks at it, and what the host says.
struct attempt
{
    const char* what;
    const char* code; ///< empty: nothing is wrong
    std::function<void(const fs::path& manifest)> change;
};

class workshop
{
public:
    const host::signing_key key = host::signing_key::generate();
    const host::signing_key stranger = host::signing_key::generate();
    test::loading to{};

    fs::path signed_plugin() const { return signed_with(key, {}); }

    fs::path signed_with(const host::signing_key& by, const test::installed& what) const
    {
        const fs::path file = to.plugins.install(what);
        sign(file, by);
        return file;
    }

    void sign(const fs::path& file, const host::signing_key& by) const
    {
        const auto text = host::sign_plugin_manifest(test::content_of(file), file.string(), by);
        to.plugins.folder().write(file.filename().string(), text.value());
    }

    host::trust_settings rules(trust_mode mode) const
    {
        return {.mode = mode, .keys = {{"the workshop", key.open()}}};
    }

    /// The code of the error that loading ends with, or empty.
    std::string load(const fs::path& file, const host::trust_settings& rules) const
    {
        const auto report = host::load_plugin_manifest(file);
        if (!report.value) return "plugin_manifest";
        host::plugin_loader loader(to.host, to.copies.path(), rules);
        const auto loaded = loader.load(report.value);
        return loaded ? "" : loaded.error().code;
    }
};

void replace(const fs::path& file, const std::string& from, const std::string& to)
{
    std::string text = test::content_of(file);
    const auto at = text.find(from);
    BOOST_REQUIRE_MESSAGE(at != text.npos, from << " is not in " << text);
    text.replace(at, from.size(), to);
    test::overwrite(file, text);
}

std::vector<attempt> attempts(const workshop& here)
{
    return {
        {"nothing", "", [](const fs::path&) {}},
        {"the signature is taken out", "plugin_unsigned",
         [&](const fs::path&) { here.to.plugins.install({}); }},
        {"somebody else signs it", "plugin_unknown_key",
         [&](const fs::path& file) { here.sign(file, here.stranger); }},
        {"somebody else signs it in our name", "plugin_signature",
         [&](const fs::path& file) {
             here.sign(file, here.stranger);
             replace(file, here.stranger.open().id(), here.key.open().id());
         }},
        {"the manifest is edited after it was signed", "plugin_changed",
         [](const fs::path& file) { replace(file, R"("minimum": 1)", R"("minimum": 0)"); }},
        {"a key of a later version is added to it", "plugin_changed",
         [](const fs::path& file) { replace(file, R"("id":)", R"("isolation": "none", "id":)"); }},
        {"it gets the signature of another plugin's manifest", "plugin_changed",
         [&](const fs::path& file) {
             const auto other = here.signed_with(here.key, {.id = "test.other", .file = "other"});
             const std::string theirs = test::content_of(other);
             std::string ours = test::content_of(file);
             ours.resize(ours.find("\"signature\""));
             test::overwrite(file, ours + theirs.substr(theirs.find("\"signature\"")));
             fs::remove(other);
         }},
        {"the library is another one", "plugin_digest",
         [](const fs::path& file) {
             fs::copy_file(test::built_library("good_2"), file.parent_path() / "good.so",
                           fs::copy_options::overwrite_existing);
         }},
        {"library and digest are others", "plugin_changed",
         [&](const fs::path& file) {
             const auto ours = host::load_plugin_manifest(file).value;
             fs::copy_file(test::built_library("good_2"), ours->library,
                           fs::copy_options::overwrite_existing);
             replace(file, host::to_string(ours->sha256),
                     host::inspect_library(ours->library).value().sha256);
         }},
        {"the signature is cut", "plugin_manifest",
         [](const fs::path& file) { replace(file, "==\"", "\""); }},
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(plugin_trust)

BOOST_AUTO_TEST_CASE(with_require_only_what_a_trusted_key_signed_as_it_is_runs)
{
    const workshop here;
    for (const attempt& one : attempts(here)) {
        const fs::path file = here.signed_plugin();
        one.change(file);
        BOOST_TEST(here.load(file, here.rules(trust_mode::require)) == one.code, one.what);
    }
}

BOOST_AUTO_TEST_CASE(with_warn_it_runs_and_the_log_says_what_is_wrong)
{
    for (const char* code : {"plugin_unsigned", "plugin_unknown_key", "plugin_changed"}) {
        const workshop here;
        for (const attempt& one : attempts(here)) {
            if (one.code != std::string_view(code)) continue;
            const fs::path file = here.signed_plugin();
            one.change(file);
            // Other checks than the signature's may still refuse it: then nothing is to be seen.
            const std::string ended = here.load(file, here.rules(trust_mode::warn));
            if (ended == "plugin_identity") continue;
            BOOST_TEST(ended == "", one.what);
            BOOST_TEST(here.to.log.contains("warning it"), one.what);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_off_signatures_are_not_looked_at_and_digests_are)
{
    const workshop here;
    for (const attempt& one : attempts(here)) {
        const fs::path file = here.signed_plugin();
        one.change(file);
        const std::string_view code = one.code;
        const std::string ended = here.load(file, {});
        if (code == "plugin_digest" || code == "plugin_manifest")
            BOOST_TEST(ended == code, one.what);
        else
            BOOST_TEST((ended.empty() || ended == "plugin_identity"), one.what << ": " << ended);
    }
    BOOST_TEST(!here.to.log.contains("warning"));
}

BOOST_AUTO_TEST_CASE(a_revoked_library_never_runs_whoever_signed_it)
{
    const workshop here;
    const fs::path file = here.signed_plugin();
    for (const trust_mode mode : {trust_mode::off, trust_mode::warn, trust_mode::require}) {
        auto rules = here.rules(mode);
        rules.revoked = {host::load_plugin_manifest(file).value->sha256};
        BOOST_TEST(here.load(file, rules) == "plugin_revoked");
        rules.revoked[0][31] = static_cast<std::uint8_t>(rules.revoked[0][31] + 1);
        BOOST_TEST(here.load(file, rules) == "");
    }
}

BOOST_AUTO_TEST_CASE(any_of_several_trusted_keys_will_do)
{
    const workshop here;
    const fs::path file = here.signed_plugin();
    auto rules = here.rules(trust_mode::require);
    rules.keys.insert(rules.keys.begin(), {"somebody else", here.stranger.open()});
    BOOST_TEST(here.load(file, rules) == "");
    const auto about = host::load_plugin_manifest(file).value;
    BOOST_TEST(host::judge_trust(*about, rules).value().signer == "the workshop");
}

BOOST_AUTO_TEST_CASE(a_search_passes_over_what_is_not_trusted_and_says_why)
{
    const workshop here;
    here.to.plugins.install({.library = "good_2", .version = "2.0.0"}); // newer, and not signed
    here.signed_plugin();
    host::plugins_settings settings;
    settings.search = {here.to.plugins.path()};
    settings.trust = here.rules(trust_mode::require);
    const auto outcome = host::plugin_search(settings).find("test.probe");
    BOOST_REQUIRE(outcome.ok());
    BOOST_TEST(to_string(outcome.found->version) == "1.0.0");
    const std::string text = outcome.trace.to_text();
    BOOST_TEST((text.find("test.probe 2.0.0): passed over: it is not signed") != text.npos), text);

    settings.trust.mode = trust_mode::warn;
    const auto all = host::plugin_search(settings).list().to_text();
    BOOST_TEST((all.find("good_2.plugin.json (test.probe 2.0.0): chosen\n      warning: it is not "
                         "signed") != all.npos),
               all);
}

BOOST_AUTO_TEST_CASE(a_registry_loads_by_the_rules_of_its_search)
{
    const workshop here;
    here.to.plugins.install({});
    host::plugins_settings settings;
    settings.search = {here.to.plugins.path()};
    settings.trust = here.rules(trust_mode::require);
    host::plugin_registry registry(host::plugin_search(settings), here.to.host,
                                   here.to.copies.path());
    BOOST_TEST(registry.require("test.probe").error().code == "plugin_not_found");
    here.signed_plugin();
    BOOST_TEST(registry.require("test.probe").has_value());
}

BOOST_AUTO_TEST_CASE(a_judgement_names_every_check)
{
    const workshop here;
    const auto about = host::load_plugin_manifest(here.signed_plugin()).value;
    const auto good = host::judge_plugin(*about, here.rules(trust_mode::require));
    BOOST_TEST(good.problem() == nullptr);
    BOOST_TEST(good.signer == "the workshop");
    BOOST_TEST(good.checks.size() == 9u);
    BOOST_TEST(good.facts->sha256 == host::to_string(about->sha256));
    fs::remove(about->library);
    const auto bad = host::judge_plugin(*about, {.mode = trust_mode::require});
    BOOST_REQUIRE(bad.problem());
    BOOST_TEST(bad.problem()->code == "plugin_unknown_key"); // the first of two
    BOOST_TEST(bad.checks.back().problem->code == "plugin_library_missing");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(trust_in_manifests)

BOOST_AUTO_TEST_CASE(every_key_arrives)
{
    const auto report = host::parse_manifest(
        R"({"manifest_version": 1, "trust": {"mode": "require", "owners": [1000], "keys":
            [{"name": "Ada", "public_key": "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}],
            "revoked": [")" +
            std::string(64, 'b') + R"("]}})",
        "manifest.json");
    BOOST_REQUIRE(report.ok());
    const host::trust_settings& trust = report.value->plugins.trust;
    BOOST_TEST((trust.mode == trust_mode::require));
    BOOST_TEST(trust.keys.at(0).name == "Ada");
    BOOST_TEST(trust.keys.at(0).key.id() == "21fe31dfa154a261");
    BOOST_TEST(host::to_string(trust.revoked.at(0)) == std::string(64, 'b'));
    BOOST_TEST(trust.owners == std::vector<uid_t>{1000});
}

BOOST_AUTO_TEST_CASE(p8_rules_that_cannot_be_meant_are_refused_with_their_place)
{
    const auto faults = [](const std::string& trust) {
        const auto report = host::parse_manifest(
            R"({"manifest_version": 1, "trust": )" + trust + '}', "manifest.json");
        return report.ok() ? "" : report.failure().message;
    };
    struct bad
    {
        const char* trust;
        const char* words;
    };
    for (const auto& [trust, words] :
         {bad{R"({"mode": "require"})", "/trust/mode: no plugin could run"},
          bad{R"({"mode": "strict"})", "/trust/mode"},
          bad{R"({"keys": [{"name": "x", "public_key": "ed25519:short"}]})",
              "/trust/keys/0/public_key"},
          // The form is right, and its last bits belong to no byte.
          bad{R"({"keys": [{"name": "x", "public_key":
                  "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp="}]})",
              "/trust/keys/0/public_key: this is no public key"},
          bad{R"({"keys": [{"public_key":
                  "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}]})",
              "name"},
          bad{R"({"revoked": ["ABC"]})", "/trust/revoked/0"},
          bad{R"({"owners": ["root"]})", "/trust/owners/0"}}) {
        const std::string found = faults(trust);
        BOOST_TEST((found.find(words) != found.npos), words << " is not in: " << found);
    }
}

BOOST_AUTO_TEST_SUITE_END()
