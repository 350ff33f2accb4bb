// SPDX-License-Identifier: Apache-2.0
#include "judge/subject.hpp"

#include "judge/generic.hpp"
#include "judge/sample.hpp"

#include <dovetail/host/batch.hpp>
#include <dovetail/host/silent_log.hpp>

#include <fstream>
#include <sstream>

namespace dovetail::judge {
namespace {

host::error unusable(std::string message)
{
    return {host::error_class::config, "judge_input", std::move(message)};
}

host::result<std::string> read_file(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return unusable(file.string() + ": it cannot be read");
    return text.str();
}

} // namespace

subject::subject(std::uint64_t seed)
    : random(seed), host_(std::make_shared<const host::plugin_host>("dovetail-plugin", "1",
                                                                    host::silent_log::instance())),
      check_("under judgement", [this](const host::breach& broken) {
          const std::string who = broken.by == host::party::plugin ? "in " : "(by the judge) in ";
          found.add(std::string(broken.rule), who + std::string(broken.call) + ": " + broken.what);
      })
{
}

host::result<std::unique_ptr<subject>> subject::open(const question& asked)
{
    std::unique_ptr<subject> out(new subject(asked.seed));
    auto report = host::load_plugin_manifest(asked.manifest);
    out->about_ = std::move(report.value);
    out->faults_ = std::move(report.faults);
    if (asked.conversation) {
        auto recorded = load_conversation(*asked.conversation);
        if (!recorded) return recorded.error();
        out->conversation_ = std::move(*recorded);
        out->recorded_ = true;
    } else {
        out->conversation_ = generic_conversation();
    }
    if (!out->about_) return out;

    if (asked.configuration) {
        auto text = read_file(*asked.configuration);
        if (!text) return text.error();
        out->configuration_ = std::move(*text);
    } else if (out->conversation_.configuration) {
        out->configuration_ = *out->conversation_.configuration;
    } else if (auto sampled = sample_configuration(*out->about_)) {
        out->configuration_ = std::move(*sampled);
    } else {
        return unusable("the judge finds no configuration that the plugin's schema accepts; give "
                        "one with --configuration FILE");
    }
    const auto faults = host::check_configuration(*out->about_, {out->configuration_, {}, {}});
    if (host::has_errors(faults)) return host::to_error("judge_input", faults);
    return out;
}

bool subject::provides(std::string_view extension) const noexcept
{
    return about_ && about_->provides_extension(extension);
}

std::optional<raw_library> subject::map_raw()
{
    auto library = raw_library::open(about_->library);
    if (library) return std::move(*library);
    found.add("A-15", library.error().message);
    return std::nullopt;
}

std::shared_ptr<const host::plugin> subject::load()
{
    // A loader of its own: the private copy of a generation is removed with it, and a hundred
    // generations need no hundred copies on the disk. What is mapped stays mapped.
    host::plugin_loader loader(host_);
    auto loaded = loader.load(about_);
    if (loaded) return *loaded;
    found.add("A-15", loaded.error().message);
    return nullptr;
}

std::shared_ptr<const host::plugin> subject::generation()
{
    if (!generation_) generation_ = load();
    return generation_;
}

template<class Made, class Factory, class Table>
std::optional<Made> subject::make(const host::plugin& from, std::string_view id, view how)
{
    const auto* factory = static_cast<const Factory*>(from.extension(id));
    if (!factory || !DOVETAIL_HAS(factory, Factory, create) || !factory->create) {
        found.add("A-46", "a factory without create");
        return std::nullopt;
    }
    Table table{};
    table.struct_size = sizeof table;
    dovetail_error error{};
    error.struct_size = sizeof error;
    const dovetail_text settings = host::to_abi(configuration_);
    const std::lock_guard guard(creating_);
    const auto status = how == view::checked
                            ? check_.create(*factory, settings, from.host(), table, error)
                            : factory->create(settings, from.host(), &table, &error);
    if (status == DOVETAIL_OK) return Made(table);
    found.add("A-32", "a configuration that its schema accepts is refused: " +
                          host::error::from_abi(error).message);
    return std::nullopt;
}

std::optional<made_connector> subject::connector_of(const host::plugin& from, view how)
{
    return make<made_connector, dovetail_connector_factory, dovetail_connector>(
        from, DOVETAIL_CONNECTOR_ID, how);
}

std::optional<made_mapper> subject::mapper_of(const host::plugin& from, view how)
{
    return make<made_mapper, dovetail_mapper_factory, dovetail_mapper>(from, DOVETAIL_MAPPER_ID,
                                                                       how);
}

std::optional<made_connector> subject::connector(view how)
{
    const auto loaded = generation();
    return loaded ? connector_of(*loaded, how) : std::nullopt;
}

std::optional<made_mapper> subject::mapper(view how)
{
    const auto loaded = generation();
    return loaded ? mapper_of(*loaded, how) : std::nullopt;
}

const dovetail_host* subject::host_table() const
{
    return host_->for_plugin(about_ ? about_->id : "", host::host_abi_range().newest);
}

host::result<void> subject::try_configuration(const std::string& json)
{
    const auto loaded = generation();
    if (!loaded) return {};
    dovetail_error error{};
    error.struct_size = sizeof error;
    const dovetail_text settings = host::to_abi(json);
    dovetail_status status = DOVETAIL_OK;
    if (provides(DOVETAIL_CONNECTOR_ID)) {
        dovetail_connector table{};
        table.struct_size = sizeof table;
        status = check_.create(*static_cast<const dovetail_connector_factory*>(
                                   loaded->extension(DOVETAIL_CONNECTOR_ID)),
                               settings, loaded->host(), table, error);
        if (status == DOVETAIL_OK) table.destroy(table.self);
    }
    if (status == DOVETAIL_OK && provides(DOVETAIL_MAPPER_ID)) {
        dovetail_mapper table{};
        table.struct_size = sizeof table;
        status = check_.create(
            *static_cast<const dovetail_mapper_factory*>(loaded->extension(DOVETAIL_MAPPER_ID)),
            settings, loaded->host(), table, error);
        if (status == DOVETAIL_OK) table.destroy(table.self);
    }
    if (status == DOVETAIL_OK) return {};
    return host::error::from_abi(error);
}

} // namespace dovetail::judge
