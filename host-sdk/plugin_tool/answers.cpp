// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/answers.hpp"

#include "plugin_tool/file.hpp"

#include "app/json_text.hpp"
#include "app/plugin_text.hpp"
#include "app/version.hpp"

#include <dovetail/abi/connector.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/host/connector.hpp>
#include <dovetail/host/mapper.hpp>
#include <dovetail/host/plugin.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <utility>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

const host::error nothing_wrong{host::error_class::none, {}, {}};

/// A plugin's lines, as they come; nothing secret is known here.
class console_log final : public host::log
{
public:
    explicit console_log(console& to) : to_(to) {}
    void write(host::log_level, std::string_view message,
               std::initializer_list<host::log_field>) override
    {
        for (const auto& line : app::printable_lines(message))
            to_.complain("log: " + line);
    }
    void redact(std::string_view) override {}

private:
    console& to_;
};

std::vector<std::string> facts_of(const dovetail_abilities& can)
{
    constexpr std::pair<std::uint32_t, const char*> words[] = {
        {DOVETAIL_CAN_CREATE_IDEMPOTENTLY, "creates idempotently"},
        {DOVETAIL_CAN_UPDATE_CONDITIONALLY, "updates conditionally"},
        {DOVETAIL_CAN_DELETE_CONDITIONALLY, "deletes conditionally"},
        {DOVETAIL_CAN_LISTEN, "listens"},
        {DOVETAIL_WRITES_ATOMICALLY, "writes atomically"},
        {DOVETAIL_CONDITION_COSTS_REQUEST, "a condition costs a request"}};
    std::vector<std::string> out;
    for (const auto& [bit, word] : words)
        if ((can.can & bit) != 0) out.emplace_back(word);
    out.push_back(fmt::format("{} records a write", can.max_write_batch));
    out.push_back(fmt::format("{} a lookup", can.max_lookup_batch));
    if (can.tombstone_horizon_ms == 0)
        out.emplace_back("no tombstones");
    else
        out.push_back(fmt::format("tombstones for {} h", can.tombstone_horizon_ms / 3'600'000));
    out.push_back(fmt::format("revisions {} us apart", can.revision_step_us));
    return out;
}

made_thing make_connector(const std::shared_ptr<const host::plugin>& plugin,
                          const host::configuration& settings)
{
    const auto by = host::connector_plugin::of(plugin);
    if (!by) return {DOVETAIL_CONNECTOR_ID, {}, by.error()};
    const auto made = by->create(settings);
    if (!made) return {DOVETAIL_CONNECTOR_ID, {}, made.error()};
    return {DOVETAIL_CONNECTOR_ID, facts_of((*made)->abilities()), nothing_wrong};
}

made_thing make_mapper(const std::shared_ptr<const host::plugin>& plugin,
                       const host::configuration& settings)
{
    const auto by = host::mapper_plugin::of(plugin);
    if (!by) return {DOVETAIL_MAPPER_ID, {}, by.error()};
    const auto made = by->create("inspected", settings);
    if (!made) return {DOVETAIL_MAPPER_ID, {}, made.error()};
    made_thing out{DOVETAIL_MAPPER_ID, {}, nothing_wrong};
    for (const auto& field : (*made)->fields())
        out.facts.push_back(
            fmt::format("{} ({} = {})", field.name, field.left_name, field.right_name));
    return out;
}

} // namespace

app::outcome_of<answers> ask(const std::shared_ptr<const host::plugin_manifest>& about,
                             const std::string& configuration_file, console& out)
{
    host::configuration settings;
    if (!configuration_file.empty()) {
        auto text = read_text(configuration_file);
        if (!text) return text.error();
        settings.json = std::move(*text);
    }
    // What a plugin makes keeps it mapped, and a mapped plugin may log: the sink outlives both.
    static console_log sink(out);
    const auto us =
        std::make_shared<const host::plugin_host>("dovetail-plugin", app::host_version, sink);
    host::plugin_loader loader(us);
    const auto loaded = loader.load(about);
    if (!loaded) return failure::of(loaded.error());
    answers given{(*loaded)->abi_version()};
    if ((*loaded)->extension(DOVETAIL_CONNECTOR_ID) != nullptr)
        given.things.push_back(make_connector(*loaded, settings));
    if ((*loaded)->extension(DOVETAIL_MAPPER_ID) != nullptr)
        given.things.push_back(make_mapper(*loaded, settings));
    return given;
}

std::vector<std::string> lines_of(const answers& given)
{
    std::vector<std::string> lines{
        app::fact_line("speaks", fmt::format("version {}", given.abi_version))};
    for (const auto& thing : given.things) {
        if (thing.problem.kind == host::error_class::none) {
            lines.push_back(app::fact_line(
                "makes", fmt::format("{}: {}", thing.extension, app::joined(thing.facts))));
            continue;
        }
        const std::string text =
            fmt::format("{}, but not so: {}", thing.extension, thing.problem.message);
        std::string_view heading = "makes";
        for (const auto& line : app::printable_lines(text)) {
            lines.push_back(app::fact_line(heading, line));
            heading = "";
        }
    }
    return lines;
}

json::object to_json(const answers& given)
{
    json::array things;
    for (const auto& thing : given.things) {
        const bool made = thing.problem.kind == host::error_class::none;
        json::object one{{"extension", thing.extension}, {"facts", app::json_texts(thing.facts)}};
        one["problem"] = made ? json::value(nullptr) : json::value(app::json_error(thing.problem));
        things.push_back(std::move(one));
    }
    return {{"abi_version", given.abi_version}, {"makes", std::move(things)}};
}

} // namespace dovetail::plugin_tool
