// SPDX-License-Identifier: Apache-2.0
#include "boundary/bench.hpp"

#include <utility>

namespace dovetail::boundary {
namespace {

dovetail_event start_event()
{
    dovetail_event out{};
    out.struct_size = sizeof out;
    out.kind = DOVETAIL_EVENT_START;
    return out;
}

host::result<host::record_batch> fetch_page(const host::connector& from, const page& wanted)
{
    auto running = from.begin(wanted.operation);
    if (!running) return running.error();
    auto step = running->resume(start_event());
    for (const dovetail_event& answer : wanted.answers) {
        if (step.kind != DOVETAIL_STEP_REQUEST) break;
        step = running->resume(answer);
    }
    if (step.kind == DOVETAIL_STEP_DELIVER) return std::move(step.batch);
    if (step.kind == DOVETAIL_STEP_FAILED) return step.failure;
    return host::error{host::error_class::rejected, "bench",
                       "the exchange delivers no records with these answers"};
}

host::result<std::unique_ptr<host::connector>> connector_of(
    const std::shared_ptr<const host::plugin>& loaded, const host::configuration& settings)
{
    const auto by = host::connector_plugin::of(loaded);
    if (!by) return by.error();
    return by->create(settings);
}

host::result<std::unique_ptr<host::mapping>> mapping_of(
    const std::shared_ptr<const host::plugin>& loaded, const host::configuration& settings)
{
    const auto by = host::mapper_plugin::of(loaded);
    if (!by) return by.error();
    return by->create("measured", settings);
}

host::result<void> without_value(const auto& done)
{
    if (!done) return done.error();
    return {};
}

/// The work of an object that lives as long as the work does.
template<class Made, class Action>
host::result<work> owned_work(host::result<std::unique_ptr<Made>> made, Action action)
{
    if (!made) return made.error();
    return work([made = std::shared_ptr<Made>(std::move(*made)), action] {
        return without_value(action(*made));
    });
}

host::result<cost> measure(const work_maker& bare, const work_maker& here,
                           const work_maker& checked, const work_maker& isolated,
                           std::size_t records, const effort& how)
{
    const auto bare_work = bare();
    if (!bare_work) return bare_work.error();
    const auto here_work = here();
    if (!here_work) return here_work.error();
    const auto checked_work = checked();
    if (!checked_work) return checked_work.error();
    std::vector<double> plugin, added_here, added_checked, added_isolated;
    for (unsigned run = 0; run < how.runs; ++run) {
        const auto both = compare(*bare_work, *here_work, records, how.each);
        if (!both) return both.error();
        const auto proxied = compare(*here_work, *checked_work, records, how.each);
        if (!proxied) return proxied.error();
        const auto far = with_processes(isolated, records, how.each);
        if (!far) return far.error();
        plugin.push_back(both->first);
        added_here.push_back(both->second - both->first);
        added_checked.push_back(proxied->second - proxied->first);
        added_isolated.push_back(*far - both->first);
    }
    return cost{spread_of(plugin), spread_of(added_here), spread_of(added_checked),
                spread_of(added_isolated)};
}

} // namespace

host::result<std::unique_ptr<bench>> bench::load(
    const std::shared_ptr<const host::plugin_manifest>& about, std::string configuration,
    const std::filesystem::path& program, host::log& sink)
{
    std::unique_ptr<bench> out(new bench(std::move(configuration)));
    const auto loader = [&](host::checking checks) {
        return std::make_unique<host::plugin_loader>(
            std::make_shared<const host::plugin_host>("bench", "1", sink, checks));
    };
    out->loader_ = loader(host::checking::off);
    out->checking_loader_ = loader(host::checking::on);
    auto here = out->loader_->load(about);
    if (!here) return here.error();
    auto checked = out->checking_loader_->load(about);
    if (!checked) return checked.error();
    host::isolation how;
    how.process = true;
    how.program = program;
    auto isolated = out->loader_->load(about, how);
    if (!isolated) return isolated.error();
    out->here_ = std::move(*here);
    out->checked_ = std::move(*checked);
    out->isolated_ = std::move(*isolated);
    return out;
}

host::result<host::record_batch> bench::fetch(const page& wanted) const
{
    const auto connector = connector_of(here_, settings_);
    if (!connector) return connector.error();
    return fetch_page(**connector, wanted);
}

host::result<cost> bench::cost_of(const page& wanted, std::size_t records, const effort& how) const
{
    const auto through_host = [&](const auto& loaded) {
        return owned_work(connector_of(loaded, settings_),
                          [&](const host::connector& from) { return fetch_page(from, wanted); });
    };
    const work_maker bare = [&] {
        return owned_work(bare_connector::make(here_, settings_.json),
                          [&](const bare_connector& from) { return from.fetch(wanted); });
    };
    return measure(
        bare, [&] { return through_host(here_); }, [&] { return through_host(checked_); },
        [&] { return through_host(isolated_); }, records, how);
}

host::result<cost> bench::cost_of(host::side from, host::array_view<dovetail_record> records,
                                  const effort& how) const
{
    const auto through_host = [&](const auto& loaded) {
        return owned_work(mapping_of(loaded, settings_), [&](const host::mapping& with) {
            return with.to_canonical(from, records);
        });
    };
    const work_maker bare = [&] {
        return owned_work(bare_mapper::make(here_, settings_.json), [&](const bare_mapper& with) {
            return with.to_canonical(static_cast<std::uint32_t>(from), &records[0], records.size());
        });
    };
    return measure(
        bare, [&] { return through_host(here_); }, [&] { return through_host(checked_); },
        [&] { return through_host(isolated_); }, records.size(), how);
}

} // namespace dovetail::boundary
