// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"
#include "scenarios.hpp"
#include "test_bed.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace dovetail::benchmarks {

namespace {

constexpr std::uint64_t tasks = 50'000;
constexpr std::uint64_t batch = 200;
constexpr std::string_view seed = "bulk:50000";

std::vector<std::string> batches()
{
    std::vector<std::string> all;
    for (std::uint64_t first = 0; first < tasks; first += batch) {
        std::string body = R"({"operations":[)";
        for (std::uint64_t i = first; i < first + batch; ++i)
            body += fmt::format(R"({}{{"op":"create","client_key":"bare-{}","task":{{)"
                                R"("name":"Bulk task {}","status":"open","priority":"normal",)"
                                R"("details":"Details of bulk task {}","assignee_id":null}}}})",
                                i == first ? "" : ",", i, i, i);
        all.push_back(body + "]}");
    }
    return all;
}

std::string assignee_of(raw_client& client, const std::string& headers)
{
    const auto answer = client.send("GET", "/v1/users?limit=2", headers);
    const auto at = answer.body.rfind(R"("id":")") + 6;
    return std::string{answer.body.substr(at, answer.body.find('"', at) - at)};
}

/// The same pages fetched and the same number of records posted, nothing parsed: seconds.
double bare_loop(const bench_options& options)
{
    test_bed bed(options.programs, {.seed = std::string{seed}});
    const auto left = "Authorization: Bearer " + bed.token(side::salesforce) + "\r\n";
    const auto right = "Authorization: Bearer " + bed.token(side::sales_connect) +
                       "\r\nContent-Type: application/json\r\n";
    const auto assignee = '"' + assignee_of(bed.client(side::sales_connect), right) + '"';
    auto bodies = batches();
    for (auto& body : bodies)
        for (auto at = body.find("null"); at != std::string::npos; at = body.find("null", at))
            body.replace(at, 4, assignee);
    const auto started = std::chrono::steady_clock::now();
    std::string target =
        "/services/data/v62.0/queryAll?q=SELECT+Id,Subject,Description,ActivityDate,Status,"
        "Priority,OwnerId,TaskSubtype,IsRecurrence,IsClosed,IsDeleted,IsArchived,CreatedDate,"
        "LastModifiedDate,SystemModstamp,Dovetail_Key__c+FROM+Task+ORDER+BY+SystemModstamp,Id";
    for (;;) {
        const auto page = bed.client(side::salesforce).send("GET", target, left);
        if (page.status != 200) throw std::runtime_error(std::string{page.body.substr(0, 500)});
        constexpr std::string_view next = R"("nextRecordsUrl":")";
        const auto at = page.body.substr(0, 500).find(next);
        if (at == std::string_view::npos) break;
        const auto from = at + next.size();
        target = page.body.substr(from, page.body.find('"', from) - from);
    }
    for (const auto& body : bodies)
        if (bed.client(side::sales_connect).send("POST", "/v1/tasks/batch", right, body).status !=
            200)
            throw std::runtime_error("a batch was refused");
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

} // namespace

void first_sync(const bench_options& options)
{
    heading("First sync of 50,000 tasks: read, map, merge, write in batches, committed durably");
    std::vector<double> rates;
    std::vector<double> costs;
    std::vector<double> settled;
    std::vector<double> bare;
    for (unsigned i = 0; i < options.runs; ++i) {
        test_bed bed(options.programs, {.seed = std::string{seed}});
        bed.enable_members();
        const auto used = bed.once_with_first_sync();
        rates.push_back(static_cast<double>(tasks) / used.first_sync.wall.count());
        costs.push_back(used.first_sync.cpu.count() * 1e6 / static_cast<double>(tasks));
        settled.push_back((used.whole.cpu - used.first_sync.cpu).count() * 1e6 /
                          static_cast<double>(tasks));
        bare.push_back(static_cast<double>(tasks) / bare_loop(options));
    }
    figure("from the start of the program to the last commit", spread_of(rates), "tasks/s");
    figure("bare keep-alive loop, one connection, parsing nothing", spread_of(bare), "tasks/s");
    figure("host CPU, start-up included", spread_of(costs), "µs/task");
    figure("host CPU of the next pass, which reads its own writes back", spread_of(settled),
           "µs/task");
}

void memory(const bench_options& options)
{
    heading("Peak memory of the host, first sync");
    std::vector<std::pair<std::string, std::string>> sizes{{"50,000 tasks", "bulk:50000"}};
    if (options.large) sizes.emplace_back("500,000 tasks", "bulk:500000");
    for (const auto& [name, bulk] : sizes) {
        test_bed bed(options.programs, {.seed = bulk});
        bed.enable_members();
        figure(name, static_cast<double>(bed.once().peak_kib) / 1024, "MiB");
    }
}

void latency(const bench_options& options)
{
    heading("Pushing 20,000 changes, each answer 50 ms late");
    constexpr unsigned late_ms = 50;
    std::vector<double> seconds;
    for (const unsigned parallel : {1U, 8U}) {
        test_bed bed(options.programs, {.seed = "bulk:20000", .parallel_writes = parallel});
        bed.enable_members();
        bed.set_latency(late_ms);
        seconds.push_back(bed.once_with_first_sync().first_sync.wall.count());
        figure(fmt::format("{} batches at a time", parallel), seconds.back(), "s");
    }
    figure("ratio", seconds.front() / seconds.back(), "times");
}

} // namespace dovetail::benchmarks
