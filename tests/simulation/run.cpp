// SPDX-License-Identifier: Apache-2.0
#include <simulation/run.hpp>

#include <simulation/faulty_state.hpp>
#include <simulation/final_laws.hpp>
#include <simulation/host_life.hpp>
#include <simulation/passes.hpp>
#include <simulation/virtual_time.hpp>

#include <dovetail/sync/control.hpp>

#include <sandbox/store.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace dovetail::simulation {

namespace {

constexpr std::int64_t second_us = 1'000'000;

/// Liveness: within this virtual time after the last fault the sync is at rest. Retries wait up to
/// five minutes, and one after another may be due.
constexpr std::int64_t rest_within_us = 4 * 3600 * second_us;

/// Passes in a row that write nothing, before a run counts as at rest.
constexpr std::uint64_t passes_at_rest = 3;

sync::state open_state()
{
    auto opened = sync::open_sqlite({.path = ":memory:"});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

sandbox::world make_world(const scenario& plan)
{
    auto made = sandbox::make_world(plan.seed);
    if (plan.page_size != 0) made.options.page_size = plan.page_size;
    made.salesforce_origin = "http://127.0.0.1:1";
    ::setenv(salesforce_secret, made.salesforce_oauth.client.secret.c_str(), 1);
    ::setenv(sales_connect_secret, made.sales_connect_oauth.client.secret.c_str(), 1);
    sandbox::forget_changes(made);
    return made;
}

class simulation final : public settings_page
{
public:
    simulation(plugins& code, const run_options& options)
        : code_(code), trace_(options.keep_trace), faults_(options.seed, options.off),
          plan_(scenario::draw(options.seed, options.actions, faults_)), when_(begun()),
          world_(make_world(plan_)), book_(world_), watch_(world_, book_, plan_, trace_),
          network_(world_, faults_, trace_, watch_, plan_.skewed, options.seed), fate_(faults_),
          real_(open_state()), passes_(watch_, trace_), stored_(real_, sync_name),
          control_(real_, sync_name, plan_.rules, sync::system_clock_source()),
          users_(world_, book_, plan_, faults_, *this, trace_),
          dice_(options.seed, "run"), on_{code, network_, plan_, make_faulty(real_, fate_, trace_),
                                          passes_}
    {
        book_.use_template(plan_.subject);
        fate_.die_at(options.die_at);
        // A read-only side wins whatever the policy says.
        const bool read_only = plan_.rules.read_only.left || plan_.rules.read_only.right;
        if (faults_.none() && options.die_at == 0 && !read_only) watch_.undisturbed();
        code_.listen([this](std::string_view line) { heard(line); });
        watch_.tell_decisions([this](decision_row met, const row& of) { count(met, of); });
        watch_.look_into_history([this](const row& of, field which, const std::string& value) {
            return stored_.has_lost(of, which, value);
        });
    }

    /// A fault that struck this long ago may still be what a decision has to do with.
    static constexpr std::int64_t lately_us = 30 * second_us;

    void count(decision_row row_met, const row& of)
    {
        const auto event = of.twin ? std::max(users_.last_on(of.id), users_.last_on(of.twin->id))
                                   : users_.last_on(of.id);
        matrix_.add(row_met, event, plan_.policy_name(), faults_.lately(lately_us));
    }

    ~simulation() override { code_.listen({}); }
    simulation(const simulation&) = delete;
    simulation& operator=(const simulation&) = delete;

    void go()
    {
        prologue();
        for (std::uint64_t i = 0; i < plan_.actions && !watch_.broken(); ++i)
            one_action();
        if (!watch_.broken()) come_to_rest();
        if (!watch_.broken()) final_laws(book_, plan_, stored_, watch_).check();
        // What a read-only side could not follow waits for just that (E6).
        const bool read_only = plan_.rules.read_only.left || plan_.rules.read_only.right;
        if (!watch_.broken() && !read_only) save_again();
        if (host_) host_->kill();
    }

    run_result result() const
    {
        run_result out;
        out.broken = watch_.broken();
        out.hash = trace_.hash();
        out.actions = plan_.actions;
        out.actions_by_kind = users_.counts();
        out.faults = faults_.counts();
        out.requests = network_.requests();
        out.passes = passes_.count();
        out.checks = watch_.checks();
        out.boundaries = fate_.boundaries();
        out.policy = plan_.policy_name();
        out.met = matrix_;
        out.virtual_seconds =
            static_cast<double>(virtual_time::now() - plan_.start_us) / double(second_us);
        for (const auto& one : book_.rows())
            out.tasks += one.second.by_api() ? 0 : 1;
        if (out.broken && trace_.keeps()) out.timeline = trace_.lines(out.broken->family, false);
        if (trace_.keeps()) out.whole = trace_.lines(0, true);
        return out;
    }

    void turn(const std::string& email, bool on) override
    {
        // A person's command reaches the state whatever its host is doing.
        const auto* left = world_.org.find_user_by_email(email);
        const auto* right = world_.account.find_user_by_email(email);
        const sync::enabling who{
            {std::string(left->id.text()), right->id}, email, right->time_zone};
        if (on) {
            if (const auto done = control_.enable(who); !done)
                throw std::runtime_error(done.error().message);
        } else if (const auto done = control_.disable(email); !done) {
            throw std::runtime_error(done.error().message);
        }
        watch_.turned(email, on);
    }

    bool is_on(const std::string& email) const override { return watch_.is_on(email); }

private:
    /// Runs before the world is made: its time is the run's.
    int begun()
    {
        virtual_time::start(plan_.start_us);
        return 0;
    }

    /// Some tasks are there before anybody turns sync on (E3, E4).
    void prologue()
    {
        for (auto before = dice_.below(6); before != 0; --before) {
            virtual_time::advance_to(virtual_time::now() + dice_.between(1, 20) * 3600 * second_us);
            users_.act();
            watch_.users_acted();
        }
        for (const auto& email : plan_.members)
            if (!is_on(email)) turn(email, true);
        start_host();
    }

    void start_host()
    {
        fate_.revive();
        network_.reconnect();
        trace_.add("host", "starts");
        host_ = std::make_unique<host_life>(on_, book_.templates().back(), ++lives_);
    }

    void crash()
    {
        trace_.add("host", "dies");
        network_.cut_off();
        host_.reset();
        start_at_us_ = virtual_time::now() + dice_.between(0, 20) * second_us;
    }

    void one_action()
    {
        const auto next = virtual_time::now() + users_.pause_us();
        if (host_ && faults_.strikes(fault_class::crash)) {
            live_until(virtual_time::now() +
                       dice_.between(0, std::max<std::int64_t>(1, next - virtual_time::now())));
            if (host_) crash();
        }
        live_until(next);
        trouble();
        users_.act();
        watch_.users_acted();
        passes_.stir();
    }

    /// The world goes on until then: strays arrive, a dead host starts again.
    void live_until(std::int64_t at_us)
    {
        while (virtual_time::now() < at_us && !watch_.broken()) {
            auto until = at_us;
            if (const auto stray = network_.next_stray()) until = std::min(until, *stray);
            if (!host_) until = std::min(until, std::max(start_at_us_, virtual_time::now()));
            if (host_)
                host_->run_until(until, [this] { return !fate_.dead() && !watch_.broken(); });
            else
                virtual_time::advance_to(until);
            if (fate_.dead() && host_) crash();
            network_.deliver_strays();
            if (!host_ && virtual_time::now() >= start_at_us_) start_host();
        }
    }

    /// Faults of the servers that last a while.
    void trouble()
    {
        if (faults_.strikes(fault_class::tokens_expired)) {
            world_.salesforce_oauth.expire_access_tokens();
            world_.sales_connect_oauth.expire_access_tokens();
        }
        if (faults_.strikes(fault_class::row_locked) && !world_.org.rows().empty()) {
            const auto& row = world_.org.rows()[dice_.below(world_.org.rows().size())];
            world_.options.locks.push_back({std::string(row.id.text()), dice_.between(1, 4)});
        }
        if (faults_.strikes(fault_class::validation_rule))
            world_.options.rules = {{sandbox::side::salesforce, "Priority", "not_equals", "High",
                                     "no high priorities today"}};
        else if (dice_.one_in(10))
            world_.options.rules.clear();
    }

    void come_to_rest()
    {
        faults_.stop();
        world_.options.locks.clear();
        world_.options.rules.clear();
        trace_.add("run", "the faults stop");
        for (const auto& email : plan_.members)
            if (!is_on(email)) turn(email, true);
        const auto limit = virtual_time::now() + rest_within_us;
        passes_.stir();
        while (!watch_.broken() && !at_rest()) {
            if (virtual_time::now() >= limit)
                return watch_.report(14, "no fixed point within four hours: " + restless());
            live_until(virtual_time::now() + 20 * second_us);
        }
    }

    bool at_rest()
    {
        if (!host_ || passes_.quiet() < passes_at_rest || network_.next_stray()) return false;
        if (!world_.pending.empty() || stored_.counts().intents != 0) return false;
        const auto all = stored_.problems();
        return std::none_of(all.begin(), all.end(),
                            [this](const sync::problem& one) { return will_be_retried(one); });
    }

    /// What belongs to somebody who is off waits until they are on again (E6).
    bool will_be_retried(const sync::problem& one) const
    {
        return one.next_try_at != 0 && is_on(stored_.name_of(one.owner));
    }

    /// What keeps it from resting, for people.
    std::string restless() const
    {
        auto text =
            fmt::format("{} intents, {} quiet passes", stored_.counts().intents, passes_.quiet());
        for (const auto& one : stored_.problems())
            if (will_be_retried(one))
                text += fmt::format("; {} {} tried {} times: {} ({})", one.source_key, one.code,
                                    one.attempts, one.reason, one.server_text.substr(0, 200));
        return text;
    }

    /// E6, laws 14 and 23: pressing Save again reads every link anew, and finds nothing to write.
    void save_again()
    {
        const auto before = passes_.writes();
        for (const auto& email : plan_.members)
            if (is_on(email)) turn(email, true);
        passes_.stir();
        const auto limit = virtual_time::now() + rest_within_us;
        while (!watch_.broken() && !at_rest() && virtual_time::now() < limit)
            live_until(virtual_time::now() + 20 * second_us);
        if (passes_.writes() != before)
            watch_.report(23, "a full re-sync wrote, though the sync was at rest",
                          watch_.last_written());
        if (!watch_.broken()) final_laws(book_, plan_, stored_, watch_).check();
    }

    /// Law 13.
    void heard(std::string_view line)
    {
        for (const auto* secret :
             {&world_.salesforce_oauth.client.secret, &world_.sales_connect_oauth.client.secret})
            if (line.find(*secret) != std::string_view::npos)
                watch_.report(13, "the log has a secret");
        if (trace_.keeps()) trace_.add("log", line.substr(std::min<std::size_t>(line.size(), 25)));
    }

    plugins& code_;
    trace trace_;
    faults faults_;
    scenario plan_;
    int when_;
    sandbox::world world_;
    ledger book_;
    watch watch_;
    network network_;
    commit_fate fate_;
    sync::state real_;
    passes passes_;
    stored_state stored_;
    sync::control control_;
    users users_;
    matrix matrix_;
    dice dice_;
    machine on_;
    std::unique_ptr<host_life> host_;
    std::uint64_t lives_ = 0;
    std::int64_t start_at_us_ = 0;
};

} // namespace

run_result run(plugins& code, const run_options& options)
{
    simulation one(code, options);
    one.go();
    return one.result();
}

} // namespace dovetail::simulation
