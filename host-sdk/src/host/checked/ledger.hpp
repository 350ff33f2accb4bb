// SPDX-License-Identifier: Apache-2.0
// What the proxy knows of one generation.
#pragma once

#include "checked/finding.hpp"

#include <dovetail/abi/host.h>
#include <dovetail/abi/status.h>
#include <dovetail/host/contract_check.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace dovetail::host {

/// Counts and the way to the listener. Threads: any. Everything the proxy made holds it.
struct contract_check::ledger
{
    ledger(std::string plugin_label, listener to)
        : label(std::move(plugin_label)), listen(std::move(to))
    {
    }

    /// A ledger that can be found by the handles that were made for it.
    static std::shared_ptr<ledger> make(std::string plugin_label, listener to);
    /// Null: nothing of it is left.
    static std::shared_ptr<ledger> of(void* handle);

    /// Tells the listener, and gives the sentence for the error.
    std::string report(party by, const checked::finding& wrong, std::string_view call) const
    {
        const breach broken{wrong.rule, by, call, wrong.what};
        if (listen) listen(broken);
        return to_string(broken, label);
    }

    std::uint32_t number = 0;
    std::string label;
    listener listen;
    std::atomic<std::uint64_t> connectors = 0;
    std::atomic<std::uint64_t> mappers = 0;
    std::atomic<std::uint64_t> exchanges = 0;
    std::atomic<std::uint64_t> batches = 0;
    std::atomic<std::uint64_t> errors = 0;
    std::atomic<int> creating = 0; ///< creates of the factories under way
};

namespace checked {

using shared_ledger = std::shared_ptr<contract_check::ledger>;

/// Counts an object of the ledger while it lives.
class counted
{
public:
    counted(shared_ledger of, std::atomic<std::uint64_t> contract_check::ledger::*which)
        : ledger_(std::move(of)), count_((*ledger_).*which)
    {
        ++count_;
    }
    ~counted() { --count_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

    contract_check::ledger& operator*() const noexcept { return *ledger_; }
    contract_check::ledger* operator->() const noexcept { return ledger_.get(); }
    const shared_ledger& shared() const noexcept { return ledger_; }

private:
    shared_ledger ledger_;
    std::atomic<std::uint64_t>& count_;
};

/// Marks this thread as being inside a call into a plugin: a plugin has no threads of its own, so
/// it calls its host from such a thread only.
class in_plugin
{
public:
    in_plugin() noexcept { ++depth(); }
    ~in_plugin() { --depth(); }
    in_plugin(const in_plugin&) = delete;
    in_plugin& operator=(const in_plugin&) = delete;

    static bool here() noexcept { return depth() > 0; }

private:
    static int& depth() noexcept
    {
        thread_local int calls = 0;
        return calls;
    }
};

/// Held for a call that may not meet another one on the same object.
class alone
{
public:
    explicit alone(std::atomic<int>& running) noexcept : running_(running), alone_(++running_ == 1)
    {
    }
    ~alone() { --running_; }
    alone(const alone&) = delete;
    alone& operator=(const alone&) = delete;

    explicit operator bool() const noexcept { return alone_; }

private:
    std::atomic<int>& running_;
    bool alone_;
};

/// A call on something that was released, or was never handed out, is the host's fault: A-36, or,
/// of a release, A-65.
std::string report_stale(void* handle, std::string_view call, std::string_view rule = "A-36");

/// Calls into the plugin; what it throws is a breach and comes back as a finding.
template<class Call>
finding guarded(Call&& call) noexcept
{
    const in_plugin mark;
    try {
        call();
        return {};
    } catch (...) {
        return {"A-42", "an exception came across the boundary"};
    }
}

} // namespace checked
} // namespace dovetail::host
