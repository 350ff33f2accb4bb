// SPDX-License-Identifier: Apache-2.0
// What crossing the boundary to a plugin costs, as `dovetail-plugin bench` measures it, with the
// plugins of this build and records as Salesforce sends them; and its share in a whole pass.
#include "report.hpp"
#include "scenarios.hpp"
#include "test_bed.hpp"

#include "boundary/bench.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_search.hpp>
#include <dovetail/host/silent_log.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace dovetail::benchmarks {
namespace {

template<class T>
T value_of(host::result<T> got)
{
    if (!got) throw std::runtime_error(got.error().message);
    return std::move(*got);
}

/// A plugin of the build.
std::unique_ptr<boundary::bench> plugin(const bench_options& options, const std::string& id)
{
    const host::plugins_settings places{{options.programs / "../plugins"}, {}, {}};
    const auto found = host::plugin_search(places).find(id);
    if (!found.ok()) throw std::runtime_error(found.failure().message);
    return value_of(boundary::bench::load(found.found, "{}",
                                          options.programs / "dovetail-plugin-host",
                                          host::silent_log::instance()));
}

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

/// A fetch, and the page that answers it.
class salesforce_page
{
public:
    explicit salesforce_page(std::size_t records) : body_(page_of(records))
    {
        page_.operation.struct_size = sizeof page_.operation;
        page_.operation.kind = DOVETAIL_OP_FETCH;
        page_.operation.now_us = 1'767'225'600'000'000;
        answer_.struct_size = sizeof answer_;
        answer_.kind = DOVETAIL_EVENT_RESPONSE;
        answer_.status = 200;
        answer_.body = {reinterpret_cast<const std::uint8_t*>(body_.data()), body_.size()};
        page_.answers = {&answer_, 1};
    }
    salesforce_page(const salesforce_page&) = delete;
    salesforce_page& operator=(const salesforce_page&) = delete;

    const boundary::page& get() const noexcept { return page_; }

private:
    std::string body_;
    dovetail_event answer_{};
    boundary::page page_{};
};

void tell(const std::string& what, const boundary::cost& cost)
{
    figure(what + ": the plugin itself", cost.plugin, "ns/record");
    figure("    boundary in process", cost.here, "ns/record");
    figure("    the checking proxy on top", cost.checked, "ns/record");
    figure("    boundary isolated", cost.isolated, "ns/record");
}

void measure(const bench_options& options, std::size_t records)
{
    boundary::effort effort;
    effort.runs = options.runs;
    const auto salesforce = plugin(options, "dovetail.salesforce");
    const auto mapping = plugin(options, "dovetail.task_mapping");
    const salesforce_page page(records);
    tell(fmt::format("a page of {}", records),
         value_of(salesforce->cost_of(page.get(), records, effort)));
    const auto batch = value_of(salesforce->fetch(page.get()));
    tell(fmt::format("{} records mapped", records),
         value_of(mapping->cost_of(host::side::left, host::records(batch), effort)));
}

/// CPU of a first sync a task, with all plugins reached that way.
double pass_cost(const bench_options& options, const char* how, bool checked, bool isolated)
{
    constexpr double tasks = 50'000;
    std::vector<double> costs;
    for (unsigned i = 0; i < options.runs; ++i) {
        test_bed bed(options.programs,
                     {.seed = "bulk:50000", .isolated = isolated, .checked = checked});
        bed.enable_members();
        costs.push_back(bed.once().cpu.count() * 1e6 / tasks);
    }
    const auto spread = spread_of(costs);
    figure(std::string("first sync of 50,000, ") + how, spread, "µs/task");
    return spread.median;
}

} // namespace

void boundary(const bench_options& options)
{
    heading("What the boundary to plugins costs, CPU of both processes");
    for (const std::size_t records : {1U, 20U, 200U})
        measure(options, records);
    const double here = pass_cost(options, "in process", false, false);
    const double checked = pass_cost(options, "checked", true, false);
    const double there = pass_cost(options, "isolated", false, true);
    figure("share of the checking proxy in the whole pass", (checked - here) / checked * 100, "%");
    figure("share of isolation in the whole pass", (there - here) / there * 100, "%");
}

} // namespace dovetail::benchmarks
