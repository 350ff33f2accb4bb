// SPDX-License-Identifier: Apache-2.0
// Random users and random faults; then the faults stop and the laws of the sync model must hold.
#include "support/mortal_state.hpp"
#include "support/rig.hpp"

#include <dovetail/sync/field_codec.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace dovetail;
using test::fault;
using test::rig;
using test::world;

namespace {

using dice = std::mt19937_64;

std::size_t roll(dice& from, std::size_t sides)
{
    return static_cast<std::size_t>(from() % sides);
}

/// What users wrote, to be found again on both sides or in the history (laws 1 and 2).
class users
{
public:
    users(rig& on, dice& from) : on_(on), dice_(from) {}

    void act()
    {
        world& server = roll(dice_, 2) == 0 ? on_.left : on_.right;
        switch (roll(dice_, 10)) {
        case 0:
        case 1:
        case 2:
            add(server);
            break;
        case 3:
        case 4:
        case 5:
        case 6:
            edit(server);
            break;
        case 7:
            remove(server);
            break;
        case 8:
            undelete(server);
            break;
        default:
            give();
            break;
        }
    }

    /// Twins that a user took back although a newer one may live by now.
    const std::set<std::string>& undeleted() const { return undeleted_; }

    /// The last value a user gave a field on a side: it stands there, or lost with leave.
    const std::map<std::string, std::string>& last() const { return last_; }

private:
    std::string fresh(const char* what) { return what + std::to_string(++next_); }

    const std::string& somebody()
    {
        static const std::vector<std::string> names{"ann", "bob", "eve"}; // eve is not synced
        return names[roll(dice_, names.size())];
    }

    void add(world& server)
    {
        const auto name = fresh("n");
        if (&server == &on_.left)
            on_.add_left({{"name", name}, {"due", fresh("d")}}, somebody());
        else
            on_.add_right({{"name", name}, {"due", fresh("d")}, {"clock", "09:00"}}, somebody());
    }

    std::string pick(const world& server, bool deleted)
    {
        std::vector<std::string> keys;
        for (const auto& [key, one] : server.all())
            if (one.deleted == deleted) keys.push_back(key);
        return keys.empty() ? std::string() : keys[roll(dice_, keys.size())];
    }

    void edit(world& server)
    {
        static const std::vector<const char*> fields{"due", "details", "status", "name"};
        const auto key = pick(server, false);
        if (key.empty()) return;
        const std::string field = fields[roll(dice_, fields.size())];
        std::string value = fresh(field.c_str());
        if (field == "status") value = roll(dice_, 2) == 0 ? "open" : "done";
        if (field == "details" && roll(dice_, 2) == 0) value += " and more than twenty characters";
        server.edit(key, {{field, value}});
        if (field == "due" || field == "details") last_[key + "." + field] = value;
    }

    void remove(world& server)
    {
        if (const auto key = pick(server, false); !key.empty()) server.remove(key);
    }

    void undelete(world& server)
    {
        const auto key = pick(server, true);
        if (key.empty()) return;
        server.undelete(key);
        undeleted_.insert(key);
    }

    void give()
    {
        if (const auto key = pick(on_.left, false); !key.empty())
            on_.left.give_to(key, test::left_user(somebody()));
    }

    rig& on_;
    dice& dice_;
    std::size_t next_ = 0;
    std::set<std::string> undeleted_;
    std::map<std::string, std::string> last_;
};

/// A server that fails now and then; which faults there are is drawn anew for each run.
void make_faulty(world& server, dice& from)
{
    std::vector<fault> kinds{fault::none};
    for (const fault one : {fault::lost_before, fault::lost_after, fault::late, fault::conflict,
                            fault::locked, fault::rejected, fault::unauthorized})
        if (roll(from, 2) == 0) kinds.push_back(one);
    const std::size_t rarity = 3 + roll(from, 20);
    server.faults = [kinds, rarity, &from](const std::string& what, const std::string&) {
        if (what == "call") return roll(from, rarity * 10) == 0 ? fault::call_failed : fault::none;
        return roll(from, rarity) == 0 ? kinds[roll(from, kinds.size())] : fault::none;
    };
}

/// For whoever has to find out why.
void explain(rig& on, const std::string& source_key)
{
    for (const auto& link : on.links())
        if (link.key.left == source_key || link.key.right == source_key)
            BOOST_TEST_MESSAGE("  link " << link.id << " " << link.key.left << " " << link.key.right
                                         << " state " << static_cast<int>(link.state));
    sync::history_query query;
    query.key = source_key;
    const auto entries = on.people().history(query);
    for (const auto& one : *entries)
        BOOST_TEST_MESSAGE("  " << one.id << " at " << one.at << " link " << one.link << " "
                                << sync::to_string(one.action) << " " << sync::to_string(one.target)
                                << " " << sync::to_string(one.result) << ": " << one.reason);
}

/// Every value of every history line, as text.
std::string all_history(rig& on)
{
    std::string text;
    sync::history_query all;
    all.limit = 100'000;
    const auto entries = on.people().history(all);
    for (const auto& one : *entries)
        text += one.before + one.lost + one.after;
    return text;
}

/// The key of the record that a twin was created from.
std::string source_of(const test::task& twin)
{
    const auto whole = twin.origin.substr(0, twin.origin.rfind('/'));
    return whole.substr(whole.rfind('/') + 1);
}

/// Law 4: no source has two living twins, unless a user took an older one back, or the source.
void check_no_duplicates(rig& on, const world& server, const users& everybody)
{
    std::set<std::string> met;
    for (const auto* one : server.alive()) {
        if (one->origin.empty() || everybody.undeleted().contains(one->key)) continue;
        const auto source = source_of(*one);
        if (everybody.undeleted().contains(source)) continue;
        const bool only_one = met.insert(source).second;
        BOOST_TEST(only_one, "two living twins of " << source << ", one is " << one->key);
        if (!only_one) explain(on, source);
    }
}

/// Law 2: the last value of each user is there, or was on the other side until somebody edited
/// it, or is in the history.
void check_nothing_lost(rig& on, const users& everybody)
{
    const std::string history = all_history(on);
    for (const auto& link : on.links()) {
        if (link.state != sync::link_state::live) continue;
        for (const auto& [where, value] : everybody.last()) {
            const auto key = where.substr(0, where.rfind('.'));
            const auto field = where.substr(where.rfind('.') + 1);
            if (key != link.key.left && key != link.key.right) continue;
            const world& server = key == link.key.left ? on.left : on.right;
            const auto& fields = server.find(key)->fields;
            const auto found = fields.find(field);
            const world& other = key == link.key.left ? on.right : on.left;
            const bool there =
                (found != fields.end() && found->second == value) ||
                other.arrived.contains(value) ||
                other.arrived.contains(value.substr(0, test::plain_mapping::details_limit));
            BOOST_TEST((there || history.find(value) != std::string::npos),
                       "lost without leave: " << where << " = " << value);
            if (!there && history.find(value) == std::string::npos) explain(on, key);
        }
    }
}

struct outline
{
    bool crashes = false;
    bool idempotent = true;
    bool conditional = true;
    bool costs = false;
};

void check_laws(rig& on, const users& everybody)
{
    on.left.faults = {};
    on.right.faults = {};
    on.left.run_late();
    on.right.run_late();
    auto control = on.people();
    for (int i = 0; i < 4; ++i) {
        on.time.advance_seconds(600);
        BOOST_TEST(control.retry_all().has_value());
        BOOST_TEST(control.confirm_mass_delete().has_value());
        on.run();
    }
    const auto stuck = control.problems();
    BOOST_TEST(stuck->empty());
    for (const auto& one : *stuck) {
        BOOST_TEST_MESSAGE(one.source_key << ": " << one.code << ": " << one.reason);
        explain(on, one.source_key);
    }
    BOOST_TEST(control.status()->counts.intents == 0U);
    on.check_converged();
    on.check_fixed_point();
    check_no_duplicates(on, on.left, everybody);
    check_no_duplicates(on, on.right, everybody);
    check_nothing_lost(on, everybody);
}

void live(rig& on, users& everybody, dice& from, test::mortal* host)
{
    for (int round = 0; round < 12; ++round) {
        const std::size_t actions = roll(from, 8);
        for (std::size_t i = 0; i < actions; ++i)
            everybody.act();
        const auto pause = static_cast<std::int64_t>(roll(from, 90));
        on.time.advance_seconds(pause);
        // No server carries a request out later than the grace the engine gives it.
        if (pause > 30) on.left.run_late();
        if (pause > 30) on.right.run_late();
        if (host) host->trigger().set(static_cast<int>(roll(from, 40)));
        try {
            on.try_run();
        } catch (const test::crash&) {
        }
        if (host) host->revive();
    }
}

void play(std::uint64_t seed, const outline& how)
{
    dice from(seed);
    rig on;
    for (world* server : {&on.left, &on.right}) {
        server->idempotent = how.idempotent;
        server->conditional = how.conditional;
        server->condition_costs = how.costs;
        server->tells_revision = roll(from, 2) == 0;
        server->max_batch = 1 + roll(from, 5);
        make_faulty(*server, from);
    }
    on.left_connection->page_size = 1 + roll(from, 6);
    on.enable("ann");
    on.enable("bob");
    users everybody(on, from);
    if (how.crashes) {
        test::mortal host(on);
        live(on, everybody, from, &host);
        on.stored = host.real();
        on.left_connection->before = {};
        on.right_connection->before = {};
    } else {
        live(on, everybody, from, nullptr);
    }
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        check_laws(on, everybody);
    }
}

/// Runs of each kind; a soak sets DOVETAIL_SEEDS higher.
std::uint64_t seed_count()
{
    const char* wanted = std::getenv("DOVETAIL_SEEDS");
    return wanted ? std::strtoull(wanted, nullptr, 10) : 20;
}

const std::uint64_t seeds = seed_count();

} // namespace

BOOST_AUTO_TEST_SUITE(laws)

BOOST_AUTO_TEST_CASE(hold_after_any_faults)
{
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        play(seed, {});
}

BOOST_AUTO_TEST_CASE(hold_where_conditional_writes_cost_a_request)
{
    for (std::uint64_t seed = 10'001; seed <= 10'000 + seeds; ++seed)
        play(seed, {false, true, true, true});
}

BOOST_AUTO_TEST_CASE(hold_after_any_faults_and_crashes)
{
    for (std::uint64_t seed = 20'001; seed <= 20'000 + seeds; ++seed)
        play(seed, {true});
}

BOOST_AUTO_TEST_CASE(hold_where_the_server_refuses_no_second_create)
{
    for (std::uint64_t seed = 30'001; seed <= 30'000 + seeds; ++seed)
        play(seed, {false, false});
}

BOOST_AUTO_TEST_SUITE_END()
