// SPDX-License-Identifier: Apache-2.0
// "trust" in a manifest: whose plugins may run.
#include "manifest_reader.hpp"
#include "sha256.hpp"

namespace dovetail::host {

void manifest_reader::read_trust()
{
    const json_node node = root_["trust"];
    trust_settings& out = out_.plugins.trust;
    const auto mode = node["mode"].text();
    for (const trust_mode one : {trust_mode::warn, trust_mode::require}) {
        if (mode == to_string(one)) out.mode = one;
    }
    node["keys"].each_element([&](const json_node& one) {
        const auto text = one["public_key"].text();
        if (!text) return;
        auto key = public_key::parse(*text);
        if (key)
            out.keys.push_back({one["name"].text().value_or(""), *key});
        else
            faults_.push_back(one["public_key"].error(key.error().message));
    });
    node["revoked"].each_element([&](const json_node& one) {
        if (const auto text = one.text()) out.revoked.push_back(digest_of(*text));
    });
    node["owners"].each_element([&](const json_node& one) {
        if (const auto number = one.number()) out.owners.push_back(static_cast<uid_t>(*number));
    });
    if (out.mode == trust_mode::require && out.keys.empty())
        faults_.push_back(node["mode"].error("no plugin could run: signatures are required, and "
                                             "no key is trusted",
                                             "add a key to /trust/keys, or write \"warn\""));
}

} // namespace dovetail::host
