// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>

#include <algorithm>

namespace dovetail::host {
namespace {

void log_warnings(const search_trace& trace, log& sink)
{
    for (const std::string& note : trace.notes)
        sink.write(log_level::warning, note);
    for (const search_place& place : trace.places) {
        if (place.unsafe)
            sink.write(log_level::warning, "plugins are not looked for in an unsafe folder",
                       {{"folder", place.directory.native()}, {"why", place.problem}});
        for (const search_candidate& candidate : place.candidates) {
            if (candidate.broken)
                sink.write(log_level::warning, "a plugin was passed over: " + candidate.reason,
                           {{"file", candidate.file.native()}});
            if (!candidate.chosen) continue;
            // The loader warns about the plugin itself.
            for (const std::string& warning : candidate.warnings)
                sink.write(log_level::warning, warning);
        }
    }
}

/// Who asked: without it, a message about a plugin does not say which part of the manifest it is.
error for_user(std::string_view what, const std::string& name, error failure)
{
    failure.message = std::string(what) + " \"" + name + "\": " + failure.message;
    return failure;
}

} // namespace

plugin_registry::plugin_registry(plugin_search search, std::shared_ptr<const plugin_host> host,
                                 std::filesystem::path private_parent)
    : search_(std::move(search)), host_(std::move(host)),
      loader_(host_, std::move(private_parent), search_.trust())
{
}

void plugin_registry::set_aside(std::vector<version_set_aside> versions)
{
    const std::lock_guard guard(mutex_);
    set_aside_ = std::move(versions);
}

plugin_registry::generations::iterator plugin_registry::find(std::string_view id,
                                                             const isolation& how)
{
    return std::ranges::find_if(loaded_, [&](const auto& one) {
        return one->id() == id && (how.process ? one->how() == how : !one->how().process);
    });
}

result<std::shared_ptr<const plugin>> plugin_registry::require(std::string_view id,
                                                               const isolation& how)
{
    const std::lock_guard guard(mutex_);
    if (const auto found = find(id, how); found != loaded_.end()) return *found;
    search_wish wish;
    wish.set_aside = set_aside_;
    const search_outcome outcome = search_.find(id, wish);
    log_warnings(outcome.trace, host_->sink());
    if (!outcome.ok()) return outcome.failure();
    auto loaded = load(outcome.found, how);
    if (loaded) loaded_.push_back(*loaded);
    return loaded;
}

result<std::shared_ptr<const plugin>> plugin_registry::load(
    const std::shared_ptr<const plugin_manifest>& about, const isolation& how)
{
    auto loaded = loader_.load(about, how);
    if (!loaded) return loaded.error();
    host_->sink().write(log_level::info, "plugin loaded",
                        {{"plugin", (*loaded)->id()},
                         {"version", to_string((*loaded)->version())},
                         {"generation", static_cast<std::int64_t>((*loaded)->generation())},
                         {"file", about->library.native()},
                         {"isolation", how.process ? "process" : "none"}});
    return loaded;
}

void plugin_registry::adopt(const std::shared_ptr<const plugin>& generation)
{
    const std::lock_guard guard(mutex_);
    if (const auto found = find(generation->id(), generation->how()); found != loaded_.end())
        *found = generation;
    else
        loaded_.push_back(generation);
}

result<std::unique_ptr<connector>> plugin_registry::connector_for(
    const connection_settings& settings)
{
    const auto loaded = require(settings.plugin, settings.isolation);
    if (!loaded) return for_user("connection", settings.name, loaded.error());
    return connector_for(settings, *loaded);
}

result<std::unique_ptr<connector>> plugin_registry::connector_for(
    const connection_settings& settings, const std::shared_ptr<const plugin>& by)
{
    const auto made_by = connector_plugin::of(by);
    if (!made_by) return for_user("connection", settings.name, made_by.error());
    auto made = made_by->create(settings.settings);
    if (!made) return for_user("connection", settings.name, made.error());
    return made;
}

result<std::unique_ptr<mapping>> plugin_registry::mapping_for(const mapping_settings& settings)
{
    const auto loaded = require(settings.plugin, settings.isolation);
    if (!loaded) return for_user("mapping", settings.name, loaded.error());
    return mapping_for(settings, *loaded);
}

result<std::unique_ptr<mapping>> plugin_registry::mapping_for(
    const mapping_settings& settings, const std::shared_ptr<const plugin>& by)
{
    const auto made_by = mapper_plugin::of(by);
    if (!made_by) return for_user("mapping", settings.name, made_by.error());
    auto made = made_by->create(settings.name, settings.settings);
    if (!made) return for_user("mapping", settings.name, made.error());
    return made;
}

} // namespace dovetail::host
