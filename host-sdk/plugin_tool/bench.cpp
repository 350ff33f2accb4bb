// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin bench`: what a record costs at the boundary to a plugin.
#include "plugin_tool/stretch.hpp"
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "boundary/bench.hpp"
#include "judge/scratch.hpp"
#include "judge/subject.hpp"
#include "judge/workload.hpp"

#include <dovetail/host/silent_log.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <cmath>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

struct bench_options
{
    std::string file;
    std::string configuration;
    std::string conversation;
    std::vector<std::size_t> batches{1, 20, 200};
    unsigned runs = 5;
    unsigned time_ms = 200;
    bool json = false;

    boundary::effort effort() const { return {runs, std::chrono::milliseconds(time_ms)}; }
};

struct figure
{
    const char* call; ///< "fetch" or "to_canonical"
    std::size_t records;
    boundary::cost cost;
};

struct report
{
    std::vector<figure> figures{};
    std::vector<std::string> notes{};
};

// ── connectors ──────────────────────────────────────────────────────────────────────────────────

/// The answers of a recorded exchange up to one, in memory of its own.
class recorded_page
{
public:
    /// `last`: what the last answer says in place of what was recorded; null: that.
    recorded_page(const judge::exchange& from, std::size_t answers, const std::string* last)
    {
        for (std::size_t at = 0; at < answers; ++at) {
            const judge::answer& said = from.turns[at].second;
            dovetail_event event{};
            event.struct_size = sizeof event;
            event.kind = DOVETAIL_EVENT_RESPONSE;
            event.status = said.status;
            event.headers = memory_.headers(said.headers);
            event.header_count = said.headers.size();
            event.body = memory_.bytes(last && at + 1 == answers ? *last : said.body);
            event.now_us = from.operation.now_us;
            events_.push_back(event);
        }
        page_ = {*memory_.operation(from.operation), events_};
    }

    const boundary::page& get() const noexcept { return page_; }

private:
    judge::scratch memory_;
    std::vector<dovetail_event> events_;
    boundary::page page_{};
};

std::size_t size_of(const host::result<host::record_batch>& delivered)
{
    return delivered ? host::records(*delivered).size() : 0;
}

/// How many of its answers lead to the first records; 0: it delivers none.
std::size_t answers_to_records(const boundary::bench& of, const judge::exchange& recorded)
{
    if (recorded.operation.kind != DOVETAIL_OP_FETCH) return 0;
    for (std::size_t count = 1; count <= recorded.turns.size(); ++count) {
        if (!recorded.turns[count - 1].second.arrived) return 0;
        if (size_of(of.fetch(recorded_page(recorded, count, nullptr).get())) > 0) return count;
    }
    return 0;
}

std::set<std::string> keys_of(const host::record_batch& batch)
{
    std::set<std::string> out;
    const auto all = host::records(batch);
    for (std::size_t at = 0; at < all.size(); ++at)
        out.emplace(host::view(all[at].key));
    return out;
}

std::optional<failure> measure_page(const boundary::bench& of, const boundary::page& page,
                                    std::size_t records, const bench_options& wanted, report& into)
{
    auto cost = of.cost_of(page, records, wanted.effort());
    if (!cost) return failure::of(cost.error());
    into.figures.push_back({"fetch", records, *cost});
    return std::nullopt;
}

std::optional<failure> measure_fetches(const boundary::bench& of, const judge::subject& what,
                                       const bench_options& wanted, report& into)
{
    const auto& exchanges = what.conversation().exchanges;
    std::size_t answers = 0;
    const auto found = std::find_if(exchanges.begin(), exchanges.end(), [&](const auto& one) {
        answers = answers_to_records(of, one);
        return answers > 0;
    });
    if (found == exchanges.end())
        return failure::of({host::error_class::config, "bench_conversation",
                            "a connector is measured with a recorded fetch that delivers records: "
                            "give a conversation with one (--conversation FILE; see "
                            "docs/conformance.md)"});
    const recorded_page whole(*found, answers, nullptr);
    const auto delivered = of.fetch(whole.get());
    const auto keys = keys_of(*delivered);
    bool as_recorded = false;
    for (const std::size_t records : wanted.batches) {
        const auto body = stretched(found->turns[answers - 1].second.body, keys, records);
        const recorded_page page(*found, answers, body ? &*body : nullptr);
        if (body && size_of(of.fetch(page.get())) == records) {
            if (auto wrong = measure_page(of, page.get(), records, wanted, into)) return wrong;
        } else {
            as_recorded = true;
        }
    }
    if (!as_recorded) return std::nullopt;
    into.notes.push_back(fmt::format("the recorded page of {} cannot be made one of every size "
                                     "that was asked for, so it was measured as it is",
                                     size_of(delivered)));
    return measure_page(of, whole.get(), size_of(delivered), wanted, into);
}

// ── mappers ─────────────────────────────────────────────────────────────────────────────────────

std::optional<failure> measure_mappings(const boundary::bench& of, judge::subject& what,
                                        const bench_options& wanted, report& into)
{
    const auto recorded = judge::workload(what).records();
    const auto side = recorded[DOVETAIL_LEFT].empty() ? host::side::right : host::side::left;
    const auto& some = recorded[static_cast<std::size_t>(side)];
    if (some.empty())
        return failure::of({host::error_class::config, "bench_conversation",
                            "a mapper is measured with records: give a conversation with some "
                            "(--conversation FILE; see docs/conformance.md)"});
    for (const std::size_t count : wanted.batches) {
        std::vector<judge::record> records;
        for (std::size_t at = 0; at < count; ++at)
            records.push_back(some[at % some.size()]);
        judge::scratch memory;
        const host::array_view<dovetail_record> view(memory.records(records), count);
        auto cost = of.cost_of(side, view, wanted.effort());
        if (!cost) return failure::of(cost.error());
        into.figures.push_back({"to_canonical", count, *cost});
    }
    return std::nullopt;
}

// ── telling ─────────────────────────────────────────────────────────────────────────────────────

std::string text_of(const boundary::spread& values)
{
    return fmt::format("{:.0f} ({:.0f} to {:.0f})", values.median, values.least, values.most);
}

json::object json_of(const boundary::spread& values)
{
    return {{"median", std::llround(values.median)},
            {"min", std::llround(values.least)},
            {"max", std::llround(values.most)}};
}

void print(console& out, const host::plugin_manifest& about, const bench_options& wanted,
           const report& all)
{
    out.line(fmt::format("{} {}: CPU in ns a record, median of {} runs (least to most)",
                         app::printable(about.id), to_string(about.version), wanted.runs));
    app::table table({"call", "records", "the plugin itself", "boundary in process", "if checked",
                      "boundary isolated"});
    for (const figure& one : all.figures)
        table.add({{one.call},
                   {std::to_string(one.records)},
                   {text_of(one.cost.plugin)},
                   {text_of(one.cost.here)},
                   {text_of(one.cost.checked)},
                   {text_of(one.cost.isolated)}});
    for (const auto& line : table.lines(out.out(), {1, 2, 3, 4, 5}))
        out.line(line);
    for (const auto& note : all.notes)
        out.line("note: " + note);
}

json::object to_json(const host::plugin_manifest& about, const bench_options& wanted,
                     const report& all)
{
    json::array figures;
    for (const figure& one : all.figures)
        figures.push_back(json::object{{"call", one.call},
                                       {"records", one.records},
                                       {"plugin", json_of(one.cost.plugin)},
                                       {"in_process", json_of(one.cost.here)},
                                       {"checked", json_of(one.cost.checked)},
                                       {"isolated", json_of(one.cost.isolated)}});
    json::array notes(all.notes.begin(), all.notes.end());
    return {
        {"plugin", about.id},  {"version", to_string(about.version)}, {"unit", "ns/record"},
        {"runs", wanted.runs}, {"figures", std::move(figures)},       {"notes", std::move(notes)}};
}

outcome measure(const bench_options& wanted, console& out)
{
    const auto found = find_described_subject(wanted.file);
    if (!found) return found.error();
    judge::question asked{std::filesystem::absolute(found->manifest_file)};
    if (!wanted.configuration.empty()) asked.configuration = wanted.configuration;
    if (!wanted.conversation.empty()) asked.conversation = wanted.conversation;
    const auto what = judge::subject::open(asked);
    if (!what) return failure::of(what.error());
    const auto& about = (*what)->about();
    const auto of =
        boundary::bench::load(about, (*what)->configuration(), {}, host::silent_log::instance());
    if (!of) return failure::of(of.error());

    report all;
    std::optional<failure> wrong;
    if ((*what)->provides(DOVETAIL_CONNECTOR_ID))
        wrong = measure_fetches(**of, **what, wanted, all);
    if (!wrong && (*what)->provides(DOVETAIL_MAPPER_ID))
        wrong = measure_mappings(**of, **what, wanted, all);
    if (wrong) return *wrong;
    if (wanted.json)
        out.line(app::json_document(to_json(*about, wanted, all)));
    else
        print(out, *about, wanted, all);
    return exit_code::done;
}

} // namespace

void add_bench(program& to)
{
    constexpr std::size_t largest_batch = 100'000;
    const auto wanted = std::make_shared<bench_options>();
    CLI::App& app = to.add("bench", "What a record costs at the boundary, in process and isolated",
                           "dovetail-plugin bench build/my_connector.plugin.json --conversation "
                           "talk.json",
                           [wanted](console& out) { return measure(*wanted, out); });
    app.add_option("file", wanted->file, "The plugin's manifest (*.plugin.json), or its library")
        ->required()
        ->type_name("FILE");
    app.add_option("--conversation", wanted->conversation,
                   "A recorded conversation: its first fetch with records, or records for a mapper "
                   "(docs/conformance.md)")
        ->type_name("FILE");
    app.add_option("--configuration", wanted->configuration,
                   "A file with the configuration; otherwise that of the conversation, or one made "
                   "from its schema")
        ->type_name("FILE");
    app.add_option("--batch", wanted->batches, "Records in a batch; may be repeated (1, 20, 200)")
        ->allow_extra_args(false) // the next word is the plugin
        ->check(CLI::Range(std::size_t{1}, largest_batch))
        ->type_name("N");
    app.add_option("--runs", wanted->runs, "Of which the median is told")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    app.add_option("--time", wanted->time_ms, "Milliseconds a run takes each way")
        ->check(CLI::Range(1, 60'000))
        ->capture_default_str();
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
