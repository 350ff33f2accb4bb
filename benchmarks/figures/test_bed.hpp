// SPDX-License-Identifier: Apache-2.0
// A folder with a manifest, a sandbox that serves it, and the host's program.
#pragma once

#include "child_process.hpp"
#include "raw_client.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::benchmarks {

enum class side
{
    salesforce,
    sales_connect
};

struct bed_options
{
    std::string seed = "none";    ///< as dovetail-sandbox takes it
    unsigned parallel_writes = 4; ///< the manifest's
    double interval_s = 10;
    bool isolated = false; ///< all plugins in processes of their own
    bool checked = false;  ///< calls go through the checking proxy
};

/// How many requests a side has served, by kind.
struct request_counts
{
    std::uint64_t reads = 0;  ///< queries, pages, change lists, lookups
    std::uint64_t writes = 0; ///< collections and batches
    std::uint64_t others = 0; ///< tokens, describe, users
};

struct once_usage
{
    usage first_sync;
    usage whole;
};

/// Everything a scenario needs; gone with this object. The sandbox keeps its data in memory.
class test_bed
{
public:
    /// `programs`: the folder of dovetail and dovetail-sandbox; plugins lie in ../plugins.
    test_bed(std::filesystem::path programs, const bed_options& options);
    ~test_bed();
    test_bed(const test_bed&) = delete;
    test_bed& operator=(const test_bed&) = delete;

    void enable_members();
    /// `dovetail once`: up to the fixed point.
    usage once();
    /// The same, and what was used of it until the first sync was stored; no `peak_kib`.
    once_usage once_with_first_sync();
    /// `dovetail plugins swap` to the version that runs; the document it prints.
    std::string swap_to_itself(const std::string& plugin);
    /// `dovetail run`, until the object goes.
    std::unique_ptr<child_process> run();

    request_counts counts(side where);
    void clear_counts(side where);
    void set_latency(unsigned milliseconds);
    std::string token(side where);
    const std::string& url(side where) const { return urls_[static_cast<int>(where)]; }
    raw_client& client(side where) { return *clients_[static_cast<int>(where)]; }

private:
    std::vector<std::string> host(const std::string& command) const;
    void write_manifest(const bed_options& options) const;
    std::string output() const { return (folder_ / "output.txt").string(); }

    std::filesystem::path programs_;
    std::filesystem::path folder_;
    std::string urls_[2];
    std::unique_ptr<child_process> sandbox_;
    std::unique_ptr<raw_client> clients_[2];
};

} // namespace dovetail::benchmarks
