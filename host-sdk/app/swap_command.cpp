// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/json_text.hpp"
#include "app/state_file.hpp"
#include "app/swap_facts.hpp"
#include "app/swap_text.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <dovetail/host/semantic_version.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

namespace dovetail::app {
namespace {

using std::chrono::steady_clock;

/// How often the state is looked at for news.
constexpr std::chrono::milliseconds look_again{20};

/// A running host hears a request in a fraction of this time, however busy it is.
constexpr std::chrono::seconds longest_hearing{15};

/// The syncs of the manifest that use the plugin: where its host looks for requests.
std::vector<std::string> syncs_with(const host::manifest& manifest, const std::string& plugin)
{
    const auto connected = [&](const std::string& name) {
        return manifest.find_connection(name)->plugin == plugin;
    };
    std::vector<std::string> names;
    for (const auto& sync : manifest.syncs)
        if (connected(sync.left.connection) || connected(sync.right.connection) ||
            manifest.find_mapping(sync.mapping)->plugin == plugin)
            names.push_back(sync.name);
    return names;
}

swap::request to_request(const plugins_swap_command& wanted)
{
    swap::request request;
    request.id = fmt::format("command-{}-{}", getpid(), now_us());
    request.plugin = wanted.id;
    request.allow_downgrade = wanted.allow_downgrade;
    if (host::semantic_version::parse(wanted.to))
        request.version = wanted.to;
    else if (!wanted.to.empty())
        request.file = std::filesystem::absolute(wanted.to).lexically_normal();
    return request;
}

failure no_host(const setup& base)
{
    return failure::of_request(
        "no_host", fmt::format("no dovetail runs with the state {}: there is nothing to swap; the "
                               "next start takes the newest usable version by itself",
                               base.manifest.state.path.string()));
}

/// What the host answers, step by step.
class conversation
{
public:
    conversation(const setup& base, const plugins_swap_command& wanted, opened_state state,
                 std::vector<std::string> syncs)
        : base_(base), wanted_(wanted), state_(std::move(state)), syncs_(std::move(syncs)),
          request_(to_request(wanted))
    {
    }

    outcome_of<exit_code> run()
    {
        const auto before = stored_swaps(*state_.state.store, syncs_);
        if (const auto* other = before.under_way())
            return failure::of_request(
                "swap_under_way",
                fmt::format("the swap of {} to {} is under way ({}); `dovetail status` shows it",
                            other->plugin, other->to, to_string(other->now())));
        if (auto asked = store_request(*state_.state.store, syncs_, request_); !asked)
            return failure::of_state(asked.error());
        if (auto trouble = wait_until_heard()) return *trouble;
        if (wanted_.no_wait) return say_end();
        while (!is_over(heard_.now())) {
            std::this_thread::sleep_for(look_again);
            look();
            if (!is_over(heard_.now()) && !state_lock::is_held(base_.manifest.state.path))
                return failure::of_request(
                    "no_host", fmt::format("the host ended while the swap was {}; nothing is lost: "
                                           "after its next start one of the two versions runs",
                                           to_string(heard_.now())));
        }
        return say_end();
    }

private:
    void look()
    {
        const auto now = stored_swaps(*state_.state.store, syncs_);
        const auto* found = now.find(request_.id);
        if (!found) return;
        heard_ = *found;
        const palette paint(base_.out.out().colored);
        for (; told_ < heard_.steps.size(); ++told_) {
            if (wanted_.json) continue;
            if (!heard_.to.empty() && !std::exchange(versions_told_, true))
                base_.out.line(
                    paint(tint::strong, fmt::format("{} {} → {}", printable(heard_.plugin),
                                                    heard_.from, heard_.to)));
            base_.out.line(step_line(heard_.steps[told_], paint));
            // The canary is over with the step that comes after it.
            if (told_ > 0 && heard_.steps[told_ - 1].to == swap::state::comparing)
                for (const auto& line : difference_lines(heard_))
                    base_.out.line(line);
        }
    }

    std::optional<failure> wait_until_heard()
    {
        const auto until = steady_clock::now() + longest_hearing;
        while (heard_.id.empty()) {
            std::this_thread::sleep_for(look_again);
            look();
            if (!heard_.id.empty()) break;
            const auto waiting = stored_request(*state_.state.store, syncs_);
            if (waiting && waiting->id != request_.id)
                return failure::of_request("swap_under_way",
                                           "somebody else asked for a swap at the same moment; "
                                           "`dovetail status` shows it");
            if (!state_lock::is_held(base_.manifest.state.path)) return withdraw(no_host(base_));
            if (steady_clock::now() >= until)
                return withdraw(failure::of_request(
                    "swap_not_heard",
                    "the running host does not answer; does it run the syncs that "
                    "use this plugin (--sync), and is it new enough?"));
        }
        return std::nullopt;
    }

    failure withdraw(failure why)
    {
        if (auto done = withdraw_request(*state_.state.store, syncs_); !done)
            return failure::of_state(done.error());
        return why;
    }

    outcome_of<exit_code> say_end()
    {
        if (wanted_.json) base_.out.line(json_document(json_swap(heard_)));
        if (!is_over(heard_.now())) {
            if (!wanted_.json)
                base_.out.line("it goes on in the running host; `dovetail status` shows how");
            return exit_code::done;
        }
        if (heard_.now() == swap::state::kept) return exit_code::done;
        if (wanted_.json) return exit_code::failed;
        return failure::of_request("swap_" + std::string(to_string(heard_.now())),
                                   fmt::format("the swap of {} was {}: {}", heard_.plugin,
                                               said(heard_.now()), heard_.reason()));
    }

    static std::string_view said(swap::state end)
    {
        return end == swap::state::rolled_back ? "rolled back" : to_string(end);
    }

    const setup& base_;
    const plugins_swap_command& wanted_;
    opened_state state_;
    std::vector<std::string> syncs_;
    swap::request request_;
    swap::record heard_{};
    std::size_t told_ = 0;
    bool versions_told_ = false;
};

} // namespace

outcome_of<exit_code> execute(const plugins_swap_command& wanted, const setup& base)
{
    auto syncs = syncs_with(base.manifest, wanted.id);
    if (syncs.empty())
        return failure::of_request(
            "plugin_not_used", fmt::format("{}: no sync uses the plugin \"{}\"; `dovetail plugins "
                                           "list` shows which plugins there are",
                                           base.manifest.file.string(), wanted.id));
    if (!state_lock::is_held(base.manifest.state.path)) return no_host(base);
    auto state = open_state(base.manifest.state.path, state_access::by_person);
    if (!state) return state.error();
    return conversation(base, wanted, std::move(*state), std::move(syncs)).run();
}

} // namespace dovetail::app
