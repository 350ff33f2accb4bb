// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/log.hpp>

#include "log_line.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <mutex>

namespace dovetail::http {
namespace {

/// Hands whole lines to a function, one at a time.
class function_sink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    explicit function_sink(log_sink to) : to_(std::move(to)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        to_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    log_sink to_;
};

spdlog::level::level_enum to_spdlog(host::log_level level)
{
    switch (level) {
    case host::log_level::debug:
        return spdlog::level::debug;
    case host::log_level::info:
        return spdlog::level::info;
    case host::log_level::warning:
        return spdlog::level::warn;
    case host::log_level::error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

class spdlog_log final : public host::log
{
public:
    spdlog_log(const host::log_settings& settings, log_sink sink)
        : format_(settings.format), logger_("dovetail", make_sink(std::move(sink)))
    {
        logger_.set_level(to_spdlog(settings.level));
        logger_.set_pattern("%v"); // lines are made here: spdlog knows no fields
        logger_.flush_on(spdlog::level::trace);
        // A log that cannot be written must not end the program, nor write elsewhere.
        logger_.set_error_handler([](const std::string&) {});
    }

    void write(host::log_level level, std::string_view message,
               std::initializer_list<host::log_field> fields) override
    {
        const auto wanted = to_spdlog(level);
        if (!logger_.should_log(wanted)) return;
        const auto line = format_line(format_, level, std::chrono::system_clock::now(), message,
                                      fields, secrets_);
        logger_.log(wanted, spdlog::string_view_t(line.data(), line.size()));
    }

    void redact(std::string_view secret) override { secrets_.add(secret); }

private:
    static spdlog::sink_ptr make_sink(log_sink sink)
    {
        if (sink) return std::make_shared<function_sink>(std::move(sink));
        return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }

    host::log_format format_;
    redaction secrets_;
    spdlog::logger logger_;
};

} // namespace

std::unique_ptr<host::log> make_log(const host::log_settings& settings, log_sink sink)
{
    return std::make_unique<spdlog_log>(settings, std::move(sink));
}

} // namespace dovetail::http
