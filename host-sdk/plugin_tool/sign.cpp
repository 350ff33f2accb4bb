// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin sign`: vouches for a plugin with a secret key.
#include "plugin_tool/file.hpp"
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"

#include <dovetail/host/plugin_check.hpp>
#include <dovetail/host/signing_key.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;

struct sign_options
{
    std::string file;
    std::string key_file;
    std::string key_variable;
    bool json = false;
};

app::outcome_of<host::signing_key> key_of(const sign_options& wanted)
{
    const host::secret_source where{
        wanted.key_file.empty() ? fs::path{} : fs::absolute(wanted.key_file), wanted.key_variable};
    const auto text = host::read_secret(where, "dovetail-plugin sign");
    if (!text) return failure::of(text.error());
    auto key = host::signing_key::parse(text->reveal());
    if (!key) return failure::of(key.error());
    return std::move(*key);
}

/// What a signature vouches for is checked on the very file that takes the old one's place.
std::optional<failure> check_signed(const fs::path& part, const host::public_key& key)
{
    const auto report = host::load_plugin_manifest(part);
    if (!report.value) return failure::of(host::to_error("plugin_manifest", report.faults));
    const host::plugin_manifest& about = *report.value;
    if (!about.signature)
        return failure::of({host::error_class::bug, "plugin_unsigned",
                            "the signature did not get into the file; please report this"});
    if (const auto good = host::verify(*about.signature, about.canonical, key); !good)
        return failure::of(good.error());
    const auto facts = host::inspect_library(about.library);
    if (!facts) return failure::of(facts.error());
    if (facts->sha256 == host::to_string(about.sha256)) return std::nullopt;
    return failure::of({host::error_class::config, "plugin_digest",
                        "the library " + about.library.string() +
                            " is not the one the manifest describes: its SHA-256 is " +
                            facts->sha256 + "; build both together, then sign"});
}

/// Where it was signed need not be where it runs, so what is wrong here is only said.
void warn(console& out, const host::plugin_manifest& about)
{
    const auto judgement = host::judge_plugin(about, {});
    const app::palette paint(out.err().colored);
    for (const auto& check : judgement.checks) {
        if (!check.problem) continue;
        out.complain(paint(app::tint::warning, "a host would refuse it here: " +
                                                   app::printable(check.problem->message)));
    }
}

outcome sign(const sign_options& wanted, console& out)
{
    const auto what = find_described_subject(wanted.file);
    if (!what) return what.error();
    const auto key = key_of(wanted);
    if (!key) return key.error();
    auto text = read_text(what->manifest_file);
    if (!text) return text.error();
    auto with = host::sign_plugin_manifest(std::move(*text), what->manifest_file.string(), *key);
    if (!with) return failure::of(with.error());
    const auto check = [&](const fs::path& part) { return check_signed(part, key->open()); };
    if (auto wrong = replace_text(what->manifest_file, *with, check)) return *wrong;
    warn(out, *what->about);
    const std::string version = to_string(what->about->version);
    if (wanted.json)
        out.line(app::json_document({{"file", what->manifest_file.string()},
                                     {"id", what->about->id},
                                     {"version", version},
                                     {"key", key->open().id()}}));
    else
        out.line(fmt::format("{} {} signed with the key {}", app::printable(what->about->id),
                             version, key->open().id()));
    return exit_code::done;
}

} // namespace

void add_sign(program& to)
{
    auto wanted = std::make_shared<sign_options>();
    CLI::App& app =
        to.add("sign", "Sign a plugin: its manifest, which has the digest of its library",
               "dovetail-plugin sign plugins/my_connector.plugin.json --key acme.key",
               [wanted](console& out) { return sign(*wanted, out); });
    app.add_option("file", wanted->file, "The plugin's manifest (*.plugin.json), or its library")
        ->required()
        ->type_name("FILE");
    auto* source = app.add_option_group("key", "Where the secret key is");
    source->require_option(1);
    source->add_option("--key", wanted->key_file, "A file that only its owner may read")
        ->type_name("FILE");
    source->add_option("--key-env", wanted->key_variable, "An environment variable")
        ->type_name("NAME");
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
