// SPDX-License-Identifier: Apache-2.0
#include "base64.hpp"
#include "canonical_json.hpp"
#include "file.hpp"
#include "json_pointer.hpp"
#include "json_schema.hpp"
#include "sha256.hpp"

#include <dovetail/abi/version.h>
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_manifest.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace dovetail::host {

namespace json = boost::json;

namespace {

std::string text_at(const json::object& object, std::string_view key)
{
    const json::value* found = object.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

std::uint32_t number_at(const json::object& object, std::string_view key)
{
    const json::value* found = object.if_contains(key);
    const auto number = found && found->is_int64() ? found->get_int64() : 0;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, UINT32_MAX));
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key)
{
    std::vector<std::string> out;
    const json::value* found = object.if_contains(key);
    if (!found || !found->is_array()) return out;
    for (const json::value& one : found->get_array()) {
        if (one.is_string()) out.emplace_back(one.get_string());
    }
    return out;
}

/// Reads values out of a document that its schema has judged.
class plugin_manifest_reader
{
public:
    plugin_manifest_reader(std::shared_ptr<const json_source> source, std::filesystem::path file,
                           std::vector<fault>& faults)
        : source_(std::move(source)), faults_(faults), root_(source_->root().get_object())
    {
        out_.file = std::move(file);
    }

    std::shared_ptr<const plugin_manifest> read()
    {
        out_.id = text_at(root_, "id");
        read_version();
        read_abi();
        read_library();
        out_.sha256 = digest_of(text_at(root_, "sha256"));
        out_.provides = texts_at(root_, "provides");
        out_.requires_of_host = texts_at(root_, "requires");
        read_schema();
        read_swap();
        read_signature();
        return std::make_shared<const plugin_manifest>(std::move(out_));
    }

private:
    void report(std::string_view pointer, std::string what, std::string remedy)
    {
        faults_.push_back(source_->fault_at(pointer, std::move(what), std::move(remedy)));
    }

    void read_version()
    {
        const std::string text = text_at(root_, "version");
        if (const auto version = semantic_version::parse(text))
            out_.version = *version;
        else
            report("/version", "\"" + text + "\" is no semantic version",
                   "write major.minor.patch, e.g. 1.0.0");
    }

    void read_abi()
    {
        const json::value* abi = root_.if_contains("abi");
        if (!abi || !abi->is_object()) return;
        out_.abi = {number_at(abi->get_object(), "oldest"), number_at(abi->get_object(), "newest")};
        if (out_.abi.oldest > out_.abi.newest)
            report("/abi", "the oldest version is newer than the newest", "swap the two");
    }

    void read_library()
    {
        const std::filesystem::path library = text_at(root_, "library");
        const auto plain = library.lexically_normal();
        // A manifest must not be able to name any file of the machine.
        if (library.is_absolute() || (!plain.empty() && *plain.begin() == ".."))
            report("/library", "the library has to lie beside or below its manifest",
                   "write a relative path without \"..\"");
        out_.library = out_.file.parent_path() / plain;
    }

    void read_schema()
    {
        const json::value* schema = root_.if_contains("configuration");
        if (!schema) {
            out_.schema.json = "true";
            return;
        }
        out_.schema = {json::serialize(*schema), source_, "/configuration"};
        const auto compiled = json_schema::compile(*schema, "this");
        if (!compiled) report("/configuration", compiled.error().message, {});
    }

    void read_swap()
    {
        const json::value* swap = root_.if_contains("swap");
        if (!swap || !swap->is_object()) return;
        const json::object& object = swap->get_object();
        if (text_at(object, "mode") == "exclusive") out_.swap = swap_mode::exclusive;
        const json::value* resident = object.if_contains("resident");
        out_.resident = resident && *resident == json::value(true);
    }

    void read_signature()
    {
        json::object unsigned_part = root_;
        unsigned_part.erase("signature");
        auto canonical = canonical_json(json::value(std::move(unsigned_part)));
        // Without a signature nobody needs the form; a plugin may have numbers it cannot express.
        if (canonical) out_.canonical = std::move(*canonical);
        const json::value* found = root_.if_contains("signature");
        if (!found || !found->is_object()) return;
        if (!canonical) report("/signature", canonical.error().message, {});
        const json::object& object = found->get_object();
        plugin_signature signature{
            text_at(object, "key"), digest_of(text_at(object, "sha256")), {}};
        if (!from_base64(text_at(object, "value"), signature.value))
            report("/signature/value", "this is no signature",
                   "sign the manifest again (dovetail-plugin sign)");
        out_.signature = std::move(signature);
    }

    std::shared_ptr<const json_source> source_;
    std::vector<fault>& faults_;
    const json::object& root_;
    plugin_manifest out_;
};

/// A manifest of a later layout cannot be judged by this schema: that is the one thing to say.
bool is_newer(const json_source& source, std::vector<fault>& faults)
{
    const json::value* version = source.find("/manifest_version");
    if (!version || !version->is_int64() || version->get_int64() <= newest_plugin_manifest_version)
        return false;
    faults.push_back(source.fault_at(
        "/manifest_version",
        "the plugin manifest has version " + std::to_string(version->get_int64()) +
            ", and this host reads up to version " + std::to_string(newest_plugin_manifest_version),
        "use a newer host or an older plugin"));
    return true;
}

} // namespace

std::string to_string(abi_range range)
{
    if (range.oldest == range.newest) return "version " + std::to_string(range.oldest);
    return "versions " + std::to_string(range.oldest) + " to " + std::to_string(range.newest);
}

abi_range host_abi_range() noexcept
{
    return {DOVETAIL_ABI_VERSION_OLDEST, DOVETAIL_ABI_VERSION};
}

bool plugin_manifest::provides_extension(std::string_view extension) const noexcept
{
    return std::ranges::find(provides, extension) != provides.end();
}

plugin_manifest_report load_plugin_manifest(const std::filesystem::path& file)
{
    plugin_manifest_report out;
    const std::filesystem::path absolute = std::filesystem::absolute(file).lexically_normal();
    file_content content = read_file(absolute, max_manifest_bytes);
    if (!content.problem.empty()) {
        out.faults.push_back({fault_level::error,
                              absolute.string(),
                              {},
                              {},
                              "cannot be read: " + content.problem,
                              {}});
        return out;
    }
    json_parse parsed = json_source::parse(std::move(content.bytes), absolute.string());
    out.faults = std::move(parsed.faults);
    if (!parsed.source) return out;
    if (const json::object* root = parsed.source->root().if_object())
        out.claimed_id = text_at(*root, "id");
    if (is_newer(*parsed.source, out.faults)) return out;
    for (fault& one : plugin_manifest_schema().check(*parsed.source))
        out.faults.push_back(std::move(one));
    if (!has_errors(out.faults)) {
        auto value = plugin_manifest_reader(parsed.source, absolute, out.faults).read();
        if (!has_errors(out.faults)) out.value = std::move(value);
    }
    sort_by_place(out.faults);
    return out;
}

std::vector<fault> check_configuration(const plugin_manifest& about, const configuration& settings)
{
    std::shared_ptr<const json_source> source = settings.source;
    if (!source) {
        json_parse parsed = json_source::parse(settings.json, "configuration of " + about.id);
        if (!parsed.source) return parsed.faults;
        source = std::move(parsed.source);
    }
    const json::value* here = source->find(settings.pointer);
    if (here && !here->is_object())
        return {source->fault_at(settings.pointer, "a configuration is a JSON object")};
    const json::value* schema =
        about.schema.source ? about.schema.source->find(about.schema.pointer) : nullptr;
    if (!schema) return {};
    const auto compiled = json_schema::compile(*schema, about.file.string());
    if (!compiled)
        return {{fault_level::error,
                 about.file.string(),
                 {},
                 about.schema.pointer,
                 compiled.error().message,
                 {}}};
    // A section that is left out is an empty one; its schema may still want keys of it.
    if (here) return compiled.value()->check(*source, settings.pointer);
    json_parse empty = json_source::parse("{}", source->file());
    std::vector<fault> out = compiled.value()->check(*empty.source);
    for (fault& one : out) {
        one.pointer = settings.pointer;
        one.where = source->at(settings.pointer);
    }
    return out;
}

} // namespace dovetail::host
