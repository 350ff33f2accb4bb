// SPDX-License-Identifier: Apache-2.0
// Whether a new generation may take over: configuration, cursors, servers, and the canary.
#include "compare.hpp"
#include "run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::swap {
namespace {

namespace asio = boost::asio;

/// What the canary looks at: records that changed lately, one page of them.
constexpr std::chrono::hours canary_age{24};
constexpr std::uint64_t canary_records = 200;

std::int64_t long_ago_us()
{
    const auto then = std::chrono::system_clock::now() - canary_age;
    return std::chrono::duration_cast<std::chrono::microseconds>(then.time_since_epoch()).count();
}

} // namespace

template<class T>
T swap_run::wait_for(asio::awaitable<T> work)
{
    const auto strand = asio::make_strand(host_.executor);
    const auto cancel = std::make_shared<asio::cancellation_signal>();
    auto done = asio::co_spawn(strand, std::move(work),
                               asio::bind_cancellation_slot(cancel->slot(), asio::use_future));
    const std::stop_callback on_stop(stop_, [strand, cancel] {
        asio::post(strand, [cancel] { cancel->emit(asio::cancellation_type::terminal); });
    });
    return done.get();
}

const swap_run::next_connection* swap_run::next_of(const std::string& connection) const
{
    for (const auto& next : connections_)
        if (next.use->name == connection) return &next;
    return nullptr;
}

host::connection& swap_run::connection_of(const sync_use& sync, host::side where) const
{
    const auto* next = next_of(sync.connection(where));
    if (next) return *next->made.connection;
    return *host_.connection(sync.connection(where)).connection;
}

/// The new mapping of a sync; null: it stays as it is.
const host::mapping* swap_run::mapping_of(const sync_use& sync) const
{
    for (const auto& next : mappings_)
        if (next.use->name == sync.mapping) return next.made.get();
    return nullptr;
}

outcome swap_run::check()
{
    if (auto why = make_next()) return fail(std::move(*why));
    if (auto why = check_cursors()) return fail(std::move(*why));
    for (const auto& sync : host_.syncs)
        if (host_.uses(sync, wanted_.plugin))
            if (auto why = check_online(sync)) return fail(std::move(*why));
    return outcome::done;
}

std::optional<std::string> swap_run::make_next()
{
    for (const auto& use : host_.connections) {
        if (use.plugin != wanted_.plugin) continue;
        auto made = use.make(loaded_for(use.isolation));
        if (!made) return made.error().message;
        connections_.push_back({&use, std::move(*made)});
    }
    for (const auto& use : host_.mappings) {
        if (use.plugin != wanted_.plugin) continue;
        auto made = use.make(loaded_for(use.isolation));
        if (!made) return made.error().message;
        if (const auto why = why_incompatible(*use.mapping->present(), **made); !why.empty())
            return "mapping \"" + use.name + "\": " + why +
                   "; such a version is taken by a restart of the host";
        mappings_.push_back({&use, std::move(*made)});
    }
    return std::nullopt;
}

std::optional<std::string> swap_run::check_cursors()
{
    for (const auto& sync : host_.syncs)
        for (const auto where : {host::side::left, host::side::right}) {
            const auto* next = next_of(sync.connection(where));
            if (!next) continue;
            const auto stored = sync.cursor(where);
            if (!stored) return stored.error().message;
            if (stored->empty()) continue;
            if (const auto usable = next->made.usable(*stored); !usable)
                return "it does not accept the stored cursor of sync \"" + sync.name +
                       "\", connection \"" + next->use->name + "\": " + usable.error().message;
        }
    return std::nullopt;
}

std::optional<std::string> swap_run::check_online(const sync_use& sync)
{
    const host::mapping* const new_mapping = mapping_of(sync);
    const auto present = host_.mapping(sync.mapping).mapping;
    const host::mapping& mapping = new_mapping ? *new_mapping : *present;
    for (const auto where : {host::side::left, host::side::right}) {
        const auto& name = sync.connection(where);
        if (!next_of(name) && !new_mapping) continue;
        const auto facts = wait_for(connection_of(sync, where).check());
        if (!facts)
            return "its check of connection \"" + name + "\" failed: " + facts.error().message;
        if (const auto fits = mapping.check(where, *facts); !fits)
            return "the mapping does not fit connection \"" + name + "\": " + fits.error().message;
    }
    return std::nullopt;
}

host::result<std::optional<host::page>> swap_run::recent_page(host::connection& of)
{
    host::fetch_request request;
    request.modified_since_us = long_ago_us();
    request.page_size = canary_records;
    const auto stream = of.fetch(std::move(request));
    return wait_for(stream->next());
}

outcome swap_run::compare()
{
    for (const auto& sync : host_.syncs) {
        if (!host_.uses(sync, wanted_.plugin)) continue;
        for (const auto where : {host::side::left, host::side::right}) {
            if (!next_of(sync.connection(where)) && !mapping_of(sync)) continue;
            compare(sync, where);
            if (!note_.empty()) return outcome::failed;
        }
    }
    for (const auto& one : all_.differences)
        host_.log.write(host::log_level::info, "plugin swap: a difference",
                        {{"plugin", std::string_view(all_.plugin)},
                         {"sync", std::string_view(one.sync)},
                         {"key", std::string_view(one.key)},
                         {"field", std::string_view(one.field)}});
    note_ = std::to_string(all_.compared) + " recent records compared, " +
            std::to_string(all_.differing) + " differences";
    const bool required = host_.limits.canary == host::canary_mode::require;
    return required && all_.differing != 0 ? outcome::failed : outcome::done;
}

/// Leaves a note when the new generation fails. When the old one does there is nothing to compare.
void swap_run::compare(const sync_use& sync, host::side where)
{
    const auto& name = sync.connection(where);
    const auto before = recent_page(*host_.connection(name).connection);
    if (!before || !*before) return;
    const host::page* old_page = &**before;
    host::result<std::optional<host::page>> after = std::optional<host::page>{};
    const host::page* new_page = old_page;
    if (next_of(name)) {
        after = recent_page(connection_of(sync, where));
        if (!after) {
            note_ = "connection \"" + name + "\": it cannot read: " + after.error().message;
            return;
        }
        if (!*after) return;
        new_page = &**after;
    }
    const auto present = host_.mapping(sync.mapping).mapping->present();
    const host::mapping* const new_mapping = mapping_of(sync);
    const auto compared =
        compare_samples(sync.name, where, {old_page->batch, *present},
                        {new_page->batch, new_mapping ? *new_mapping : *present}, all_);
    if (!compared) note_ = "mapping \"" + sync.mapping + "\": " + compared.error().message;
}

} // namespace dovetail::swap
