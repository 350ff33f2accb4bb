// SPDX-License-Identifier: Apache-2.0
// What crossing the boundary to a plugin costs: calls through the contract's table alone, through
// the host's checks, and into a process. All CPU, that of the process included.
#include "report.hpp"
#include "scenarios.hpp"
#include "test_bed.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/mapper.hpp>
#include <dovetail/host/plugin_search.hpp>

#include <sys/resource.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace dovetail::benchmarks {
namespace {

using clock = std::chrono::steady_clock;

/// Long enough for the clock of the kernel, short enough to wait for.
constexpr std::chrono::milliseconds measured_time{600};

struct silent_log final : host::log
{
    void write(host::log_level, std::string_view, std::initializer_list<host::log_field>) override
    {
    }
    void redact(std::string_view) override {}
};

template<class T>
T value_of(host::result<T> got)
{
    if (!got) throw std::runtime_error(got.error().message);
    return std::move(*got);
}

double seconds(const timeval& value)
{
    return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_usec) / 1e6;
}

/// CPU of this process and of those it waited for.
double cpu_seconds()
{
    double sum = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        ::getrusage(who, &used);
        sum += seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    return sum;
}

/// A connector through the contract's table alone, without a check of the host.
class bare_connector
{
public:
    explicit bare_connector(const host::plugin& by)
    {
        const auto* factory =
            static_cast<const dovetail_connector_factory*>(by.extension(DOVETAIL_CONNECTOR_ID));
        table_.struct_size = sizeof table_;
        dovetail_error error{};
        error.struct_size = sizeof error;
        if (factory->create({"{}", 2}, by.host(), &table_, &error) != DOVETAIL_OK)
            throw std::runtime_error("the plugin refused an empty configuration");
    }
    ~bare_connector() { table_.destroy(table_.self); }
    bare_connector(const bare_connector&) = delete;
    bare_connector& operator=(const bare_connector&) = delete;

    const dovetail_connector& table() const noexcept { return table_; }

private:
    dovetail_connector table_{};
};

/// A plugin of the build, in this process or isolated.
class subject
{
public:
    subject(const bench_options& options, const std::string& id, bool isolated)
    {
        const host::plugins_settings places{{options.programs / "../plugins"}, {}, {}};
        const auto found = host::plugin_search(places).find(id);
        if (!found.ok()) throw std::runtime_error(found.failure().message);
        host::isolation how;
        how.process = isolated;
        how.program = options.programs / "dovetail-plugin-host";
        loaded_ = value_of(loader_.load(found.found, how));
    }

    std::unique_ptr<host::connector> connector() const
    {
        return value_of(value_of(host::connector_plugin::of(loaded_)).create({}));
    }

    std::unique_ptr<bare_connector> bare() const
    {
        return std::make_unique<bare_connector>(*loaded_);
    }

    std::unique_ptr<host::mapping> mapping() const
    {
        return value_of(value_of(host::mapper_plugin::of(loaded_)).create("tasks", {}));
    }

private:
    silent_log log_;
    host::plugin_loader loader_{std::make_shared<host::plugin_host>("dovetail-bench", "1", log_)};
    std::shared_ptr<const host::plugin> loaded_;
};

/// CPU in µs a record of `work` on `records` records, called as often as there is time. `made`
/// ends before the second look at the clock, so that a process of its own is counted.
template<class Made, class Work>
double cost(Made made, std::size_t records, const Work& work)
{
    work(*made); // the first call pays for memory that later ones find
    const double before = cpu_seconds();
    const auto end = clock::now() + measured_time;
    std::size_t rounds = 0;
    for (; clock::now() < end; ++rounds)
        work(*made);
    made.reset();
    return (cpu_seconds() - before) * 1e6 / static_cast<double>(rounds * records);
}

// ── a page of a fetch ───────────────────────────────────────────────────────────────────────────

std::string page_of(std::size_t records)
{
    std::string body = fmt::format(R"({{"totalSize":{},"done":true,"records":[)", records);
    for (std::size_t at = 0; at < records; ++at)
        body += fmt::format(
            R"({}{{"attributes":{{"type":"Task","url":"/services/data/v62.0/sobjects/Task/x"}},)"
            R"("Id":"00T{:012}AAA","Subject":"Bulk task {}",)"
            R"("Description":"Details of bulk task {}",)"
            R"("ActivityDate":"2026-02-28","Status":"Not Started","Priority":"Normal",)"
            R"("OwnerId":"005000000000001AAA","TaskSubtype":"Task","IsRecurrence":false,)"
            R"("IsClosed":false,"IsDeleted":false,"IsArchived":false,)"
            R"("CreatedDate":"2025-12-31T00:00:00.000+0000",)"
            R"("LastModifiedDate":"2025-12-31T12:00:00.000+0000",)"
            R"("SystemModstamp":"2026-01-01T00:00:00.000+0000","Dovetail_Key__c":null}})",
            at == 0 ? "" : ",", at, at, at);
    return body + "]}";
}

dovetail_operation fetch_operation()
{
    dovetail_operation operation{};
    operation.struct_size = sizeof operation;
    operation.kind = DOVETAIL_OP_FETCH;
    operation.now_us = 1'767'225'600'000'000;
    return operation;
}

dovetail_event event_of(std::uint32_t kind, const std::string& body)
{
    dovetail_event event{};
    event.struct_size = sizeof event;
    event.kind = kind;
    event.status = 200;
    event.body = {reinterpret_cast<const std::uint8_t*>(body.data()), body.size()};
    return event;
}

/// One page through the host's classes.
host::record_batch fetch(const host::connector& from, const std::string& body)
{
    host::exchange running = value_of(from.begin(fetch_operation()));
    running.resume(event_of(DOVETAIL_EVENT_START, {}));
    auto step = running.resume(event_of(DOVETAIL_EVENT_RESPONSE, body));
    if (step.kind != DOVETAIL_STEP_DELIVER) throw std::runtime_error(step.failure.message);
    return std::move(step.batch);
}

/// The same through the table alone: what the plugin itself costs.
void fetch_bare(const bare_connector& from, const std::string& body)
{
    const auto& table = from.table();
    const auto operation = fetch_operation();
    dovetail_exchange running{};
    running.struct_size = sizeof running;
    dovetail_error error{};
    error.struct_size = sizeof error;
    if (table.begin(table.self, &operation, &running, &error) != DOVETAIL_OK)
        throw std::runtime_error("begin failed");
    for (const auto& event :
         {event_of(DOVETAIL_EVENT_START, {}), event_of(DOVETAIL_EVENT_RESPONSE, body)}) {
        dovetail_step step{};
        step.struct_size = sizeof step;
        running.resume(running.self, &event, &step);
        if (step.batch) step.batch->release(step.batch->owner);
    }
    running.release(running.self);
}

void measure_fetch(const bench_options& options, std::size_t records)
{
    const std::string body = page_of(records);
    const subject here(options, "dovetail.salesforce", false);
    const subject isolated(options, "dovetail.salesforce", true);
    const auto through_host = [&](const host::connector& from) { fetch(from, body); };
    const double bare =
        cost(here.bare(), records, [&](const auto& from) { fetch_bare(from, body); });
    const double checked = cost(here.connector(), records, through_host);
    const double crossed = cost(isolated.connector(), records, through_host);
    figure(fmt::format("a page of {}: the plugin itself", records), bare, "µs/record");
    figure("    boundary in process", checked - bare, "µs/record");
    figure("    boundary isolated", crossed - bare, "µs/record");
}

// ── a batch through a mapping ───────────────────────────────────────────────────────────────────

void measure_mapping(const bench_options& options, std::size_t records)
{
    const subject salesforce(options, "dovetail.salesforce", false);
    const auto connector = salesforce.connector();
    const auto batch = fetch(*connector, page_of(records));
    const auto map = [&](const host::mapping& with) {
        value_of(with.to_canonical(host::side::left, host::records(batch)));
    };
    const subject here(options, "dovetail.task_mapping", false);
    const subject isolated(options, "dovetail.task_mapping", true);
    const double checked = cost(here.mapping(), records, map);
    const double crossed = cost(isolated.mapping(), records, map);
    figure(fmt::format("{} records mapped, in process", records), checked, "µs/record");
    figure("    boundary isolated", crossed - checked, "µs/record");
}

/// CPU of a first sync a task, with all plugins here or there.
double pass_cost(const bench_options& options, bool isolated)
{
    constexpr double tasks = 50'000;
    std::vector<double> costs;
    for (unsigned i = 0; i < options.runs; ++i) {
        test_bed bed(options.programs, {.seed = "bulk:50000", .isolated = isolated});
        bed.enable_members();
        costs.push_back(bed.once().cpu.count() * 1e6 / tasks);
    }
    const auto spread = spread_of(costs);
    figure(isolated ? "first sync of 50,000, isolated" : "first sync of 50,000, in process", spread,
           "µs/task");
    return spread.median;
}

} // namespace

void boundary(const bench_options& options)
{
    heading("What the boundary to plugins costs, CPU of both processes");
    for (const std::size_t records : {1U, 20U, 200U}) {
        measure_fetch(options, records);
        measure_mapping(options, records);
    }
    const double here = pass_cost(options, false);
    const double there = pass_cost(options, true);
    figure("share of isolation in the whole pass", (there - here) / there * 100, "%");
}

} // namespace dovetail::benchmarks
