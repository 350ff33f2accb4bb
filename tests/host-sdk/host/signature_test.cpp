// SPDX-License-Identifier: Apache-2.0
// Keys, signatures, and how a signature gets into the text of a plugin manifest.
#include <dovetail/host/plugin_manifest.hpp>
#include <dovetail/host/signing_key.hpp>

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dovetail;

namespace {

std::string text_of(const host::signing_key& key)
{
    const host::secret text = key.text();
    return std::string(text.reveal());
}

/// A manifest that names no library that exists; nothing here opens it.
std::string manifest_with(const std::string& more)
{
    return R"({
    "manifest_version": 1, "id": "x.y", "version": "1.0.0",
    "abi": {"oldest": 1, "newest": 1}, "library": "x.so", "provides": ["dovetail.mapper/1"],
    "sha256": ")" +
           std::string(64, 'a') + '"' + more;
}

std::shared_ptr<const host::plugin_manifest> read(const std::string& text)
{
    const test::temporary_folder folder;
    auto report = host::load_plugin_manifest(folder.write("x.plugin.json", text));
    BOOST_REQUIRE_MESSAGE(report.value, host::to_error("", report.faults).message);
    return report.value;
}

std::string signed_by(const host::signing_key& key, const std::string& text)
{
    return host::sign_plugin_manifest(text, "x.plugin.json", key).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(signatures)

BOOST_AUTO_TEST_CASE(a_seed_gives_the_public_key_of_rfc_8032)
{
    // 7.1, test 1: 9d61b19d… and d75a9801….
    const auto key =
        host::signing_key::parse("ed25519-secret:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    BOOST_TEST(host::to_string(key.value().open()) ==
               "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    BOOST_TEST(text_of(*key) == "ed25519-secret:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
}

BOOST_AUTO_TEST_CASE(each_new_key_is_another_one_and_comes_back_from_its_text)
{
    const auto one = host::signing_key::generate();
    const auto two = host::signing_key::generate();
    BOOST_TEST(!(one.open() == two.open()));
    BOOST_TEST((host::signing_key::parse(text_of(one)).value().open() == one.open()));
    BOOST_TEST((host::public_key::parse(to_string(one.open())).value() == one.open()));
    BOOST_TEST(one.open().id().size() == 16u);
}

BOOST_AUTO_TEST_CASE(what_is_no_key_is_refused_and_never_quoted)
{
    for (const std::string& text : {
             std::string{},
             std::string("ed25519-secret:"),
             std::string("hunter2"),
             std::string("ed25519-secret:hunter2"),
             std::string("ed25519-secret:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"), // no "="
             std::string(
                 "ed25519-secret:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2B="), // loose bits
             std::string("ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
         }) {
        const auto key = host::signing_key::parse(text);
        BOOST_REQUIRE(key.has_error());
        BOOST_TEST(key.error().message.find("hunter2") == std::string::npos);
        if (!text.starts_with("ed25519:"))
            BOOST_TEST(host::public_key::parse(text).error().code == "key");
    }
}

BOOST_AUTO_TEST_CASE(a_signature_holds_for_its_text_and_its_key_alone)
{
    const auto key = host::signing_key::generate();
    const auto signature = key.sign("text");
    BOOST_TEST(host::verify(signature, "text", key.open()).has_value());
    BOOST_TEST(host::verify(signature, "Text", key.open()).error().code == "plugin_changed");
    const auto other = host::signing_key::generate();
    BOOST_TEST(host::verify(signature, "text", other.open()).error().code == "plugin_signature");
    for (std::size_t byte = 0; byte < signature.value.size(); byte += 9) {
        auto damaged = signature;
        damaged.value[byte] = static_cast<std::uint8_t>(damaged.value[byte] ^ 1u);
        BOOST_TEST(host::verify(damaged, "text", key.open()).error().code == "plugin_signature");
    }
    // One who knows how to write the digest still cannot sign.
    auto forged = signature;
    forged.covered = other.sign("Text").covered;
    BOOST_TEST(host::verify(forged, "Text", key.open()).error().code == "plugin_signature");
}

BOOST_AUTO_TEST_CASE(signing_a_manifest_keeps_its_layout_and_replaces_an_older_signature)
{
    const auto key = host::signing_key::generate();
    const auto other = host::signing_key::generate();
    const std::string head = manifest_with(R"(,
    "configuration": {"properties": {"signature": {"enum": ["}", "\"", 0.5]}}})");
    const std::string once = signed_by(key, head + "\n}");
    BOOST_TEST(once.starts_with(head + ",\n  \"signature\": {"));
    BOOST_TEST(once.ends_with("}\n}\n"));
    BOOST_TEST(signed_by(key, once) == once);
    BOOST_TEST(signed_by(key, signed_by(other, once)) == once);
    // Wherever the old one stands, and whatever it is.
    for (const char* old : {R"("signature": {"a": "}"}, )", R"("signature": "x" , )",
                            R"("signature": 1,)", R"("signature": ["]", {}],)"}) {
        std::string text = head + "}";
        text.insert(1, old);
        const auto manifest = read(signed_by(key, text));
        BOOST_TEST(host::verify(*manifest->signature, manifest->canonical, key.open()).has_value());
        BOOST_TEST(manifest->canonical == read(once)->canonical);
    }
}

BOOST_AUTO_TEST_CASE(a_signature_covers_every_value_and_no_blank)
{
    const auto key = host::signing_key::generate();
    const std::string text =
        signed_by(key, manifest_with(R"(, "swap": {"resident": true}, "x": 1})"));
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string copy = text;
        const auto at = copy.find(from);
        BOOST_REQUIRE(at != std::string::npos);
        const auto manifest = read(copy.replace(at, from.size(), to));
        return host::verify(*manifest->signature, manifest->canonical, key.open()).has_error();
    };
    BOOST_TEST(!changed("\"id\": \"x.y\"", "\"id\" :  \"x.y\""));
    BOOST_TEST(!changed("\"x.y\"", "\"\\u0078.y\""));
    BOOST_TEST(changed("x.y", "x.z"));
    BOOST_TEST(changed("1.0.0", "1.0.1"));
    BOOST_TEST(changed("\"newest\": 1", "\"newest\": 2"));
    BOOST_TEST(changed("x.so", "y.so"));
    BOOST_TEST(changed("aaaa", "aaab"));
    BOOST_TEST(changed("mapper/1", "mapper/2"));
    BOOST_TEST(changed("true", "false"));
    BOOST_TEST(changed("\"x\": 1", "\"x\": 2")); // unknown to this host, and covered
    BOOST_TEST(changed(", \"x\": 1", ""));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_signed_is_refused)
{
    const auto key = host::signing_key::generate();
    for (const std::string text :
         {"", "[]", "{\"a\": 1,}", R"({"a": 1, "a": 2})", R"({"a": 9007199254740993})"}) {
        const auto out = host::sign_plugin_manifest(text, "x.plugin.json", key);
        BOOST_REQUIRE_MESSAGE(out.has_error(), text);
        BOOST_TEST(out.error().code == "plugin_manifest");
    }
}

BOOST_AUTO_TEST_SUITE_END()
