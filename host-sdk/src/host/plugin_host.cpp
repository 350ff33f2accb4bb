// SPDX-License-Identifier: Apache-2.0
#include "utf8.hpp"

#include <dovetail/abi/version.h>
#include <dovetail/host/batch.hpp>
#include <dovetail/host/plugin.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <utility>

namespace dovetail::host {
namespace {

// A plugin's line is for people: what is longer is data that belongs elsewhere.
constexpr std::size_t max_message_bytes = 4096;
constexpr std::size_t max_name_bytes = 128;
constexpr std::size_t max_value_bytes = 1024;
// Besides the name of the plugin; further fields are dropped.
constexpr std::size_t max_fields = 8;

log_level level_of(std::uint32_t level) noexcept
{
    switch (level) {
    case DOVETAIL_LOG_DEBUG:
        return log_level::debug;
    case DOVETAIL_LOG_WARNING:
        return log_level::warning;
    case DOVETAIL_LOG_ERROR:
        return log_level::error;
    default:
        return log_level::info;
    }
}

/// One line of a plugin, made the host's own.
class plugin_line
{
public:
    plugin_line(std::string_view plugin, const dovetail_field* fields, std::uint64_t count)
    {
        add({"plugin", plugin});
        for (std::uint64_t at = 0; fields && at < std::min<std::uint64_t>(count, max_fields); ++at)
            add(fields[at]);
    }

    void write(log& to, log_level level, std::string_view message) const
    {
        write_first(to, level, message, std::make_index_sequence<max_fields + 1>{});
    }

private:
    void add(const log_field& field) { fields_[count_++] = field; }

    void add(const dovetail_field& field)
    {
        const std::string_view name = keep(field.name, max_name_bytes);
        switch (field.value.kind) {
        case DOVETAIL_NULL:
            return add({name, std::string_view("null")});
        case DOVETAIL_BOOL:
            return add({name, field.value.number != 0});
        case DOVETAIL_INT:
        case DOVETAIL_DATE:
        case DOVETAIL_INSTANT:
            return add({name, std::int64_t{field.value.number}});
        default:
            return add({name, keep(field.value.text, max_value_bytes)});
        }
    }

    std::string_view keep(dovetail_text text, std::size_t max_bytes)
    {
        return texts_.emplace_back(
            clean_utf8(text.data ? view(text) : std::string_view{}, max_bytes));
    }

    // An initializer_list has a fixed length, so there is one call for each number of fields.
    template<std::size_t... Count>
    void write_first(log& to, log_level level, std::string_view message,
                     std::index_sequence<Count...>) const
    {
        ((count_ == Count + 1
              ? write_fields(to, level, message, std::make_index_sequence<Count + 1>{})
              : void()),
         ...);
    }

    template<std::size_t... At>
    void write_fields(log& to, log_level level, std::string_view message,
                      std::index_sequence<At...>) const
    {
        to.write(level, message, {fields_[At]...});
    }

    std::array<log_field, max_fields + 1> fields_{};
    std::size_t count_ = 0;
    std::deque<std::string> texts_; ///< a deque: growing moves nothing
};

} // namespace

struct plugin_host::parts
{
    /// What one generation sees.
    struct seat
    {
        log* sink;
        std::string plugin;
        dovetail_log log_extension{};
        dovetail_host table{};
    };

    parts(std::string host_name, std::string host_version, log& to, host::checking checked)
        : name(std::move(host_name)), version(std::move(host_version)), sink(to), how(checked),
          findings(to)
    {
    }

    static const void* extension(void* self, dovetail_text id) noexcept
    {
        const seat* mine = static_cast<seat*>(self);
        if (!mine || !id.data) return nullptr;
        return view(id) == DOVETAIL_LOG_ID ? &mine->log_extension : nullptr;
    }

    static void write(void* self, std::uint32_t level, dovetail_text message,
                      const dovetail_field* fields, std::uint64_t count) noexcept
    {
        const seat* mine = static_cast<seat*>(self);
        if (!mine) return;
        try {
            const std::string text =
                clean_utf8(message.data ? view(message) : std::string_view{}, max_message_bytes);
            plugin_line(mine->plugin, fields, count).write(*mine->sink, level_of(level), text);
        } catch (...) {
            // A line that cannot be written (no memory) must not end the plugin's call.
        }
    }

    std::string name;
    std::string version;
    log& sink;
    host::checking how;
    contract_findings findings;
    std::mutex mutex;
    std::deque<seat> seats; ///< never shrinks: plugins keep pointers to their seats
};

plugin_host::plugin_host(std::string name, std::string version, log& sink, host::checking how)
    : parts_(std::make_unique<parts>(std::move(name), std::move(version), sink, how))
{
}

plugin_host::~plugin_host() = default;

log& plugin_host::sink() const noexcept
{
    return parts_->sink;
}

checking plugin_host::checking() const noexcept
{
    return parts_->how;
}

contract_findings& plugin_host::findings() const noexcept
{
    return parts_->findings;
}

const dovetail_host* plugin_host::for_plugin(std::string_view plugin,
                                             std::uint32_t abi_version) const
{
    const std::lock_guard guard(parts_->mutex);
    auto& seat = parts_->seats.emplace_back(parts::seat{&parts_->sink, std::string(plugin)});
    seat.log_extension = {sizeof(dovetail_log), 0, &seat, &parts::write};
    seat.table = {sizeof(dovetail_host),   abi_version, to_abi(parts_->name),
                  to_abi(parts_->version), &seat,       &parts::extension};
    return &seat.table;
}

} // namespace dovetail::host
