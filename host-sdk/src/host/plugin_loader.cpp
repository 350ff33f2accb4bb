// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"
#include "library_image.hpp"
#include "plugin_library.hpp"
#include "private_directory.hpp"

#include "isolated/launcher.hpp"

#include <dovetail/host/plugin.hpp>

#include <atomic>

namespace dovetail::host {
namespace {

/// Counts the loads of this process, over all loaders: the name of a copy is never used twice.
std::uint64_t next_generation() noexcept
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

/// Every error of loading says which plugin and which manifest it is about.
error about_plugin(const plugin_manifest& about, error failure)
{
    failure.message = "the plugin " + about.id + ' ' + to_string(about.version) + " (" +
                      about.file.string() + ") cannot be loaded: " + failure.message;
    return failure;
}

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

/// The handshake of abi/entry.h, judged from this side too. `entry` is called as the
/// plugin's dovetail_entry_function.
template<class Entry>
result<dovetail_plugin> negotiate(Entry&& entry)
{
    const abi_range ours = host_abi_range();
    auto talk = empty_struct<dovetail_negotiation>();
    talk.host_oldest = ours.oldest;
    talk.host_newest = ours.newest;
    auto table = empty_struct<dovetail_plugin>();
    auto reported = empty_struct<dovetail_error>();
    const dovetail_status status = entry(&talk, &table, &reported);
    const abi_range theirs{talk.plugin_oldest, talk.plugin_newest};
    const std::string ranges =
        "the plugin speaks " + to_string(theirs) + " of the contract, this host " + to_string(ours);
    if (status != DOVETAIL_OK) {
        error failure = error::from_abi(reported);
        if (!theirs.overlaps(ours)) return refuse("plugin_abi", ranges + ": " + failure.message);
        failure.message = "it refused to start: " + failure.message;
        failure.code = "plugin_refused";
        return failure;
    }
    const bool in_both = talk.chosen >= ours.oldest && talk.chosen <= ours.newest &&
                         talk.chosen >= theirs.oldest && talk.chosen <= theirs.newest;
    if (!in_both)
        return refuse("plugin_abi",
                      ranges + ", and it chose version " + std::to_string(talk.chosen));
    if (table.abi_version != talk.chosen)
        return refuse("plugin_contract", "it negotiated version " + std::to_string(talk.chosen) +
                                             " and speaks " + std::to_string(table.abi_version));
    return table;
}

/// Whether the code is what the manifest says it is.
result<void> check_identity(const plugin_manifest& about, const dovetail_plugin& table)
{
    if (!DOVETAIL_HAS(&table, dovetail_plugin, extension) || !table.extension || !table.id.data ||
        !table.version.data)
        return error{error_class::bug, "plugin_contract", "its table is not filled in"};
    const std::string id(view(table.id));
    if (id != about.id)
        return refuse("plugin_identity", "its code says it is \"" + id +
                                             "\"; install library and "
                                             "manifest together");
    const std::string version(view(table.version));
    if (version != to_string(about.version))
        return refuse("plugin_identity", "its code says it is version \"" + version +
                                             "\"; install library and manifest together");
    for (const std::string& extension : about.provides) {
        if (!table.extension(to_abi(extension)))
            return refuse("plugin_identity", "its manifest says it provides \"" + extension +
                                                 "\", and its code does not have it");
    }
    return {};
}

} // namespace

plugin_loader::plugin_loader(std::shared_ptr<const plugin_host> host,
                             std::filesystem::path private_parent, trust_settings trust)
    : host_(std::move(host)), trust_(std::move(trust)),
      copies_(std::make_unique<private_directory>(std::move(private_parent)))
{
}

plugin_loader::~plugin_loader() = default;

result<std::shared_ptr<const plugin>> plugin_loader::load(
    const std::shared_ptr<const plugin_manifest>& about, const isolation& how)
{
    const library_image image = examine(*about, trust_);
    if (const error* problem = image.judgement.problem()) return about_plugin(*about, *problem);
    for (const std::string& warning : image.judgement.warnings())
        host_->sink().write(log_level::warning, warning, {{"plugin", about->id}});

    const std::uint64_t generation = next_generation();
    const auto copy = copies_->store(image.bytes, about->id + '-' + to_string(about->sha256) +
                                                      "-g" + std::to_string(generation) + ".so");
    if (!copy) return about_plugin(*about, copy.error());
    auto loaded = how.process ? start_isolated(about, *copy, generation, how)
                              : start(about, *copy, generation);
    if (loaded) return loaded;
    copies_->remove(*copy);
    return about_plugin(*about, loaded.error());
}

result<std::shared_ptr<const plugin>> plugin_loader::start(
    const std::shared_ptr<const plugin_manifest>& about, const std::filesystem::path& copy,
    std::uint64_t generation) const
{
    auto library = plugin_library::open(copy, generation);
    if (!library) return library.error();
    if (about->resident) (*library)->keep();
    const auto table = negotiate((*library)->entry());
    if (!table) return table.error();
    if (auto same = check_identity(*about, *table); !same) return same.error();
    (*library)->keep();
    return std::make_shared<const plugin>(about, std::move(*library), *table, host_);
}

result<std::shared_ptr<const plugin>> plugin_loader::start_isolated(
    const std::shared_ptr<const plugin_manifest>& about, const std::filesystem::path& copy,
    std::uint64_t generation, const isolation& how) const
{
    auto processes = isolated::launcher::make(*about, copy, generation, how, *host_, trust_.owners);
    if (!processes) return processes.error();
    const auto entry = [&](dovetail_negotiation* talk, dovetail_plugin* out,
                           dovetail_error* reported) {
        return (*processes)->entry(talk, out, reported);
    };
    const auto table = negotiate(entry);
    if (!table) return table.error();
    if (auto same = check_identity(*about, *table); !same) return same.error();
    return std::make_shared<const plugin>(about, plugin_library::elsewhere(copy, generation),
                                          *table, host_, std::move(*processes));
}

} // namespace dovetail::host
