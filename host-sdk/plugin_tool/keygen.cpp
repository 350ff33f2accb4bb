// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin keygen`: a pair of keys to sign plugins with.
#include "plugin_tool/file.hpp"
#include "plugin_tool/subcommands.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"

#include <dovetail/host/signing_key.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace dovetail::plugin_tool {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct keygen_options
{
    std::string file;
    std::string name;
    bool json = false;
};

void print(console& out, const keygen_options& wanted, const host::public_key& key)
{
    out.line(fmt::format("secret key  {}  (keep it to yourself)", app::printable(wanted.file)));
    out.line(fmt::format("public key  {}.pub", app::printable(wanted.file)));
    out.line("key id      " + key.id());
    out.line("Hosts trust it with this in /trust/keys of their manifest.json:");
    out.line("  " + app::json_line({{"name", wanted.name}, {"public_key", to_string(key)}}));
}

outcome keygen(keygen_options wanted, console& out)
{
    if (wanted.name.empty()) wanted.name = fs::path(wanted.file).stem().string();
    const auto key = host::signing_key::generate();
    const std::string open = to_string(key.open());
    {
        const host::secret text = key.text();
        if (auto wrong = create_file(wanted.file, text.reveal(), file_mode::secret)) return *wrong;
    }
    if (auto wrong = create_file(wanted.file + ".pub", open, file_mode::open)) {
        std::error_code ignored;
        fs::remove(wanted.file, ignored); // half a pair would only be in the way
        return *wrong;
    }
    if (!wanted.json) {
        print(out, wanted, key.open());
        return exit_code::done;
    }
    out.line(app::json_document({{"secret_file", wanted.file},
                                 {"public_file", wanted.file + ".pub"},
                                 {"key", key.open().id()},
                                 {"name", wanted.name},
                                 {"public_key", open}}));
    return exit_code::done;
}

} // namespace

void add_keygen(program& to)
{
    auto wanted = std::make_shared<keygen_options>();
    CLI::App& app = to.add("keygen", "A new pair of keys to sign plugins with",
                           "dovetail-plugin keygen acme.key --name Acme",
                           [wanted](console& out) { return keygen(*wanted, out); });
    app.add_option("file", wanted->file,
                   "Where the secret key goes (mode 0600); the public one goes beside it, as "
                   "FILE.pub. Neither may exist")
        ->required()
        ->type_name("FILE");
    app.add_option("--name", wanted->name, "Whose key it is, for hosts' manifests")
        ->type_name("NAME");
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
