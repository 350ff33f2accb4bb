// SPDX-License-Identifier: Apache-2.0
#include "launcher.hpp"

#include "remote_connector.hpp"
#include "remote_mapper.hpp"
#include "report.hpp"

#include "contract.hpp"

#include <fcntl.h>

#include <cerrno>

namespace dovetail::host::isolated {
namespace {

/// The way from a view to its launcher; known to no plugin, since none is given such a view.
constexpr std::string_view launcher_id = "dovetail.host.launcher";

/// The table of a plugin has no place for an object, but needs none where what a plugin provides
/// is one of four.
const void* factory_of(std::uint32_t provides, dovetail_text id) noexcept
{
    if ((provides & provides_connector) && host::view(id) == DOVETAIL_CONNECTOR_ID)
        return &remote_connector_factory;
    if ((provides & provides_mapper) && host::view(id) == DOVETAIL_MAPPER_ID)
        return &remote_mapper_factory;
    return nullptr;
}

template<std::uint32_t Provides>
const void* factory(dovetail_text id)
{
    return factory_of(Provides, id);
}

auto extension_for(std::uint32_t provides) noexcept
{
    switch (provides & (provides_connector | provides_mapper)) {
    case provides_connector:
        return &factory<provides_connector>;
    case provides_mapper:
        return &factory<provides_mapper>;
    case provides_connector | provides_mapper:
        return &factory<provides_connector | provides_mapper>;
    default:
        return &factory<0>;
    }
}

std::string words_for(std::uint32_t dropped)
{
    std::string out;
    const auto add = [&](std::uint32_t bit, const char* words) {
        if (dropped & bit) out += (out.empty() ? "" : ", ") + std::string(words);
    };
    add(dropped_privileges, "new privileges");
    add(dropped_files, "inherited files and environment");
    add(dropped_calls, "network, files, programs, threads");
    add(dropped_memory, "memory above the limit");
    return out.empty() ? "nothing" : out;
}

} // namespace

launcher::launcher(const plugin_manifest& about, std::uint64_t generation, const isolation& limits,
                   const plugin_host& host)
    : host_(host), name_{about.id, to_string(about.version), generation}, label_(name_.label()),
      limits_(limits), real_view_(host.for_plugin(about.id, DOVETAIL_ABI_VERSION)),
      view_(*real_view_)
{
    view_.self = this;
    view_.extension = &launcher::extension;
}

result<std::shared_ptr<launcher>> launcher::make(const plugin_manifest& about,
                                                 const std::filesystem::path& copy,
                                                 std::uint64_t generation, const isolation& limits,
                                                 const plugin_host& host,
                                                 std::span<const uid_t> owners)
{
    const auto program = find_program(limits.program, owners);
    if (!program) return program.error();
    const std::shared_ptr<launcher> made(new launcher(about, generation, limits, host));
    made->program_ = *program;
    made->copy_ = descriptor(::open(copy.c_str(), O_RDONLY | O_CLOEXEC));
    if (!made->copy_)
        return error{error_class::config, "plugin_private_copy",
                     copy.string() + " cannot be read: " + describe_errno(errno)};
    auto started = made->start();
    if (!started) return started.error();
    made->spare_ = std::move(*started);
    const hello_answer& said = *made->first_.root;
    if ((said.provides & provides_converter) && !made->converter_.take(*made, said.cursor_version))
        return error{error_class::config, "plugin_process_start",
                     "too many generations of isolated plugins with a cursor converter are in use"};
    return made;
}

dovetail_status launcher::entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                dovetail_error* error) const
{
    const hello_answer& said = *first_.root;
    *negotiation = known_part(said.negotiation, said.negotiation.struct_size);
    if (said.entry_status != DOVETAIL_OK) {
        report(error, said.entry_error, first_.memory);
        return DOVETAIL_FAILED;
    }
    *out = empty_struct<dovetail_plugin>();
    out->abi_version = said.table_abi_version;
    out->id = said.id;
    out->version = said.version;
    if (!said.table_complete) return DOVETAIL_OK;
    out->extension =
        said.provides & provides_converter ? converter_.extension() : extension_for(said.provides);
    return DOVETAIL_OK;
}

std::shared_ptr<launcher> launcher::behind(const dovetail_host* view)
{
    const void* found = view ? view->extension(view->self, to_abi(launcher_id)) : nullptr;
    if (!found) return nullptr;
    return const_cast<launcher*>(static_cast<const launcher*>(found))->shared_from_this();
}

const void* launcher::extension(void* self, dovetail_text id)
{
    const auto* mine = static_cast<const launcher*>(self);
    if (host::view(id) == launcher_id) return mine;
    return mine->real_view_->extension(mine->real_view_->self, id);
}

const void* launcher::provided(dovetail_text id) const noexcept
{
    return factory_of(first_.root->provides, id);
}

dovetail_status launcher::convert(dovetail_bytes from, dovetail_cursor* out, dovetail_error* error)
{
    auto in = start();
    if (!in) {
        report(error, in.error());
        return DOVETAIL_FAILED;
    }
    auto got = (*in)->ask<convert_answer>(call::convert, 0, cursor_call{from});
    if (got) {
        const std::lock_guard lock(mutex_);
        spare_ = std::move(*in);
    }
    if (!is_ok(got, error, {*this, "convert"})) return DOVETAIL_FAILED;
    out->struct_size = sizeof *out;
    out->bytes = got->root->cursor;
    out->owner = new block(std::move(got->memory));
    out->release = [](void* owner) { delete static_cast<block*>(owner); };
    return DOVETAIL_OK;
}

result<std::shared_ptr<child>> launcher::start()
{
    {
        const std::lock_guard lock(mutex_);
        if (spare_ && spare_->alive()) return std::move(spare_);
    }
    // The view outlives the launcher, which a child may outlive by a moment.
    auto* const log = static_cast<const dovetail_log*>(
        real_view_->extension(real_view_->self, to_abi(DOVETAIL_LOG_ID)));
    const auto logged = [log](const log_line& line) {
        log->write(log->self, static_cast<std::uint32_t>(line.level), line.message, line.fields,
                   line.field_count);
    };
    auto started = child::start({program_, copy_.get(), limits_, label_, logged});
    if (!started) return started.error();
    auto said = greet(**started);
    if (!said) return said.error();
    tell_started(**started, *said->root);
    if (!first_.root) first_ = std::move(*said);
    return started;
}

result<answered<hello_answer>> launcher::greet(child& started) const
{
    const hello_call hello{DOVETAIL_ABI_VERSION_OLDEST, DOVETAIL_ABI_VERSION, view_.name,
                           view_.version};
    auto said = started.ask<hello_answer>(call::hello, 0, hello);
    if (!said) {
        error why = said.error();
        const std::string words = started.last_words();
        if (!words.empty()) why.message += "; it wrote: " + words;
        return why;
    }
    dovetail_error& refused = said->root->outcome.error;
    if (said->root->outcome.status != DOVETAIL_OK) return error::from_abi(refused);
    return said;
}

void launcher::tell_started(const child& started, const hello_answer& said) const
{
    sink().write(log_level::info, "process for a plugin started",
                 {{"plugin", std::string_view(label_)},
                  {"process", std::int64_t{started.id()}},
                  {"without", words_for(said.dropped)},
                  {"memory_limit_mb", static_cast<std::int64_t>(limits_.memory_bytes >> 20)}});
}

} // namespace dovetail::host::isolated
