// SPDX-License-Identifier: Apache-2.0
// Swapping the Salesforce connector again and again while users add tasks on both sides.
#include "report.hpp"
#include "scenarios.hpp"
#include "test_bed.hpp"

#include <boost/json.hpp>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <map>
#include <stdexcept>
#include <thread>

namespace dovetail::benchmarks {

namespace {

namespace json = boost::json;
using std::chrono::microseconds;
using std::chrono::system_clock;

constexpr unsigned many_swaps = 1'000;
constexpr unsigned few_swaps = 100;
constexpr double interval_s = 0.2;
constexpr auto between_tasks = std::chrono::milliseconds{5};
constexpr char plugin[] = "dovetail.salesforce";

/// "2026-11-24T09:15:02.123456Z" as the host prints instants.
system_clock::time_point instant(const json::value& text)
{
    std::tm parts{};
    long fraction = 0;
    const std::string at(text.as_string());
    if (std::sscanf(at.c_str(), "%d-%d-%dT%d:%d:%d.%ldZ", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &fraction) < 6)
        throw std::runtime_error("no instant: " + at);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return system_clock::from_time_t(::timegm(&parts)) + microseconds{fraction};
}

system_clock::time_point entered(const json::value& swap, std::string_view state)
{
    for (const auto& step : swap.at("steps").as_array())
        if (step.at("state").as_string() == state) return instant(step.at("at"));
    throw std::runtime_error("a swap was never " + std::string(state) + ": " +
                             json::serialize(swap));
}

double milliseconds_between(system_clock::time_point from, system_clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Adds tasks on both sides in turn until it ends.
class busy_users
{
public:
    explicit busy_users(const test_bed& bed) : thread_([this, &bed] { work(bed); }) {}
    busy_users(const busy_users&) = delete;
    busy_users& operator=(const busy_users&) = delete;
    ~busy_users() { end(); }

    std::size_t end()
    {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return added_;
    }

private:
    void work(const test_bed& bed)
    {
        raw_client clients[2]{raw_client(bed.url(side::salesforce)),
                              raw_client(bed.url(side::sales_connect))};
        for (; !over_; std::this_thread::sleep_for(between_tasks)) {
            const json::object task{{"action", "add"},
                                    {"owner", "ada@example.com"},
                                    {"name", "task " + std::to_string(added_)}};
            const auto answer =
                clients[added_ % 2].send("POST", "/sandbox/tasks", "", json::serialize(task));
            if (answer.status >= 400) throw std::runtime_error(std::string(answer.body));
            ++added_;
        }
    }

    std::atomic<bool> over_{false};
    std::size_t added_ = 0;
    std::thread thread_;
};

/// How often each name is there on a side.
std::map<std::string, int> names(test_bed& bed, side where)
{
    const auto answer = bed.client(where).send("GET", "/sandbox/tasks?limit=1000000", "");
    std::map<std::string, int> all;
    const auto document = json::parse(answer.body);
    for (const auto& task : document.at("tasks").as_array())
        ++all[std::string(task.at("name").as_string())];
    return all;
}

void count_losses(test_bed& bed, std::size_t added)
{
    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    for (const auto where : {side::salesforce, side::sales_connect}) {
        const auto all = names(bed, where);
        for (std::size_t task = 0; task < added; ++task) {
            const auto found = all.find("task " + std::to_string(task));
            if (found == all.end()) ++lost;
            if (found != all.end() && found->second > 1) ++doubled;
        }
    }
    figure("changes lost", lost, "of " + std::to_string(added));
    figure("changes doubled", doubled, "");
}

} // namespace

void swap(const bench_options& options)
{
    const unsigned swaps = options.large ? many_swaps : few_swaps;
    heading(fmt::format("{} swaps of a connector while tasks are added on both sides", swaps));
    test_bed bed(options.programs, {.interval_s = interval_s});
    bed.enable_members();
    bed.once();
    auto host = bed.run();
    std::vector<double> to_flip;
    std::vector<double> at_rest;
    std::size_t added = 0;
    const auto before_kib = host->resident_kib();
    {
        busy_users users(bed);
        for (unsigned done = 0; done < swaps; ++done) {
            const auto begun = system_clock::now();
            const auto swap = json::parse(bed.swap_to_itself(plugin));
            to_flip.push_back(milliseconds_between(begun, entered(swap, "probation")));
            at_rest.push_back(
                milliseconds_between(entered(swap, "draining"), entered(swap, "probation")));
        }
        added = users.end();
    }
    const auto after_kib = host->resident_kib();
    host.reset();
    bed.once();
    figure("from command to flip", spread_of(to_flip), "ms");
    figure("without a running exchange", spread_of(at_rest), "ms");
    figure("memory a retired generation",
           static_cast<double>(after_kib - before_kib) / static_cast<double>(swaps), "KiB");
    count_losses(bed, added);
}

} // namespace dovetail::benchmarks
