// SPDX-License-Identifier: Apache-2.0
// What storing a task costs: for each batch one commit of intents before they would be sent, and
// one of links, history, the end of the intents and a cursor after it, as a first sync does.
//
//   store_bench [TASKS] [FOLDER]     default: 200000, the current folder (use a real disk)
//
// Prints microseconds of CPU and of wall clock a task, and bytes a task in the file.
#include <dovetail/sync/field_codec.hpp>
#include <dovetail/sync/store.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace dovetail::sync;
using dovetail::sync::link; // and not that of <unistd.h>
using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::uint64_t default_tasks = 200'000;

/// A task as the task mapping sees it, with contents of usual length.
class sample
{
public:
    sample() : names_({"name", "status", "priority", "due", "details"}), details_(120, 'd') {}

    field_bytes canonical(std::uint64_t number)
    {
        const auto name = "Call the customer about offer " + std::to_string(number);
        const dovetail_field fields[] = {
            field("name", DOVETAIL_TEXT, 0, name), field("status", DOVETAIL_TEXT, 0, "open"),
            field("priority", DOVETAIL_TEXT, 0, "normal"),
            field("due", DOVETAIL_DATE, 19000 + static_cast<std::int64_t>(number % 365), {}),
            field("details", DOVETAIL_TEXT, 0, details_)};
        return encode_fields(fields, names_);
    }

    field_bytes native(std::uint64_t number)
    {
        const auto name = "Call the customer about offer " + std::to_string(number);
        const dovetail_field fields[] = {field("Subject", DOVETAIL_TEXT, 0, name),
                                         field("Status", DOVETAIL_TEXT, 0, "Not Started"),
                                         field("Priority", DOVETAIL_TEXT, 0, "Normal"),
                                         field("ActivityDate", DOVETAIL_DATE,
                                               19000 + static_cast<std::int64_t>(number % 365), {}),
                                         field("Description", DOVETAIL_TEXT, 0, details_),
                                         field("OwnerId", DOVETAIL_TEXT, 0, "005000000000001AAA")};
        return encode_fields(fields);
    }

private:
    static dovetail_field field(std::string_view name, std::uint32_t kind, std::int64_t number,
                                std::string_view text)
    {
        return {{name.data(), name.size()}, {kind, 0, number, {text.data(), text.size()}}};
    }

    field_names names_;
    std::string details_;
};

std::string padded(const char* prefix, std::uint64_t number, std::size_t width)
{
    const auto digits = std::to_string(number);
    std::string text(prefix);
    text.append(width - digits.size(), '0').append(digits);
    return text;
}

struct batch
{
    change_set planned;
    change_set done;
};

/// The change sets of tasks [first, first + count) in the order of `order`.
batch make_batch(sample& of, std::span<const std::uint64_t> order, std::uint64_t first)
{
    batch made;
    made.planned.commit_id = padded("p", first, 12);
    made.done.commit_id = padded("d", first, 12);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto number = order[i];
        const auto key = padded("00T", number, 15);
        intent write;
        write.target = side::left;
        write.owner = 1;
        write.source_key = key;
        write.idempotency_key = std::string("bench/r/").append(key).append("/1");
        write.native = of.native(number);
        write.planned_at = 1'700'000'000'000'000;
        made.planned.intents.push_back(std::move(write));

        link one;
        one.owner = 1;
        one.key = {std::to_string(10'000'000 + first + i), key};
        one.revision = {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+0000"};
        one.base = {of.canonical(number), of.canonical(number)};
        made.done.links.push_back(std::move(one));

        history_entry entry;
        entry.at = 1'700'000'000'000'000;
        entry.link = -static_cast<link_id>(i + 1);
        entry.owner = 1;
        entry.action = write_action::create;
        made.done.history.push_back(std::move(entry));
    }
    made.done.cursors.left = cursor{{1, 2, 3, 4, 5, 6, 7, 8}, "bench", 1};
    return made;
}

/// CPU seconds of this process so far.
struct cpu_time
{
    double user = 0;
    double system = 0;
};

cpu_time cpu_now()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {seconds(used.ru_utime), seconds(used.ru_stime)};
}

[[noreturn]] void fail(const dovetail::host::error& why)
{
    std::fprintf(stderr, "%s: %s\n", why.code.c_str(), why.message.c_str());
    std::exit(1);
}

void commit(state_store& store, const fence& held, const change_set& changes,
            std::vector<intent_id>* ids)
{
    auto done = store.commit(held, changes);
    if (!done) fail(done.error());
    if (done->outcome != commit_result::ok) std::abort();
    if (ids) *ids = std::move(done->intents);
}

void measure(const std::filesystem::path& folder, std::uint64_t tasks, std::size_t batch_size,
             bool shuffled)
{
    const auto path = folder / ("store_bench." + std::to_string(getpid()) + ".state");
    auto opened = open_sqlite({.path = path.string()});
    if (!opened) fail(opened.error());
    if (auto made = opened->work->schedule("bench"); !made) fail(made.error());
    auto grants = opened->work->acquire("bench", 1, milliseconds(3'600'000));
    if (!grants) fail(grants.error());
    const fence held = grants->front().held;

    std::vector<std::uint64_t> order(tasks);
    std::iota(order.begin(), order.end(), 0);
    if (shuffled) std::shuffle(order.begin(), order.end(), std::mt19937_64(1));
    sample of;
    cpu_time cpu;
    double wall = 0;
    for (std::uint64_t first = 0; first < tasks; first += batch_size) {
        const auto count = std::min<std::uint64_t>(batch_size, tasks - first);
        auto one = make_batch(of, std::span(order).subspan(first, count), first);
        const auto cpu_before = cpu_now();
        const auto before = steady_clock::now();
        commit(*opened->store, held, one.planned, &one.done.intents_done);
        commit(*opened->store, held, one.done, nullptr);
        wall += duration<double>(steady_clock::now() - before).count();
        const auto cpu_after = cpu_now();
        cpu.user += cpu_after.user - cpu_before.user;
        cpu.system += cpu_after.system - cpu_before.system;
    }
    opened = state{}; // closing moves the log into the file
    const auto bytes = std::filesystem::file_size(path);
    for (const char* end : {"", "-wal", "-shm"})
        std::filesystem::remove(path.string() + end);
    const auto each = static_cast<double>(tasks);
    std::printf("batch %5zu  keys %-9s  %5.2f us CPU (%.2f user, %.2f system)  %6.2f us wall  "
                "%4.0f bytes a task\n",
                batch_size, shuffled ? "shuffled" : "ascending",
                (cpu.user + cpu.system) / each * 1e6, cpu.user / each * 1e6,
                cpu.system / each * 1e6, wall / each * 1e6, static_cast<double>(bytes) / each);
}

} // namespace

int main(int argc, char** argv)
{
    const auto tasks = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : default_tasks;
    const std::filesystem::path folder = argc > 2 ? argv[2] : ".";
    for (const bool shuffled : {false, true})
        for (const std::size_t size : {200u, 2000u})
            measure(folder, tasks, size, shuffled);
}
